// When the file-system thread fails, nobody hangs: the mount is taken away, the daemon ends with
// status 1, and its log says why. Needs /dev/fuse and root.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { canMount, Ivy, runProgram, until } from "../support/ivy.ts";

const mounted = canMount ? test.serial : test.serial.skip;

const main = join(import.meta.dirname, "../support/broken-daemon-main.ts");

mounted("a failed file-system thread takes the mount away and says why", async (t) => {
  await using ivy = new Ivy();
  mkdirSync(ivy.home);
  const daemon = runProgram([process.execPath, main, ivy.home, ivy.mountpoint], {});
  await until("it is mounted", () => ivy.isMounted());
  t.is((await ivy.shell("echo x > $M/file && cat $M/file")).stdout, "x\n");
  const user = ivy.start("exec sleep 60 < $M/file");
  const broken = await ivy.shell("cat $M/break");
  t.not(broken.status, 0);
  t.regex(broken.stderr, /connection abort|not connected/i);
  t.is((await daemon).status, 1);
  t.false(ivy.isMounted());
  t.regex(ivy.daemonLog(), /the mount is taken away: BrokenInvariant: the tree is not a tree/);
  user.kill();
});
