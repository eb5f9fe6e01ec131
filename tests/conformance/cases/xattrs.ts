// Extended attributes (xattr(7)) and POSIX access control lists (acl(5)).
import { strict as assert } from "node:assert";
import { close, flags, open } from "../../support/child/files.ts";
import { asUser } from "../../support/child/identity.ts";
import {
  type AclEntry,
  encodeAcl,
  getXattr,
  getXattrBytes,
  listXattrs,
} from "../../support/child/xattrs.ts";
import { refuses } from "../../support/subject.ts";
import type { DirectorySubject } from "../../support/subject-directory.ts";
import { anywhere, bySystemCall, pattern } from "../case.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const accessAcl = "system.posix_acl_access";
const defaultAcl = "system.posix_acl_default";
const alice = { uid: 1001, gid: 1001 };

function aclFor(uid: number, permissions: number): AclEntry[] {
  return [
    { tag: "owner", permissions: 6 },
    { tag: "user", id: uid, permissions },
    { tag: "owningGroup", permissions: 0 },
    { tag: "mask", permissions: 7 },
    { tag: "other", permissions: 0 },
  ];
}

/** d/f has what the default list of d gives. */
function makeInheritor(s: DirectorySubject): void {
  s.makeDirectory("d", 0o755);
  s.setXattr("d", defaultAcl, encodeAcl(aclFor(alice.uid, 7)));
  s.create("d/f", 0o666);
}

