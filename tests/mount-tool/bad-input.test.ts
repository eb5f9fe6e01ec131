// What people get wrong, and what a machine lacks: each has its message (thing, cause, next step)
// on stderr and its exit status.
import { mkdirSync, writeFileSync } from "node:fs";
import test from "ava";
import { canMount, Ivy, type Outcome } from "../support/ivy.ts";

const mounted = canMount ? test.serial : test.serial.skip;

const wrongWords: readonly (readonly [words: readonly string[], cause: RegExp])[] = [
  [["mount"], /^ivy: missing required argument 'mountpoint'\. See ivy --help/],
  [["frobnicate"], /^ivy: unknown command 'frobnicate'/],
  [["mount", "a", "b"], /^ivy: too many arguments/],
  [["mount", "--frob", "/x"], /^ivy: unknown option '--frob'/],
  [["mount", "--driver", "floppy", "/x"], /Allowed choices are linux, fuse-native/],
  [["init"], /^ivy: required option '--name <name>' not specified/],
  [["init", "--name", "a/b"], /^--name: "a\/b" cannot be a name\. Use 1 to 64 bytes/],
  [["init", "--name", ""], /^--name: "" cannot be a name/],
  [["init", "--name", "x".repeat(65)], /cannot be a name/],
  [["init", "--name", "a", "--participant", "b\n"], /^--participant: /],
  [["init", "--name", "a b", "--participant", "b c"], /^--participant: "b c" cannot be a part/],
  [["up", "/nowhere/x", "--participant", "b c"], /^--participant: "b c" cannot be a participant's/],
  [
    ["join", "ivy://x", "--name", "b\u200bc"],
    /^--name: ".*" cannot be a participant's name\. Use 1 to/,
  ],
  [["invite", "--role", "node", "--uses", "1"], /^--uses: a link for nodes has no end, .*out\.$/m],
  [["invite", "--role", "node", "--expires", "1d"], /^--expires: a link for nodes has no end/],
  [["invite", "--withdraw", "all", "--role", "node"], /^--role: nothing is made with --withdraw/],
  [["invite", "--withdraw", "ivy://x"], /^LINK: invite link: it does not look like/],
  [
    ["mount", "/x", "--read-only", "--consistency", "strict"],
    /^--consistency strict: asks others, and a mount with --read-only .*\. Leave out one/,
  ],
  [
    ["up", "/x", "--driver", "fuse-native", "--locks", "shared"],
    /^--locks shared: is for the driver linux, not for fuse-native\. Leave out one of the two\./,
  ],
  [["replay", "--at", "now"], /^ivy: required option '--to <dir>' not specified/],
  [
    ["replay", "--to", "/nowhere", "--at", "yesterday"],
    /^--at: "yesterday" is no time and no record\. /,
  ],
  [
    ["join", "ivy://x", "--wait", "0"],
    /^--wait: "0" is no time\. Give a number of seconds from 1 /,
  ],
  [["join", "ivy://x", "--wait", "1d"], /^--wait: "1d" is no time\. /],
  [["log", "--limit", "many"], /^--limit: "many" is not a number of records\. /],
  [["status", "--watch", "never"], /^--watch: "never": is not a number of seconds\. /],
  [["mount", "/x", "--keep", "some"], /Allowed choices are all, recent, none/],
  [["mount", "/x", "--keep-budget", "lots"], /^--keep-budget: "lots" is no size\. Give one/],
  [["mount", "/x", "--keep-budget", "-5G"], /^--keep-budget: "-5G" is no size\. /],
  [["mount", "/x", "--keep-budget", "5EiB"], /^--keep-budget: "5EiB" is no size\. /],
  [["mount", "/x", "--keep-budget", "1MiB"], /^--keep-budget: 1MiB is too little to work with\. /],
  [
    ["mount", "/x", "--keep", "all", "--keep-budget", "1GiB"],
    /^--keep-budget: there is no budget with --keep all\. Use it with --keep recent\./,
  ],
];

for (const [words, cause] of wrongWords) {
  test.serial(`wrong use: ivy ${JSON.stringify(words).slice(0, 60)}`, async (t) => {
    await using ivy = new Ivy();
    const { status, stdout, stderr } = await ivy.run(...words);
    t.deepEqual([status, stdout], [2, ""]);
    t.regex(stderr, cause);
  });
}

const homeless = [
  ...[["mount", "/x"], ["status"], ["log"], ["verify"], ["claim", "--yes"]],
  ...[["pin"], ["pin", "a"], ["unpin", "a"], ["get", "a"]],
];

for (const words of [...homeless, ["replay", "--to", "/nowhere"]]) {
  test.serial(`without a file system: ivy ${words.join(" ")}`, async (t) => {
    await using ivy = new Ivy();
    const outcome = await ivy.run(...words);
    const next =
      "Create one with ivy up DIRECTORY or ivy init --name NAME, or choose another --home.";
    t.is(outcome.stderr, `home ${ivy.home}: holds no file system. ${next}\n`);
    t.is(outcome.status, 1);
  });
}

async function mountAt(ivy: Ivy, place: string): Promise<Outcome> {
  await ivy.run("init", "--name", "papers");
  return ivy.run("mount", place);
}

mounted("a mountpoint that is missing is made", async (t) => {
  await using ivy = new Ivy();
  const place = ivy.path("missing");
  const { status, stderr } = await mountAt(ivy, place);
  t.is(stderr, "");
  t.is(status, 0);
  t.is((await ivy.run("umount", place)).status, 0);
});

mounted("a mountpoint that is not a directory", async (t) => {
  await using ivy = new Ivy();
  writeFileSync(ivy.path("file"), "");
  for (const command of ["mount", "up"]) {
    await mountAt(ivy, ivy.mountpoint);
    await ivy.run("umount", ivy.mountpoint);
    const { status, stderr } = await ivy.run(command, ivy.path("file"));
    t.true(stderr.startsWith(`mountpoint ${ivy.path("file")}: is not a directory. `), stderr);
    t.is(status, 1);
  }
});

test.serial("a mountpoint that is not empty", async (t) => {
  await using ivy = new Ivy();
  writeFileSync(`${ivy.mountpoint}/mine`, "");
  const { status, stderr } = await mountAt(ivy, ivy.mountpoint);
  t.true(stderr.startsWith(`mountpoint ${ivy.mountpoint}: is not empty, and a mount would hide`));
  t.is(status, 1);
});

mounted("a mountpoint on which something is mounted", async (t) => {
  await using ivy = new Ivy();
  await using other = new Ivy();
  await other.up();
  const { status, stderr } = await mountAt(ivy, other.mountpoint);
  const next = `Unmount it first: ivy umount ${other.mountpoint}`;
  t.is(
    stderr,
    `mountpoint ${other.mountpoint}: an ivy file system is already mounted there. ${next}\n`,
  );
  t.is(status, 1);
  const { stderr: system } = await mountAt(ivy, "/proc");
  t.regex(system, /^mountpoint \/proc: something else is mounted there \(proc, type proc\)\. /);
});

test.serial("a mountpoint that would hide the home", async (t) => {
  await using ivy = new Ivy();
  const { status, stderr } = await ivy.run("up", ivy.path("new"), "--home", ivy.path("new/home"));
  t.regex(
    stderr,
    /^mountpoint .*\/new: contains the home .*\/new\/home, which has to be outside\. /,
  );
  t.is(status, 1);
});

test.serial("a mountpoint that cannot be created", async (t) => {
  await using ivy = new Ivy();
  const { status, stderr } = await ivy.run("up", "/proc/nothing/here");
  t.regex(stderr, /^mountpoint \/proc\/nothing\/here: cannot be created \(ENOENT/);
  t.is(status, 1);
});

test.serial("umount of a place where nothing, or nothing of ours, is mounted", async (t) => {
  await using ivy = new Ivy();
  const nothing = await ivy.run("umount", ivy.mountpoint);
  t.true(nothing.stderr.startsWith(`mountpoint ${ivy.mountpoint}: nothing is mounted there. `));
  const other = await ivy.run("umount", "/proc");
  t.regex(other.stderr, /^mountpoint \/proc: not an ivy mount \(proc, type proc\)\. /);
  t.deepEqual([nothing.status, other.status], [1, 1]);
});

test.serial("init in a home that holds a file system", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  const { status, stderr } = await ivy.run("init", "--name", "more");
  t.true(stderr.startsWith(`home ${ivy.home}: holds the file system papers already. `));
  t.is(status, 1);
});

test.serial("a home that cannot be written", async (t) => {
  await using ivy = new Ivy();
  const { status, stderr } = await ivy.run("init", "--name", "a", "--home", "/proc/home");
  t.regex(
    stderr,
    /^home \/proc\/home: cannot be written \(ENOENT.*Choose another home with --home/,
  );
  t.is(status, 1);
});

test.serial("replay into a directory that is not empty", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  mkdirSync(ivy.path("to/sub"), { recursive: true });
  const { status, stderr } = await ivy.run("replay", "--to", ivy.path("to"));
  t.is(stderr, `--to ${ivy.path("to")}: is not empty. Name an empty or absent directory.\n`);
  t.is(status, 1);
});

test.serial("replay and init where no directory can be made", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  const replay = await ivy.run("replay", "--to", "/proc/nothing");
  t.regex(replay.stderr, /^directory \/proc\/nothing: it cannot be made: ENOENT.* Name another/);
  t.is(replay.status, 1);
  const init = await ivy.run("init", "--name", "papers", "--home", "/proc/nothing");
  t.regex(init.stderr, /^home \/proc\/nothing: cannot be (made|written)/);
  t.is(init.status, 1);
});

