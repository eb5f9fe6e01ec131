// Homes that cannot be used as they are: of a newer format, damaged, copied, on a full disk. Each
// has its message and exit status, and loses nothing. Needs /dev/fuse and root.
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { canMount, Ivy } from "../support/ivy.ts";

const mounted = canMount ? test.serial : test.serial.skip;

/** A home with a few files, not mounted. */
async function makeUsedHome(): Promise<Ivy> {
  const ivy = new Ivy();
  await ivy.up();
  const used = await ivy.shell('cd $M && for i in 1 2 3 4 5; do echo "data $i" > file$i; done');
  if (used.status !== 0) throw new Error(used.stderr);
  await ivy.run("umount", ivy.mountpoint);
  return ivy;
}

function flipByte(path: string, position: number): void {
  const bytes = readFileSync(path);
  bytes[position] = (bytes[position] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

function onlyJournal(ivy: Ivy): string {
  const logs = join(ivy.home, "logs");
  const [log = ""] = readdirSync(logs);
  const [journal = ""] = readdirSync(join(logs, log)).filter((name) => name.endsWith(".ivj"));
  return join(logs, log, journal);
}

mounted("a home of a newer format", async (t) => {
  await using ivy = await makeUsedHome();
  const path = join(ivy.home, "home.json");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/"formatVersion": *\d+/, '"formatVersion": 9'));
  for (const words of [["mount", ivy.mountpoint], ["up", ivy.mountpoint], ["status"], ["verify"]]) {
    const { status, stderr } = await ivy.run(...words);
    t.is(status, 1);
    t.regex(
      stderr,
      /^home .*: written in format 9 by a newer Ivy; .*Install the newer version\.\n$/,
    );
  }
});

mounted("a home whose description is damaged", async (t) => {
  await using ivy = await makeUsedHome();
  writeFileSync(join(ivy.home, "home.json"), "{");
  const { status, stderr } = await ivy.run("up", ivy.mountpoint);
  t.is(status, 1);
  t.regex(stderr, /^home .*: home\.json is damaged\. Restore that file from a backup/);
});

mounted("a home whose making was cut short before its first record is completed", async (t) => {
  await using ivy = new Ivy();
  t.is((await ivy.run("init", "--name", "cut")).status, 0);
  rmSync(join(ivy.home, "logs"), { recursive: true });
  rmSync(ivy.state, { recursive: true, force: true });
  t.is((await ivy.run("mount", ivy.mountpoint)).status, 0);
  const { stdout } = await ivy.run("log", "--json");
  t.regex(stdout, /begin the log/);
});

mounted("a key file that is damaged, open to others, or missing", async (t) => {
  await using ivy = await makeUsedHome();
  const path = join(ivy.home, "keys/identity.key");
  const sound = readFileSync(path);
  chmodSync(path, 0o644);
  const open = await ivy.run("mount", ivy.mountpoint);
  t.regex(open.stderr, /identity\.key: others may read or change the key file\. Run `chmod 600 /);
  chmodSync(path, 0o600);
  for (const position of [0, 8, 20, sound.length - 1]) {
    writeFileSync(path, sound);
    flipByte(path, position);
    const damaged = await ivy.run("mount", ivy.mountpoint);
    t.regex(damaged.stderr, /identity\.key: .*(damaged|format).*\./, `byte ${position}`);
    t.is(damaged.status, 1);
  }
  writeFileSync(path, sound);
  t.is((await ivy.run("mount", ivy.mountpoint)).status, 0);
});

mounted("a journal that is damaged in the middle", async (t) => {
  await using ivy = await makeUsedHome();
  flipByte(onlyJournal(ivy), 700);
  const mount = await ivy.run("mount", ivy.mountpoint);
  t.is(mount.status, 1);
  t.regex(mount.stderr, /^home .*: .*\.ivj at \d+: \d+ bytes of the log are damaged: .*ivy verify/);
  const verify = await ivy.run("verify", "--json");
  t.is(verify.status, 1);
  t.regex(verify.stdout, /"where":"logs\/[^"]*\.ivj at \d+, \d+ bytes"/);
  t.regex(verify.stderr, /^home .*: .* damaged\. Restore the home from a backup, or rebuild/);
});

mounted("a journal with a torn end is cut quietly", async (t) => {
  await using ivy = await makeUsedHome();
  const path = onlyJournal(ivy);
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from([1, 0, 0, 0, 7, 7])]));
  const mount = await ivy.run("mount", ivy.mountpoint);
  t.is(mount.status, 0, mount.stderr);
  t.is((await ivy.shell("cat $M/file5")).stdout, "data 5\n");
});

mounted("a copied home is refused until it is claimed", async (t) => {
  await using ivy = await makeUsedHome();
  const copy = ivy.path("copy");
  await ivy.shell(`cp -a ${ivy.home} ${copy}`);
  const refused = await ivy.run("mount", ivy.mountpoint, "--home", copy);
  t.is(refused.status, 1);
  t.regex(refused.stderr, /^home .*copy: it was copied .*ivy claim/);
  t.is((await ivy.run("claim", "--home", copy, "--yes")).status, 0);
  const mount = await ivy.run("mount", ivy.mountpoint, "--home", copy);
  t.is(mount.status, 0, mount.stderr);
  t.is((await ivy.shell("cat $M/file1")).stdout, "data 1\n");
  await ivy.run("umount", ivy.mountpoint);
  const original = await ivy.run("mount", ivy.mountpoint);
  t.is(original.status, 1, "the other one writes now");
  t.regex(original.stderr, /it was restored from an older copy.*ivy claim/);
});

mounted("a full disk is said to be full, and what was acknowledged is there", async (t) => {
  await using ivy = new Ivy();
  const disk = `mkdir ${ivy.home} && mount -t tmpfs -o size=4m,mode=700 none ${ivy.home}`;
  t.is((await ivy.shell(disk)).status, 0);
  await ivy.up();
  await ivy.shell("echo kept > $M/kept");
  const filled = await ivy.shell("dd if=/dev/urandom of=$M/big bs=64k count=200 conv=fsync");
  t.regex(filled.stderr, /No space left on device/);
  t.is((await ivy.shell("cat $M/kept")).stdout, "kept\n");
  await ivy.run("umount", ivy.mountpoint);
  const again = await ivy.run("mount", ivy.mountpoint);
  t.is(again.status, 0, again.stderr);
  t.is((await ivy.shell("cat $M/kept")).stdout, "kept\n");
});

mounted("a disk that is full from the start", async (t) => {
  await using ivy = new Ivy();
  const disk = `mkdir ${ivy.home} && mount -t tmpfs -o size=16k,mode=700 none ${ivy.home}`;
  await ivy.shell(`${disk} && dd if=/dev/zero of=${ivy.home}/filler bs=4k 2>/dev/null`);
  const { status, stderr } = await ivy.run("up", ivy.mountpoint);
  t.is(status, 1);
  t.regex(stderr, /full|no space/i);
  t.false(ivy.isMounted());
});