export const xattrCases = [
  anywhere("an attribute is set, read, listed, replaced and removed", (s) => {
    s.create("f");
    s.setXattr("f", "user.color", bytes("green"));
    s.setXattr("f", "user.empty", bytes(""));
    assert.equal(s.getXattr("f", "user.color").toString(), "green");
    assert.equal(s.getXattr("f", "user.empty").length, 0);
    assert.deepEqual(s.listXattrs("f").toSorted(), ["user.color", "user.empty"]);
    s.setXattr("f", "user.color", bytes("red"));
    assert.equal(s.getXattr("f", "user.color").toString(), "red");
    s.removeXattr("f", "user.color");
    assert.deepEqual(s.listXattrs("f"), ["user.empty"]);
  }),

  anywhere("creating and replacing are exclusive, what is absent is said to be", (s) => {
    s.create("f");
    refuses("ENODATA", () => s.getXattr("f", "user.a"));
    refuses("ENODATA", () => s.removeXattr("f", "user.a"));
    refuses("ENODATA", () => s.setXattr("f", "user.a", bytes("x"), "replace"));
    s.setXattr("f", "user.a", bytes("x"), "create");
    refuses("EEXIST", () => s.setXattr("f", "user.a", bytes("y"), "create"));
    s.setXattr("f", "user.a", bytes("z"), "replace");
    assert.equal(s.getXattr("f", "user.a").toString(), "z");
  }),

  anywhere(
    "values hold any bytes and names nearly any",
    (s) => {
      s.makeDirectory("d");
      const name = `user.${"\xfe name".repeat(20)}`;
      s.setXattr("d", name, pattern(2000));
      assert.ok(s.getXattr("d", name).equals(pattern(2000)));
      assert.deepEqual(s.listXattrs("d"), [name]);
    },
    ["xattr-bytes"],
  ),

  anywhere(
    "values of 64 KiB are kept",
    (s) => {
      s.create("f");
      s.setXattr("f", "user.large", pattern(65_536));
      assert.ok(s.getXattr("f", "user.large").equals(pattern(65_536)));
    },
    ["large-xattr"],
  ),

  bySystemCall("values of more than 64 KiB and names of more than 255 bytes are refused", (s) => {
    s.create("f");
    refuses("E2BIG", () => s.setXattr("f", "user.x", Buffer.alloc(65_537)));
    refuses("ERANGE", () => s.setXattr("f", `user.${"x".repeat(255)}`, bytes("v")));
    refuses("EOPNOTSUPP", () => s.setXattr("f", "nonsense.x", bytes("v")));
  }),

  bySystemCall("a buffer that is too small is refused, an empty one asks for the size", (s) => {
    s.create("f");
    const path = s.absolute("f");
    s.setXattr("f", "user.a", bytes("0123456789"));
    assert.equal(getXattrBytes(path, "user.a"), 10);
    assert.equal(getXattr(path, "user.a", 10).toString(), "0123456789");
    refuses("ERANGE", () => getXattr(path, "user.a", 9));
    refuses("ERANGE", () => listXattrs(path, 5));
  }),

  anywhere("attributes follow the inode through links and renames", (s) => {
    s.create("f");
    s.setXattr("f", "user.a", bytes("x"));
    s.link("f", "g");
    s.rename("f", "h");
    assert.equal(s.getXattr("g", "user.a").toString(), "x");
    s.removeXattr("h", "user.a");
    assert.deepEqual(s.listXattrs("g"), []);
  }),

  bySystemCall("user attributes are refused on symbolic links and special files", (s) => {
    s.symlink("nowhere", "l");
    s.makeNode("p", { type: "fifo" });
    for (const name of ["l", "p"]) refuses("EPERM", () => s.setXattr(name, "user.a", bytes("x")));
  }),

  bySystemCall(
    "trusted attributes are for root, on every type, and hidden from others",
    (s) => {
      s.create("f");
      s.change("f", { uid: alice.uid });
      s.symlink("nowhere", "l");
      for (const name of ["f", "l"]) s.setXattr(name, "trusted.a", bytes("secret"));
      assert.deepEqual(s.listXattrs("l"), ["trusted.a"]);
      asUser(alice, () => {
        assert.deepEqual(s.listXattrs("f"), []);
        refuses("ENODATA", () => s.getXattr("f", "trusted.a"));
        refuses("EPERM", () => s.setXattr("f", "trusted.b", bytes("x")));
      });
    },
    ["root", "trusted-xattr", "others"],
  ),

  bySystemCall(
    "security attributes are kept",
    (s) => {
      s.create("f");
      s.setXattr("f", "security.ivy-test", bytes("label"));
      assert.equal(s.getXattr("f", "security.ivy-test").toString(), "label");
    },
    ["root"],
  ),

  bySystemCall(
    "user attributes need the file's permissions",
    (s) => {
      s.create("f", 0o600);
      s.setXattr("f", "user.a", bytes("x"));
      asUser(alice, () => {
        refuses("EACCES", () => s.getXattr("f", "user.a"));
        refuses("EACCES", () => s.setXattr("f", "user.a", bytes("y")));
      });
    },
    ["root"],
  ),

  bySystemCall(
    "an access control list lets in whom it names",
    (s) => {
      s.create("f", 0o600);
      asUser(alice, () => refuses("EACCES", () => open(s.absolute("f"), flags.readOnly)));
      s.setXattr("f", accessAcl, encodeAcl(aclFor(alice.uid, 4)));
      asUser(alice, () => {
        close(open(s.absolute("f"), flags.readOnly));
        refuses("EACCES", () => open(s.absolute("f"), flags.writeOnly));
      });
      asUser({ uid: 1002, gid: 1002 }, () =>
        refuses("EACCES", () => open(s.absolute("f"), flags.readOnly)),
      );
    },
    ["root", "acl", "others"],
  ),

  bySystemCall(
    "the group bits of the mode are the list's mask, both ways",
    (s) => {
      s.create("f", 0o600);
      s.setXattr("f", accessAcl, encodeAcl(aclFor(alice.uid, 6)));
      assert.equal(s.facts("f").mode, 0o670);
      s.change("f", { mode: 0o640 });
      const acl = aclFor(alice.uid, 6).map((entry) =>
        entry.tag === "mask" ? { ...entry, permissions: 4 } : entry,
      );
      assert.ok(s.getXattr("f", accessAcl).equals(encodeAcl(acl)));
      asUser(alice, () => refuses("EACCES", () => open(s.absolute("f"), flags.writeOnly)));
    },
    ["root", "acl"],
  ),

  bySystemCall(
    "a list that says no more than the mode becomes the mode",
    (s) => {
      s.create("f", 0o600);
      s.setXattr(
        "f",
        accessAcl,
        encodeAcl([
          { tag: "owner", permissions: 7 },
          { tag: "owningGroup", permissions: 5 },
          { tag: "other", permissions: 1 },
        ]),
      );
      assert.equal(s.facts("f").mode, 0o751);
      refuses("ENODATA", () => s.getXattr("f", accessAcl));
    },
    ["root", "acl"],
  ),

  bySystemCall(
    "a directory's default list is inherited, and the umask does not apply",
    (s) => {
      makeInheritor(s);
      s.makeDirectory("d/sub", 0o777);
      assert.equal(s.facts("d/f").mode, 0o660);
      const narrowed = aclFor(alice.uid, 7).map((entry) => {
        return entry.tag === "mask" ? { ...entry, permissions: 6 } : entry;
      });
      assert.ok(s.getXattr("d/f", accessAcl).equals(encodeAcl(narrowed)));
      assert.ok(s.getXattr("d/sub", defaultAcl).equals(encodeAcl(aclFor(alice.uid, 7))));
    },
    ["root", "acl"],
  ),

  bySystemCall(
    "an inherited list lets in whom it names",
    (s) => {
      makeInheritor(s);
      asUser(alice, () => close(open(s.absolute("d/f"), flags.readWrite)));
    },
    ["root", "acl", "others"],
  ),

  bySystemCall(
    "malformed lists are refused",
    (s) => {
      s.create("f");
      refuses("EOPNOTSUPP", () => s.setXattr("f", accessAcl, bytes("nonsense")));
      refuses("EINVAL", () =>
        s.setXattr("f", accessAcl, encodeAcl([{ tag: "owner", permissions: 7 }])),
      );
      refuses(["EACCES", "EINVAL"], () => s.setXattr("f", defaultAcl, encodeAcl(aclFor(1, 7))));
    },
    ["root", "acl"],
  ),
];
