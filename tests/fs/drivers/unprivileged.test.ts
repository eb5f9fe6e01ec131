// Mounting without being root, through fusermount3: run by root, who becomes somebody else.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "ava";
import { openDevice } from "../../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import { run } from "../../support/toy-mounted.ts";

const nobody = 65_534;
const device = "/dev/fuse";
const door = new URL("../../../fs/drivers/linux/index.ts", import.meta.url);

function missing(): string | undefined {
  if (process.geteuid?.() !== 0) return "only root can become somebody else";
  try {
    execFileSync("fusermount3", ["--version"]);
    statSync(device);
    return undefined;
  } catch {
    return "no fusermount3 or no /dev/fuse";
  }
}

const reason = missing();
const rootTest = reason === undefined ? test.serial : test.serial.skip;
if (reason !== undefined) test(`unprivileged mounts are left out: ${reason}`, (t) => t.pass());

rootTest("somebody who is not root mounts, uses and unmounts", async (t) => {
  await using directory = makeTemporaryDirectory();
  const mountpoint = join(directory.path, "mount");
  mkdirSync(mountpoint);
  chownSync(mountpoint, nobody, nobody);
  openDevice();
  const script = new URL("../../support/toy-mount.ts", import.meta.url).pathname;
  const identity = { uid: nobody, gid: nobody };
  const server = spawn(process.execPath, [script, mountpoint], { ...identity, cwd: "/" });
  let said = "";
  server.stderr.on("data", (text) => (said += text));
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  t.regex((await lines.next()).value ?? said, /^mounted/);
  const mine = `setpriv --reuid ${nobody} --regid ${nobody} --clear-groups`;
  const { output } = await run(
    "sh",
    [
      "-c",
      `${mine} sh -c 'cd $0; echo hi > f; cat f; stat -c %u f' $0; grep $0 /proc/mounts; ls $0`,
      mountpoint,
    ],
    "/",
  );
  t.regex(output, new RegExp(`^hi\n${nobody}\nivy ${mountpoint} fuse.ivy rw,nosuid,nodev,`));
  t.regex(output, /Permission denied/, "not even root may look without allow_other");
  server.kill("SIGTERM");
  while ((await lines.next()).done !== true);
  t.is((await run("grep", [mountpoint, "/proc/mounts"], "/")).output, "");
});

rootTest("what keeps somebody who is not root from mounting is said", async (t) => {
  await using directory = makeTemporaryDirectory();
  const text = `
    import { mount } from ${JSON.stringify(door.href)};
    const allowOther = process.argv[2] === "other";
    const asked = { mountpoint: process.argv[1], readOnly: false, allowOther };
    console.log(JSON.stringify(mount(asked)));`;
  const attempt = async (path: string, what: string, env: string): Promise<string> => {
    const mine = `setpriv --reuid ${nobody} --regid ${nobody} --clear-groups env ${env}`;
    const node = `${process.execPath} --input-type=module -e "$0" -- "$1" "$2"`;
    const { output } = await run("sh", ["-c", `${mine} ${node}`, text, path, what], "/");
    return output;
  };
  t.regex(await attempt(directory.path, "", "PATH=/nowhere"), /"absent".*apt-get install fuse3/);
  t.regex(
    await attempt(directory.path, "", "X=1"),
    /"denied"/,
    "not our directory, or no /dev/fuse",
  );
});
