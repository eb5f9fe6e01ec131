// Requests that once left a record which nobody can read: the log must fold to the tree that is
// served, so a malformed record would take back what was acknowledged. The log in memory throws
// when one is appended.
import test from "ava";
import type { Request } from "../../fs/core/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { memoryVolume } from "../support/memory-volume.ts";

const nothingSet = {
  kind: "set-attributes",
  mode: undefined,
  uid: undefined,
  gid: undefined,
  size: undefined,
  accessed: undefined,
  modified: undefined,
  changed: undefined,
  dropSetId: false,
} as const;

test("a file without a name that is all hole gets a name", async (t) => {
  const volume = await memoryVolume();
  const caller = { uid: 0, gid: 0 };
  const wish = { kind: "make-nameless", parent: rootInodeNumber, mode: 0o600 } as const;
  const made = volume.perform({ ...wish, umask: 0, caller });
  if (made.kind !== "entry") return t.fail(made.kind);
  const { inode } = made.attributes;
  volume.perform({ ...nothingSet, inode, size: 5000 });
  const link: Request = { kind: "link", inode, newParent: rootInodeNumber, newName: "hole" };
  const linked = volume.perform(link);
  t.is(linked.kind === "entry" ? linked.attributes.size : undefined, 5000);
  return undefined;
});

test("times with more nanoseconds than a second has are invalid", async (t) => {
  const volume = await memoryVolume();
  const inode = rootInodeNumber;
  for (const field of ["accessed", "modified", "changed"] as const) {
    const time = { seconds: 1, nanoseconds: 1_000_000_000 };
    const outcome = volume.perform({ ...nothingSet, inode, [field]: time });
    t.deepEqual(outcome, { kind: "refused", refusal: "invalid" });
  }
});

test("nobody's number is no owner", async (t) => {
  const volume = await memoryVolume();
  const nobody = 2 ** 32 - 1;
  const invalid = { kind: "refused", refusal: "invalid" } as const;
  for (const owner of [{ uid: nobody }, { gid: nobody }]) {
    t.deepEqual(volume.perform({ ...nothingSet, inode: rootInodeNumber, ...owner }), invalid);
    const make = { kind: "make", parent: rootInodeNumber, name: "a", type: "file" } as const;
    const caller = { uid: 0, gid: 0, ...owner };
    const rest = { mode: 0o644, umask: 0, device: 0, target: "", caller };
    t.deepEqual(volume.perform({ ...make, ...rest }), invalid);
  }
});
