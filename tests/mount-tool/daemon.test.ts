// A daemon's life: how it starts, how often, and every way in which it ends. Needs /dev/fuse and
// root.
import { readdirSync } from "node:fs";
import test from "ava";
import { canMount, Ivy, isRunning, until } from "../support/ivy.ts";

const mounted = canMount ? test.serial : test.serial.skip;

const driver = ["--driver", process.env["IVY_TEST_DRIVER"] ?? "linux"];

mounted("up makes everything from nothing, and says where it is and how to go on", async (t) => {
  await using ivy = new Ivy();
  const place = ivy.path("new/place");
  const up = await ivy.run("up", place, ...driver);
  t.is(up.status, 0, up.stderr);
  t.regex(up.stdout, /Created the file system place/);
  t.true(up.stdout.includes(`Mounted place at ${place} (process `));
  t.true(up.stdout.includes(`ivy umount ${place}`));
  t.regex(up.stdout, /invite/);
  const used = await ivy.shell(`echo hello > ${place}/file && cat ${place}/file`);
  t.deepEqual([used.status, used.stdout], [0, "hello\n"], used.stderr);
  t.regex((await ivy.shell(`grep ' ${place} ' /proc/mounts`)).stdout, /^ivy .* fuse\.ivy /);
});

mounted("a second up of the same place changes nothing and succeeds", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  const again = await ivy.run("up", ivy.mountpoint);
  t.is(again.status, 0, again.stderr);
  t.true(again.stdout.startsWith(`Already mounted at ${ivy.mountpoint} (process ${pid}).`));
});

mounted("a second process on one home is refused, naming process and mountpoint", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  for (const words of [
    ["up", ivy.path("other")],
    ["mount", ivy.path("other")],
  ]) {
    const second = await ivy.run(...words);
    t.is(second.status, 1);
    t.true(second.stderr.includes(`home ${ivy.home}: already mounted at ${ivy.mountpoint}`));
    t.true(second.stderr.includes(`process ${pid}`));
  }
  const claim = await ivy.run("claim", "--yes");
  t.true(claim.stderr.includes(`in use by process ${pid}, mounted at ${ivy.mountpoint}`));
});

mounted("umount ends the daemon, and leaves nothing but the home", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  const umount = await ivy.run("umount", ivy.mountpoint);
  t.deepEqual([umount.status, umount.stdout], [0, `Unmounted ${ivy.mountpoint}.\n`], umount.stderr);
  t.false(ivy.isMounted());
  await until("the daemon is gone", () => !isRunning(pid));
  const left = readdirSync(ivy.home);
  t.false(left.includes("daemon.json") || left.includes("control.sock"), left.join(" "));
  t.regex((await ivy.run("status")).stdout, /^mounted +no; /m);
});

mounted("umount finds the daemon of another home by the mountpoint", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  const umount = await ivy.run("umount", ivy.mountpoint, "--home", ivy.path("no-home"));
  t.is(umount.status, 0, umount.stderr);
  t.false(
    readdirSync(ivy.home).includes("daemon.json"),
    "the daemon had not ended when umount did",
  );
  await until("the daemon is gone", () => !isRunning(pid));
});

mounted("a mount in use stays, unless it is detached", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  const user = ivy.start("cd $M && exec sleep 30");
  await until(
    "somebody is in it",
    async () => (await ivy.run("umount", ivy.mountpoint)).status === 1,
  );
  const refused = await ivy.run("umount", ivy.mountpoint);
  t.true(refused.stderr.startsWith(`mountpoint ${ivy.mountpoint}: in use by other programs. `));
  t.regex(refused.stderr, /ivy umount --lazy/);
  t.true(ivy.isMounted() && isRunning(pid));
  const lazy = await ivy.run("umount", "--lazy", ivy.mountpoint);
  t.is(lazy.status, 0, lazy.stderr);
  t.false(ivy.isMounted());
  await until("the daemon is gone", () => !isRunning(pid));
  user.kill();
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  mounted(`${signal} unmounts cleanly`, async (t) => {
    await using ivy = new Ivy();
    const pid = await ivy.up(...driver);
    process.kill(pid, signal);
    await until("the daemon is gone", () => !isRunning(pid));
    t.false(ivy.isMounted());
    t.regex(ivy.daemonLog(), /unmounted/);
    t.false(readdirSync(ivy.home).includes("daemon.json"));
  });
}

