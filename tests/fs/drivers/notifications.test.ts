// The kernel's caches follow what others change, by notification; without one they stay as they
// are.
import test from "ava";
import type { InodeNumber } from "../../../fs/core/inode-number.ts";
import { rootInodeNumber as root } from "../../../fs/core/inode-number.ts";
import type { Notification } from "../../../fs/drivers/linux/index.ts";
import { cannotMount, ToyMounted } from "../../support/toy-mounted.ts";

const reason = cannotMount();
const mountedTest = reason === undefined ? test.serial : test.serial.skip;
if (reason !== undefined) test(`mounted tests are left out: ${reason}`, (t) => t.pass());

async function fileOf(mounted: ToyMounted, text: string): Promise<InodeNumber> {
  return await mounted.inodeNumber(`printf ${text} > f; stat -c %i f`);
}

async function write(
  mounted: ToyMounted,
  inode: InodeNumber,
  offset: number,
  text: string,
): Promise<void> {
  const data = new Uint8Array(0);
  await mounted.elsewhere({
    requests: [{ kind: "write", inode, offset, data, dropSetId: false, timesKept: false }],
    text,
  });
}

async function tell(mounted: ToyMounted, ...notifications: Notification[]): Promise<void> {
  await mounted.elsewhere({ notifications });
}

mountedTest("cached pages stay until the kernel is told of new contents", async (t) => {
  await using mounted = await ToyMounted.start();
  const inode = await fileOf(mounted, "old");
  await write(mounted, inode, 0, "new");
  t.is(await mounted.shell("cat f"), "old");
  await tell(mounted, { kind: "contents", inode, offset: 0, length: 0 });
  t.is(await mounted.shell("cat f"), "new");
});

mountedTest(
  "a longer file shows its length once its name or the unused inode is dropped",
  async (t) => {
    await using mounted = await ToyMounted.start();
    const inode = await fileOf(mounted, "1");
    await write(mounted, inode, 1, "23");
    const contents = { kind: "contents", inode, offset: 0, length: 0 } as const;
    await tell(mounted, contents, { kind: "entry", parent: root, name: "f" });
    t.is(await mounted.shell("cat f"), "123");
  },
);

mountedTest("a file that somebody has open grows by a stored byte", async (t) => {
  await using mounted = await ToyMounted.start();
  const inode = await fileOf(mounted, "abc");
  const opened = mounted.shell(
    "exec 3< f; cat <&3; touch ready; while ! test -e go; do sleep 0.02; done; cat <&3",
  );
  while ((await mounted.shell("ls")).includes("ready") === false);
  await write(mounted, inode, 3, "def");
  const bytes = new Uint8Array(0);
  await mounted.elsewhere({
    notifications: [{ kind: "stored", inode, offset: 5, bytes }],
    text: "f",
  });
  await tell(mounted, { kind: "contents", inode, offset: 0, length: 0 });
  await mounted.shell("touch go");
  t.is(await opened, "abcdef");
});

mountedTest("names that come and go elsewhere come and go here", async (t) => {
  await using mounted = await ToyMounted.start();
  t.is(await mounted.shell("ls; ls; test ! -e g; echo none"), "none");
  const caller = { uid: 0, gid: 0 };
  const made = { type: "file", mode: 0o644, umask: 0, device: 0, target: "", caller } as const;
  await mounted.elsewhere({ requests: [{ kind: "make", parent: root, name: "g", ...made }] });
  t.is(await mounted.shell("test ! -e g; echo still none"), "still none");
  await tell(mounted, { kind: "entry", parent: root, name: "g" });
  t.is(await mounted.shell("test -e g; ls; ls"), "g\ng");
  const inode = await mounted.inodeNumber("stat -c %i g");
  await mounted.elsewhere({ requests: [{ kind: "unlink", parent: root, name: "g" }] });
  await tell(mounted, { kind: "removed", parent: root, name: "g", inode });
  t.is(await mounted.shell("test ! -e g; ls; echo gone"), "gone");
});

mountedTest("attributes are read anew when the kernel is told of others", async (t) => {
  await using mounted = await ToyMounted.start();
  await mounted.shell("mkdir d; stat d > /dev/null");
  const inode = await mounted.inodeNumber("stat -c %i d");
  const nothing = { uid: undefined, gid: undefined, size: undefined, accessed: undefined };
  const times = { modified: undefined, changed: undefined, dropSetId: false };
  const mode = { kind: "set-attributes", inode, mode: 0o700, ...nothing, ...times } as const;
  await mounted.elsewhere({ requests: [mode] });
  t.is(await mounted.shell("stat -c %a d"), "755");
  await tell(mounted, { kind: "attributes", inode });
  t.is(await mounted.shell("stat -c %a d"), "700");
});

mountedTest("notifications about what is being used neither deadlock nor get lost", async (t) => {
  await using mounted = await ToyMounted.start();
  await mounted.shell("mkdir d; cd d; for i in $(seq 50); do touch $i; done");
  const directory = await mounted.inodeNumber("stat -c %i d");
  const busy = mounted.node(`
    for (let round = 0; round < 40; round++) for (let i = 0; i < 50; i++) {
      fs.renameSync("d/" + (i + 1), "d/x");
      fs.renameSync("d/x", "d/" + (i + 1));
      fs.readdirSync("d");
    } console.log("done");`);
  for (let round = 0; round < 20; round++) {
    const notifications: Notification[] = [
      { kind: "contents", inode: directory, offset: 0, length: 0 },
    ];
    for (let i = 0; i < 50; i++)
      notifications.push({ kind: "entry", parent: directory, name: String(i) });
    await mounted.elsewhere({ notifications });
  }
  t.is(await busy, "done");
});
