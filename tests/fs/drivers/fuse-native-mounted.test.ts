// The fuse-native driver behind a real mount. The mount is served by one child process and used
// by another; both have a time limit, and a guard unmounts whatever is left, in every exit path.

import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { isTrouble } from "../../../dhash/core/index.ts";
import { loadBinding } from "../../../fs/drivers/fuse-native/binding.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";

const program = fileURLToPath(new URL("../../support/fuse-native-mount.ts", import.meta.url));
const lifeMillisecondsMax = 60_000;

const obstacle = findObstacle();
const mounted = obstacle === undefined ? test.serial : test.serial.skip;
if (obstacle !== undefined) console.warn(`fuse-native mounts are not tested: ${obstacle}`);

function findObstacle(): string | undefined {
  if (process.platform !== "linux") return "only Linux has the programs that these tests use";
  if (process.getuid?.() !== 0) return "needs root";
  if (!existsSync("/dev/fuse")) return "there is no /dev/fuse";
  const binding = loadBinding();
  return isTrouble(binding) ? binding.message : undefined;
}

interface Mount extends AsyncDisposable {
  readonly path: string;
  readonly child: ChildProcess;
  /** All that it has printed, complete once it has ended. */
  output(): string;
  readonly ended: Promise<unknown>;
  /** Runs a program of Node in another process, in the mount; its output, or why it failed. */
  use(source: string): string;
}

async function mountToy(...args: readonly string[]): Promise<Mount> {
  const temporary = makeTemporaryDirectory();
  const { path } = temporary;
  const options = { timeout: lifeMillisecondsMax, killSignal: "SIGKILL" } as const;
  const child = spawn(process.execPath, [program, path, ...args], options);
  let output = "";
  const take = (text: Buffer): void => {
    output += text.toString();
  };
  child.stderr.on("data", take);
  const ended = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      take(text);
      if (output.includes("mounted\n")) resolve();
    });
    child.once("exit", () => reject(new Error(`not mounted: ${output}`)));
  });
  return {
    path,
    child,
    ended,
    output: () => output,
    use: (source) => runIn(path, source),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      await temporary.remove();
    },
  };
}

function runIn(cwd: string, source: string): string {
  const args = [
    "--input-type=commonjs",
    "-e",
    `const fs = require("fs"); process.chdir(process.argv[1]); ${source}`,
    cwd,
  ];
  const options = { timeout: 20_000, killSignal: "SIGKILL", encoding: "utf8", cwd: "/" } as const;
  const { stdout, stderr, signal } = spawnSync(process.execPath, args, options);
  return signal === null ? stdout + stderr : `${stdout}${stderr} killed`;
}

mounted("shows as ivy of type fuse.ivy, and an unmount by somebody else ends it", async (t) => {
  await using mount = await mountToy();
  const line = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .find((each) => each.includes(mount.path));
  t.regex(line ?? "", /^ivy \S+ fuse\.ivy rw,/);
  t.is(spawnSync("umount", [mount.path], { timeout: 10_000 }).status, 0);
  await mount.ended;
  t.is(mount.child.exitCode, 0);
  t.regex(mount.output(), /closed/);
});

mounted("files, links, directories, listings and times", async (t) => {
  await using mount = await mountToy();
  const output = mount.use(`
    fs.writeFileSync("a", "text");
    fs.linkSync("a", "b");
    fs.appendFileSync("b", "more");
    fs.mkdirSync("d/e", { recursive: true });
    fs.renameSync("b", "d/e/c");
    fs.renameSync("d", "d2");
    fs.symlinkSync("d2/e/c", "l");
    fs.utimesSync("a", 1000000000.25, 1100000000.125);
    const a = fs.statSync("a");
    const raw = Buffer.from([0x6e, 0xff, 0xfe]);
    fs.writeFileSync(raw, "raw");
    const listed = fs.readdirSync(Buffer.from("."), { encoding: "buffer" });
    console.log(JSON.stringify({
      text: fs.readFileSync("l", "utf8"), target: fs.readlinkSync("l"), links: a.nlink,
      same: a.ino === fs.statSync("d2/e/c").ino, atime: a.atimeMs, mtime: a.mtimeMs,
      raw: listed.some((name) => name.equals(raw)), count: listed.length,
    }));`);
  const expected = { text: "textmore", target: "d2/e/c", links: 2, same: true };
  const times = { atime: 1000000000250, mtime: 1100000000125 };
  t.deepEqual(JSON.parse(output), { ...expected, ...times, raw: true, count: 4 });
});

mounted("open files survive unlink and rename over them, and no hidden name shows", async (t) => {
  await using mount = await mountToy();
  const output = mount.use(`
    const b = Buffer.alloc(20);
    const read = (f) => b.toString("utf8", 0, fs.readSync(f, b, 0, 20, 0));
    const f = fs.openSync("a", "w+");
    fs.writeSync(f, "hello");
    fs.unlinkSync("a");
    fs.writeSync(f, " world");
    fs.ftruncateSync(f, 8);
    fs.writeFileSync("x", "old");
    fs.writeFileSync("y", "new");
    const g = fs.openSync("x", "r");
    fs.renameSync("y", "x");
    const x = fs.readFileSync("x", "utf8");
    console.log([read(f), fs.fstatSync(f).nlink, read(g), x, fs.readdirSync(".")].join());`);
  t.is(output, "hello wo,0,old,new,x\n");
});

mounted("writes arrive in 128 KiB, and data comes back whole", async (t) => {
  await using mount = await mountToy();
  const output = mount.use(`
    const data = require("crypto").randomBytes(8 << 20);
    fs.writeFileSync("big", data);
    const f = fs.openSync("big", "r"); fs.fsyncSync(f); fs.closeSync(f);
    console.log(fs.readFileSync("big").equals(data));`);
  t.is(output, "true\n");
  mount.child.kill("SIGTERM");
  await mount.ended;
  const { counts } = JSON.parse(mount.output().split("\n")[1] ?? "");
  t.is(counts.write, 64);
});

mounted("a read-only mount refuses writes", async (t) => {
  await using mount = await mountToy("read-only");
  const output = mount.use(
    `try { fs.writeFileSync("a", ""); } catch (error) { console.log(error.code); }`,
  );
  t.is(output, "EROFS\n");
});

mounted("a mount in use is detached, with a message", async (t) => {
  await using mount = await mountToy();
  const user = spawn("sleep", ["30"], { cwd: mount.path, timeout: 30_000 });
  await once(user, "spawn");
  mount.child.kill("SIGTERM");
  await mount.ended;
  user.kill();
  t.regex(mount.output(), /in use/);
  t.false(readFileSync("/proc/mounts", "utf8").includes(mount.path));
});

mounted("what cannot be mounted on is named", (t) => {
  const { stderr } = spawnSync(process.execPath, [program, "/nowhere"], {
    timeout: 20_000,
    encoding: "utf8",
  });
  t.regex(stderr, /\/nowhere cannot be mounted on: it does not exist/);
});