test.serial("claim without the promise that it needs", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  const { status, stderr } = await ivy.run("claim");
  t.regex(stderr, /^home .*: not claimed; this needs your word\. Two homes that write the log/);
  t.regex(stderr, /run: ivy claim --yes\n$/);
  const elsewhere = await ivy.shell(
    `IVY_HOME= ${process.execPath} mount-tool/main.ts claim --home ${ivy.home}`,
  );
  t.true(elsewhere.stderr.endsWith(`run: ivy claim --home ${ivy.home} --yes\n`), elsewhere.stderr);
  t.is(status, 2);
});

mounted("no /dev/fuse", async (t) => {
  await using ivy = new Ivy();
  await ivy.run("init", "--name", "papers");
  const without = (words: string) =>
    ivy.shell(`unshare -m sh -c 'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && \
      ${process.execPath} mount-tool/main.ts ${words}'`);
  const mount = await without(`mount ${ivy.mountpoint}`);
  t.regex(mount.stderr, /^\/dev\/fuse.*modprobe fuse/);
  t.is(mount.status, 1);
  const doctor = await without("doctor");
  t.regex(
    doctor.stdout,
    /^missing +\/dev\/fuse: ENOENT.*\n +Load the kernel module: modprobe fuse/m,
  );
  t.regex(doctor.stderr, /^this machine: cannot mount for want of \/dev\/fuse\. /);
  t.is(doctor.status, 1);
});

mounted("no right to mount there", async (t) => {
  await using ivy = new Ivy();
  const words = `up --home ${ivy.path("new")} ${ivy.mountpoint}`;
  const command = `${process.execPath} mount-tool/main.ts ${words}`;
  const asNobody = `setpriv --reuid 65534 --regid 65534 --clear-groups ${command}`;
  await ivy.shell(`chmod 755 ${ivy.path("")}`);
  const { status, stderr } = await ivy.shell(asNobody);
  t.true(stderr.startsWith(`mountpoint ${ivy.mountpoint}: may not be used (EACCES`), stderr);
  t.is(status, 1);
});