mounted("umount(8) by somebody else ends the daemon as well", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  const umount = await ivy.shell("umount $M");
  t.is(umount.status, 0, umount.stderr);
  await until("the daemon is gone", () => !isRunning(pid));
  t.regex(ivy.daemonLog(), /unmounted/);
});

mounted("what a killed daemon left is replaced by the next mount", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  process.kill(pid, "SIGKILL");
  await until("the daemon is gone", () => !isRunning(pid));
  t.true(ivy.isMounted(), "the dead mount is still there");
  const status = await ivy.run("status");
  t.deepEqual([status.status, /^mounted +no; /m.test(status.stdout)], [0, true]);
  const again = await ivy.run("mount", ivy.mountpoint, ...driver);
  t.is(again.status, 0, again.stderr);
  const used = await ivy.shell('echo x > $M/f && cat $M/f && grep -c " $M " /proc/mounts');
  t.deepEqual([used.status, used.stdout], [0, "x\n1\n"], used.stderr);
});

mounted("umount takes away a dead mount", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  process.kill(pid, "SIGKILL");
  await until("the daemon is gone", () => !isRunning(pid));
  const umount = await ivy.run("umount", ivy.mountpoint);
  t.true(umount.stdout.startsWith(`Removed the dead mount at ${ivy.mountpoint}.`), umount.stderr);
  t.false(ivy.isMounted());
});

mounted("a read-only mount refuses changes", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  const mount = await ivy.run("mount", "--read-only", ivy.mountpoint, ...driver);
  t.is(mount.status, 0, mount.stderr);
  t.regex((await ivy.shell("touch $M/f")).stderr, /Read-only file system/);
  t.regex((await ivy.run("status")).stdout, /\(read-only\)/);
});

mounted("in the foreground it logs to the terminal and ends with the mount", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  const foreground = ivy.run("mount", "--foreground", ivy.mountpoint, ...driver);
  await until("it is mounted", async () => (await ivy.run("status")).stdout.includes("daemon  "));
  process.kill(await ivy.pid(), "SIGINT");
  const { status, stdout, stderr } = await foreground;
  t.is(status, 0, stderr);
  t.true(stdout.startsWith(`Mounted at ${ivy.mountpoint}.`));
  t.regex(stderr, /info: unmounted/);
});

mounted("status --json has what programs need", async (t) => {
  await using ivy = new Ivy();
  const pid = await ivy.up(...driver);
  const status: unknown = JSON.parse((await ivy.run("status", "--json", "--requests")).stdout);
  t.like(status, {
    pid,
    mountpoint: ivy.mountpoint,
    driver: driver[1],
    home: ivy.home,
    mounted: true,
  });
  for (const key of [
    "storedBytes",
    "journalBytes",
    "inodes",
    "requests",
    "logId",
    "fileSystemId",
  ]) {
    t.true(typeof status === "object" && status !== null && key in status, `${key} is missing`);
  }
});

mounted("a home that is too deep for a socket has it elsewhere", async (t) => {
  await using ivy = new Ivy();
  const deep = ivy.path(`${"d".repeat(100)}/home`);
  const up = await ivy.run("up", ivy.mountpoint, "--home", deep, ...driver);
  t.is(up.status, 0, up.stderr);
  t.false(readdirSync(deep).includes("control.sock"));
  t.regex((await ivy.run("status", "--home", deep)).stdout, /^daemon +process/m);
  t.is((await ivy.run("umount", ivy.mountpoint, "--home", deep)).status, 0);
});
