// Small pure parts of the drivers: error numbers, the mount table, ACL arithmetic, patience.
import { constants } from "node:os";
import test from "ava";
import { chmodAcl, inheritAcl, isMinimalAcl } from "../../../fs/core/acl.ts";
import { errnoOfRefusal } from "../../../fs/drivers/errno.ts";
import { findMount, mountOfPath, parseMountTable } from "../../../fs/drivers/linux/mount-table.ts";
import { Patience } from "../../../fs/drivers/linux/patience.ts";
import { fields } from "../../support/kernel-request.ts";

test("error numbers are those of the system, each refusal has its own", (t) => {
  const { errno } = constants;
  t.is(errnoOfRefusal["no-entry"], errno.ENOENT);
  t.is(errnoOfRefusal["not-empty"], errno.ENOTEMPTY);
  t.is(errnoOfRefusal["no-xattr"], errno.ENODATA);
  t.is(errnoOfRefusal["not-supported"], errno.EOPNOTSUPP);
  t.is(errnoOfRefusal["over-quota"], errno.EDQUOT);
  t.is(errnoOfRefusal.stale, errno.ESTALE);
  t.is(errnoOfRefusal["name-too-long"], errno.ENAMETOOLONG);
  t.is(errnoOfRefusal["no-device-address"], errno.ENXIO);
  const numbers = Object.values(errnoOfRefusal);
  t.is(new Set(numbers).size, numbers.length);
  const known = new Set<number>(Object.values(errno));
  t.true(numbers.every((number) => known.has(number)));
});

const table = parseMountTable(
  [
    "22 27 0:21 / / rw,relatime - ext4 /dev/vda rw",
    "30 22 0:40 / /mnt/a\\040b rw shared:1 master:2 - fuse.ivy ivy rw,user_id=0",
    "31 30 0:41 / /mnt/a\\040b rw - tmpfs none rw",
    "32 22 0:42 / /mnt/ab rw - fuse.other x rw",
    "nonsense",
    "",
  ].join("\n"),
);

test("the mount table is read with escapes and optional fields, the topmost mount wins", (t) => {
  t.is(table.length, 4);
  t.like(findMount(table, "/mnt/a b"), { type: "tmpfs", device: "0:41" });
  t.is(findMount(table, "/mnt"), undefined);
  t.like(table[1], { mountpoint: "/mnt/a b", type: "fuse.ivy", source: "ivy" });
});

test("a path belongs to the longest mount that contains it", (t) => {
  t.is(mountOfPath(table, "/mnt/ab/c")?.device, "0:42");
  t.is(mountOfPath(table, "/mnt/abc")?.device, "0:21");
  t.is(mountOfPath(table, "/mnt/a b/x/y")?.device, "0:41");
  t.is(mountOfPath([], "/"), undefined);
});

const aclOf = (...entries: readonly (readonly [number, number, number])[]): Buffer =>
  fields(2, ...entries.flatMap(([tag, permissions, id]) => [tag | (permissions << 16), id]));

test("inheriting without a mask narrows the owning group's entry", (t) => {
  const inherited = inheritAcl(aclOf([1, 7, -1], [4, 7, -1], [32, 7, -1]), 0o2640, false);
  t.deepEqual(inherited, { mode: 0o2640, access: undefined, default: undefined });
});

test("chmod changes the mask where there is one, else the owning group", (t) => {
  t.deepEqual(
    Buffer.from(
      chmodAcl(aclOf([1, 7, -1], [2, 7, 5], [4, 7, -1], [16, 7, -1], [32, 7, -1]), 0o640) ?? [],
    ),
    aclOf([1, 6, -1], [2, 7, 5], [4, 7, -1], [16, 4, -1], [32, 0, -1]),
  );
  t.deepEqual(
    Buffer.from(chmodAcl(aclOf([1, 7, -1], [4, 7, -1], [32, 7, -1]), 0o750) ?? []),
    aclOf([1, 7, -1], [4, 5, -1], [32, 0, -1]),
  );
});

test("bytes that are no ACL are recognized", (t) => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(3),
    fields(1),
    fields(2, 1),
    Buffer.alloc(11),
  ]) {
    t.is(inheritAcl(bytes, 0o644, false), undefined);
    t.is(chmodAcl(bytes, 0o644), undefined);
    t.false(isMinimalAcl(bytes));
  }
  t.true(isMinimalAcl(aclOf([1, 7, -1], [4, 7, -1], [32, 7, -1])));
  t.false(isMinimalAcl(aclOf([1, 7, -1], [4, 7, -1], [16, 7, -1], [32, 7, -1])));
});

/** Requests that come `gap` milliseconds after each reply, answered at once. */
function converse(patience: Patience, requests: number, gap: number, start = 1000): number {
  let now = start;
  for (let i = 0; i < requests; i++) {
    patience.replied(now);
    now += gap;
    patience.requested(now);
  }
  return now;
}

test("looking starts when requests follow each other closely from another processor", (t) => {
  const patience = new Patience(2);
  t.is(patience.lookUntil(5), 0);
  const now = converse(patience, 100, 0.06);
  t.true(patience.lookUntil(now) > now);
});

test("there is no looking when requests come at once, seldom, or on one processor", (t) => {
  for (const [processors, gap] of [
    [2, 0.005],
    [2, 5],
    [1, 0.06],
  ] as const) {
    const patience = new Patience(processors);
    t.is(patience.lookUntil(converse(patience, 100, gap)), 0, `gap ${gap}`);
  }
});

test("looking ends after looking in vain, and now and then to try again", (t) => {
  const patience = new Patience(2);
  let now = converse(patience, 8 + 1024, 0.06);
  t.is(patience.lookUntil(now), 0, "a trial");
  now = converse(patience, 8 + 1, 0.06, now);
  t.not(patience.lookUntil(now), 0);
  for (let i = 0; i < 8; i++) patience.lookedInVain();
  t.is(patience.lookUntil(now), 0);
});
