// The set-user-id and set-group-id bits: who loses them, who may set them, what directories hand
// down.
import { strict as assert } from "node:assert";
import {
  allocate,
  allocateModes,
  close,
  flags,
  open,
  truncate,
  truncateOpen,
  withOpen,
  write,
} from "../../support/child/files.ts";
import { asUser } from "../../support/child/identity.ts";
import type { DirectorySubject } from "../../support/subject-directory.ts";
import { bySystemCall } from "../case.ts";

const alice = { uid: 1001, gid: 1001 };
const bob = { uid: 1002, gid: 1002 };
const group = 2000;

/** A file of Alice with these mode bits. */
function fileOfAlice(s: DirectorySubject, mode: number): string {
  s.create("f");
  s.change("f", { uid: alice.uid, gid: alice.gid });
  s.change("f", { mode });
  return s.absolute("f");
}

const root: readonly ["root"] = ["root"];

export const setIdCases = [
  bySystemCall(
    "a write by somebody else than root clears the set-id bits",
    (s) => {
      const path = fileOfAlice(s, 0o6777);
      asUser(bob, () => withOpen(path, flags.writeOnly, (fd) => write(fd, "x")));
      assert.equal(s.facts("f").mode, 0o777);
    },
    [...root, "others"],
  ),

  bySystemCall(
    "truncation and allocation by somebody else than root clear the set-id bits",
    (s) => {
      const acts: ((path: string) => void)[] = [
        (path) => truncate(path, 5),
        (path) => withOpen(path, flags.writeOnly, (fd) => truncateOpen(fd, 2)),
        (path) => close(open(path, flags.writeOnly | flags.truncate)),
      ];
      const path = fileOfAlice(s, 0o666);
      for (const [index, act] of acts.entries()) {
        withOpen(path, flags.writeOnly, (fd) => write(fd, "0123456789"));
        s.change("f", { mode: 0o6777 });
        asUser(bob, () => act(path));
        assert.equal(s.facts("f").mode, 0o777, `act ${index}`);
      }
    },
    [...root, "others"],
  ),

  bySystemCall(
    "allocation by somebody else than root clears the set-id bits",
    (s) => {
      const path = fileOfAlice(s, 0o6777);
      asUser(bob, () => {
        withOpen(path, flags.writeOnly, (fd) => allocate(fd, allocateModes.allocate, 0, 10_000));
      });
      assert.equal(s.facts("f").mode, 0o777);
    },
    ["root", "allocate", "others"],
  ),

  bySystemCall(
    "a write by root keeps the set-id bits",
    (s) => {
      const path = fileOfAlice(s, 0o6777);
      withOpen(path, flags.writeOnly, (fd) => write(fd, "x"));
      assert.equal(s.facts("f").mode, 0o6777);
    },
    root,
  ),

  bySystemCall(
    "a new owner clears the set-id bits of files, also by root",
    (s) => {
      fileOfAlice(s, 0o6777);
      s.change("f", { uid: bob.uid });
      assert.equal(s.facts("f").mode, 0o777);
      s.change("f", { mode: 0o2745 });
      s.change("f", { gid: group });
      assert.equal(
        s.facts("f").mode,
        0o2745,
        "without group execution the bit means something else",
      );
      s.makeDirectory("d");
      s.change("d", { mode: 0o6777 });
      s.change("d", { gid: group });
      assert.equal(s.facts("d").mode, 0o6777);
    },
    root,
  ),

  bySystemCall(
    "who is not in the file's group cannot set its set-group-id bit",
    (s) => {
      fileOfAlice(s, 0o755);
      s.change("f", { gid: group });
      asUser(alice, () => s.change("f", { mode: 0o2755 }));
      assert.equal(s.facts("f").mode, 0o755);
      asUser({ ...alice, groups: [group] }, () => s.change("f", { mode: 0o2755 }));
      assert.equal(s.facts("f").mode, 0o2755);
    },
    [...root, "others"],
  ),

  bySystemCall(
    "what is made in a set-group-id directory belongs to its group",
    (s) => {
      s.makeDirectory("d");
      s.change("d", { gid: group });
      s.change("d", { mode: 0o2777 });
      asUser(alice, () => {
        s.create("d/f", 0o644);
        s.makeDirectory("d/sub", 0o755);
        s.makeNode("d/p", { type: "fifo" });
        s.symlink("x", "d/l");
      });
      for (const name of ["d/f", "d/sub", "d/p", "d/l"])
        assert.equal(s.facts(name).gid, group, name);
      assert.equal(s.facts("d/sub").mode, 0o2755);
      assert.equal(s.facts("d/f").mode, 0o644);
    },
    [...root, "others"],
  ),

  bySystemCall(
    "a file made with the set-group-id bit loses it where its maker is not in the group",
    (s) => {
      s.makeDirectory("d");
      s.change("d", { gid: group });
      s.change("d", { mode: 0o2777 });
      asUser(alice, () => close(open(s.absolute("d/f"), flags.create | flags.writeOnly, 0o2755)));
      assert.equal(s.facts("d/f").mode, 0o755);
    },
    [...root, "others"],
  ),
];
