// Temporary directories leave nothing behind, whatever ends the process that made them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import test from "ava";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const support = new URL("../support/temporary.ts", import.meta.url).href;

test("removing takes files and processes along", async (t) => {
  const temporary = makeTemporaryDirectory();
  writeFileSync(`${temporary.path}/file`, "bytes");
  const sleeping = spawn("tail", ["-f", `${temporary.path}/file`], { stdio: "ignore" });
  const ended = once(sleeping, "exit");
  await temporary.remove();
  await ended;
  t.is(sleeping.signalCode, "SIGKILL");
  t.false(existsSync(temporary.path));
});

test("a killed process leaves nothing", async (t) => {
  const program = `
    import { makeTemporaryDirectory } from ${JSON.stringify(support)};
    console.log(makeTemporaryDirectory().path);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
  const [said] = await once(child.stdout, "data");
  const path = String(said).trim();
  t.true(existsSync(path));
  child.kill("SIGKILL");
  for (let tries = 0; existsSync(path) && tries < 100; tries++) await wait(50);
  t.false(existsSync(path));
});
