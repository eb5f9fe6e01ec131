// Owners, modes and what they permit: who may do what.
import { strict as assert } from "node:assert";
import { access, accessModes, setModeOpen } from "../../support/child/attributes.ts";
import { close, flags, open, write } from "../../support/child/files.ts";
import { asUser } from "../../support/child/identity.ts";
import { refuses } from "../../support/subject.ts";
import type { DirectorySubject } from "../../support/subject-directory.ts";
import { anywhere, bySystemCall } from "../case.ts";

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

export const modeCases = [
  anywhere(
    "all twelve mode bits are kept on files and directories",
    (s) => {
      s.create("f");
      s.makeDirectory("d");
      for (const mode of [0o0, 0o1, 0o777, 0o1755, 0o2755, 0o4755, 0o7777, 0o6070]) {
        s.change("f", { mode });
        s.change("d", { mode });
        assert.equal(s.facts("f").mode, mode);
        assert.equal(s.facts("d").mode, mode);
      }
    },
    root,
  ),

  anywhere(
    "owners change one at a time or together, to any 32-bit number",
    (s) => {
      s.create("f");
      s.change("f", { uid: 70_000 });
      s.change("f", { gid: 3_000_000_000 });
      assert.equal(s.facts("f").uid, 70_000);
      assert.equal(s.facts("f").gid, 3_000_000_000);
      s.change("f", { uid: 1, gid: 2 });
      assert.deepEqual([s.facts("f").uid, s.facts("f").gid], [1, 2]);
    },
    root,
  ),

  bySystemCall(
    "what somebody creates is theirs",
    (s) => {
      s.change("", { mode: 0o777 });
      asUser(alice, () => {
        s.create("f", 0o640);
        s.makeDirectory("d");
        s.symlink("f", "l");
      });
      for (const name of ["f", "d", "l"]) {
        assert.deepEqual([s.facts(name).uid, s.facts(name).gid], [alice.uid, alice.gid]);
      }
    },
    ["root", "caller"],
  ),

  bySystemCall(
    "read, write and search permission are asked of owner, group and others",
    (s) => {
      const path = fileOfAlice(s, 0o640);
      s.change("f", { gid: group });
      asUser(alice, () => close(open(path, flags.readWrite)));
      asUser({ ...bob, groups: [group] }, () => {
        close(open(path, flags.readOnly));
        refuses("EACCES", () => open(path, flags.writeOnly));
      });
      asUser(bob, () => refuses("EACCES", () => open(path, flags.readOnly)));
      s.makeDirectory("d", 0o700);
      s.create("d/f");
      asUser(bob, () => refuses("EACCES", () => s.facts("d/f")));
      asUser(bob, () => refuses("EACCES", () => s.list("d")));
      s.change("d", { mode: 0o711 });
      asUser(bob, () => assert.equal(s.facts("d/f").type, "file"));
    },
    [...root, "others"],
  ),

  bySystemCall(
    "a directory takes and loses names only with write permission",
    (s) => {
      s.create("f");
      s.change("", { mode: 0o755 });
      asUser(bob, () => {
        refuses("EACCES", () => s.create("new"));
        refuses("EACCES", () => s.makeDirectory("new"));
        refuses("EACCES", () => s.unlink("f"));
        refuses("EACCES", () => s.rename("f", "g"));
        refuses("EACCES", () => s.symlink("f", "new"));
      });
    },
    root,
  ),

  bySystemCall(
    "access(2) answers as the calls would",
    (s) => {
      const path = fileOfAlice(s, 0o540);
      asUser(alice, () => {
        access(path, accessModes.read | accessModes.execute);
        refuses("EACCES", () => access(path, accessModes.write));
      });
      asUser(bob, () => refuses("EACCES", () => access(path, accessModes.read)));
    },
    [...root, "others"],
  ),

  bySystemCall(
    "root may do everything but run a file that nobody may run",
    (s) => {
      s.create("f", 0);
      s.makeDirectory("d", 0);
      const { read, write, execute } = accessModes;
      access(s.absolute("f"), read | write);
      access(s.absolute("d"), read | write | execute);
      refuses("EACCES", () => access(s.absolute("f"), execute));
      s.create("d/f");
      s.change("f", { mode: 0o001 });
      access(s.absolute("f"), execute);
    },
    root,
  ),

  bySystemCall(
    "only the owner changes the mode, only root gives a file away",
    (s) => {
      fileOfAlice(s, 0o644);
      asUser(bob, () => {
        refuses("EPERM", () => s.change("f", { mode: 0o666 }));
        refuses("EPERM", () => s.change("f", { uid: bob.uid }));
      });
      asUser({ ...alice, groups: [group] }, () => {
        s.change("f", { mode: 0o600 });
        s.change("f", { gid: group });
        refuses("EPERM", () => s.change("f", { gid: 2999 }));
        refuses("EPERM", () => s.change("f", { uid: bob.uid }));
      });
      assert.equal(s.facts("f").gid, group);
    },
    [...root, "others"],
  ),

  bySystemCall(
    "in a sticky directory only the owner of a name takes it away",
    (s) => {
      s.makeDirectory("d");
      s.change("d", { mode: 0o1777 });
      asUser(alice, () => {
        s.create("d/f");
        s.makeDirectory("d/sub");
      });
      asUser(bob, () => {
        s.create("d/of-bob");
        refuses(["EPERM", "EACCES"], () => s.unlink("d/f"));
        refuses(["EPERM", "EACCES"], () => s.removeDirectory("d/sub"));
        refuses(["EPERM", "EACCES"], () => s.rename("d/f", "d/g"));
        refuses(["EPERM", "EACCES"], () => s.rename("d/of-bob", "d/f"));
        s.unlink("d/of-bob");
      });
      asUser(alice, () => s.unlink("d/f"));
    },
    ["root", "caller"],
  ),

  bySystemCall(
    "permission is asked at open: a file that is open stays usable",
    (s) => {
      const path = fileOfAlice(s, 0o600);
      asUser(alice, () => {
        const fd = open(path, flags.readWrite);
        setModeOpen(fd, 0o000);
        assert.equal(write(fd, "still"), 5);
        refuses("EACCES", () => open(path, flags.readOnly));
        close(fd);
      });
    },
    [...root, "others"],
  ),
];
