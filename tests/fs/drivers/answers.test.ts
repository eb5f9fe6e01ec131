// What the kernel's requests become, and which replies come back, on a toy volume and without a
// kernel.
import test from "ava";
import { initFlags, negotiate } from "../../../fs/drivers/linux/init.ts";
import {
  servedNameOfOpcode,
  servedOpcodes,
  unservedOpcodes,
} from "../../../fs/drivers/linux/opcodes.ts";
import type { Verdict } from "../../../fs/drivers/linux/verdict.ts";
import { defaultManner } from "../../../fs/drivers/linux/verdict.ts";
import { Harness, root } from "../../support/answer-harness.ts";
import { freeLocks } from "../../support/free-locks.ts";
import { fields } from "../../support/kernel-request.ts";
import { memoryVolume } from "../../support/memory-volume.ts";

const minimal = { version: 2, userObject: 1, user: 2, groupObject: 4, mask: 16, other: 32 };

function acl(
  ...entries: readonly (readonly [tag: number, permissions: number, id?: number])[]
): Buffer {
  const words = entries.map(([tag, permissions, id]) =>
    fields(tag | (permissions << 16), id ?? -1),
  );
  return Buffer.concat([fields(minimal.version), ...words]);
}

function setDefaultAcl(harness: Harness, value: Buffer): void {
  const body = fields(value.length, 0, 0, 0, "system.posix_acl_default", value);
  harness.ask(servedOpcodes.setXattr, root, body);
}

test("every request up to 7.45 is served or known not to be", (t) => {
  for (let opcode = 1; opcode <= 53; opcode++) {
    const gap = opcode === 7 || opcode === 19;
    const known = servedNameOfOpcode(opcode) !== undefined || opcode in unservedOpcodes;
    t.is(known, !gap, `opcode ${opcode}`);
    t.false(servedNameOfOpcode(opcode) !== undefined && opcode in unservedOpcodes);
  }
});

test("every served request but the session's own has an answer", (t) => {
  const harness = new Harness();
  harness.manner = { ...defaultManner, isStrict: true };
  harness.locks = freeLocks;
  for (const [name, opcode] of Object.entries(servedOpcodes)) {
    const verdict = harness.ask(opcode, root, Buffer.alloc(0));
    const own = ["init", "interrupt", "destroy"].includes(name);
    t.is(verdict === "unserved", own, name);
  }
});

test("the umask counts where the directory has no default ACL", (t) => {
  const harness = new Harness();
  t.is(harness.mode(harness.create("file")), 0o100640);
  harness.ask(servedOpcodes.makeDirectory, root, fields(0o777, 0o022, "directory"));
  t.is(harness.body.readUInt32LE(40 + 60), 0o040755);
  harness.ask(servedOpcodes.makeNode, root, fields(0o010666, 0, 0o077, 0, "fifo"));
  t.is(harness.body.readUInt32LE(40 + 60), 0o010600);
  harness.ask(servedOpcodes.makeNameless, root, fields(0, 0o100666, 0o022, 0, ""));
  t.is(harness.body.readUInt32LE(40 + 60), 0o100644);
});

test("a default ACL counts instead of the umask and is handed on to directories", async (t) => {
  const harness = new Harness(await memoryVolume());
  const value = acl([1, 7], [2, 7, 1000], [4, 5], [16, 6], [32, 5]);
  setDefaultAcl(harness, value);
  const file = harness.create("file");
  t.is(harness.mode(file), 0o100664);
  const expected = acl([1, 6], [2, 7, 1000], [4, 5], [16, 6], [32, 4]);
  t.deepEqual(harness.xattr(file, "system.posix_acl_access"), expected);
  t.deepEqual(harness.xattr(file, "system.posix_acl_default"), {
    kind: "refused",
    refusal: "no-xattr",
  });
  harness.ask(servedOpcodes.makeDirectory, root, fields(0o777, 0o022, "directory"));
  const directory = Number(harness.body.readBigUInt64LE(0));
  t.deepEqual(harness.xattr(directory, "system.posix_acl_default"), value);
});

test("a default ACL that only mirrors permission bits leaves no ACL on the file", async (t) => {
  const harness = new Harness(await memoryVolume());
  setDefaultAcl(harness, acl([1, 7], [4, 5], [32, 0]));
  const file = harness.create("file");
  t.is(harness.mode(file), 0o100640);
  t.deepEqual(harness.xattr(file, "system.posix_acl_access"), {
    kind: "refused",
    refusal: "no-xattr",
  });
});

test("creating a name that is there after all sends the kernel to look again", (t) => {
  const harness = new Harness();
  harness.create("file");
  const body = fields(0o100644, 0, 0, 0, "file");
  t.deepEqual(harness.ask(servedOpcodes.makeNode, root, body), {
    kind: "refused",
    refusal: "stale",
  });
});

test("a lookup of nothing is an entry to be remembered, other refusals are refusals", (t) => {
  const harness = new Harness();
  t.is(harness.ask(servedOpcodes.lookup, root, fields("absent")), "replied");
  t.is(harness.body.readBigUInt64LE(0), 0n);
  const long = harness.ask(servedOpcodes.lookup, root, fields("x".repeat(256)));
  t.deepEqual(long, { kind: "refused", refusal: "name-too-long" });
});

test("rename knows replace, no-replace and exchange, and refuses whiteouts", (t) => {
  const harness = new Harness();
  const first = harness.create("a");
  harness.create("b");
  const rename = (flags: number): Verdict =>
    harness.ask(servedOpcodes.renameWithFlags, root, fields(1n, flags, 0, "a", "b"));
  t.deepEqual(rename(1), { kind: "refused", refusal: "exists" });
  t.deepEqual(rename(4), { kind: "refused", refusal: "invalid" });
  t.deepEqual(rename(3), { kind: "refused", refusal: "invalid" });
  t.is(rename(2), "replied");
  harness.ask(servedOpcodes.lookup, root, fields("b"));
  t.is(harness.body.readBigUInt64LE(0), BigInt(first));
  t.is(rename(0), "replied");
  t.deepEqual(rename(0), { kind: "refused", refusal: "no-entry" });
});

test("attributes that are not named in a setattr stay", (t) => {
  const harness = new Harness();
  const file = harness.create("file");
  const set = (valid: number): number => {
    const times = [11n, 22n, 33n, 1, 2, 3];
    harness.ask(
      servedOpcodes.setAttributes,
      file,
      fields(valid, 0, 0n, 5n, 0n, ...times, 0o100777, 0, 7, 8, 0),
    );
    return harness.body.readUInt32LE(16 + 60);
  };
  t.is(set(1 << 0), 0o100777);
  t.is(harness.body.readBigUInt64LE(16 + 8), 0n);
  set((1 << 1) | (1 << 3) | (1 << 4) | (1 << 5) | (1 << 10));
  t.is(harness.body.readBigUInt64LE(16 + 8), 5n);
  t.deepEqual(harness.body.subarray(16 + 24, 16 + 60), fields(11n, 22n, 33n, 1, 2, 3));
  t.is(harness.body.readUInt32LE(16 + 68), 7);
  t.is(harness.body.readUInt32LE(16 + 72), 0);
  set(1 << 7);
  t.true(harness.body.readBigUInt64LE(16 + 24) > 1_000_000n, "the moment of the request");
});

test("a write of an unprivileged caller takes set-id bits away", (t) => {
  const harness = new Harness();
  const file = harness.create("file");
  harness.ask(
    servedOpcodes.setAttributes,
    file,
    fields(1, 0, Buffer.alloc(60), 0o106755, Buffer.alloc(16)),
  );
  const write = (flags: number): Buffer => fields(0n, 0n, 1, flags, 0n, 0, 0, Buffer.from("x"));
  harness.ask(servedOpcodes.write, file, write(1));
  t.is(harness.mode(file), 0o106755);
  harness.ask(servedOpcodes.write, file, write(4));
  t.is(harness.mode(file), 0o100755);
});

test("offsets beyond 2^53 are EFBIG to write at and the end of file to read at", (t) => {
  const harness = new Harness();
  const file = harness.create("file");
  const tooBig = { kind: "refused", refusal: "file-too-big" } as const;
  const far = 2n ** 60n;
  t.deepEqual(harness.ask(servedOpcodes.write, file, fields(0n, far, 0, 0, 0n, 0, 0)), tooBig);
  t.deepEqual(harness.ask(servedOpcodes.allocate, file, fields(0n, far, 1n, 0, 0)), tooBig);
  t.deepEqual(harness.ask(servedOpcodes.allocate, file, fields(0n, 1n, far, 0, 0)), tooBig);
  t.is(harness.ask(servedOpcodes.allocate, file, fields(0n, 1n, far, 3, 0)), "replied");
  t.is(harness.ask(servedOpcodes.read, file, fields(0n, far, 4096, 0, 0n, 0, 0)), "replied");
  t.is(harness.body.length, 0);
  const seek = harness.ask(servedOpcodes.seek, file, fields(0n, far, 3, 0));
  t.deepEqual(seek, { kind: "refused", refusal: "no-device-address" });
});

test("fallocate knows allocate, punch and zero, and nothing else", (t) => {
  const harness = new Harness();
  const file = harness.create("file");
  const allocate = (mode: number): Verdict =>
    harness.ask(servedOpcodes.allocate, file, fields(0n, 0n, 4096n, mode, 0));
  for (const mode of [0, 1, 3, 0x10, 0x11]) t.is(allocate(mode), "replied", `mode ${mode}`);
  t.deepEqual(allocate(2), { kind: "refused", refusal: "invalid" });
  for (const mode of [8, 0x20, 0x40, 0x80]) {
    t.deepEqual(allocate(mode), { kind: "refused", refusal: "not-supported" }, `mode ${mode}`);
  }
});

test("xattrs tell their size, refuse too small a buffer, and list names with NULs", (t) => {
  const harness = new Harness();
  const file = harness.create("file");
  for (const name of ["user.a", "user.b"]) {
    harness.ask(servedOpcodes.setXattr, file, fields(3, 1, 0, 0, name, Buffer.from("abc")));
  }
  harness.ask(servedOpcodes.getXattr, file, fields(0, 0, "user.a"));
  t.deepEqual(harness.body, fields(3, 0));
  const small = harness.ask(servedOpcodes.getXattr, file, fields(2, 0, "user.a"));
  t.deepEqual(small, { kind: "refused", refusal: "range" });
  t.deepEqual(harness.xattr(file, "user.b"), Buffer.from("abc"));
  harness.ask(servedOpcodes.listXattrs, file, fields(0, 0));
  t.deepEqual(harness.body, fields(14, 0));
  harness.ask(servedOpcodes.listXattrs, file, fields(100, 0));
  t.deepEqual(harness.body, Buffer.from("user.a\0user.b\0"));
  const again = harness.ask(servedOpcodes.setXattr, file, fields(0, 1, 0, 0, "user.a"));
  t.deepEqual(again, { kind: "refused", refusal: "exists" });
});

test("in strict mode the kernel keeps no writes for later", (t) => {
  const offer = { major: 7, minor: 45, flags: 0x7fff_ffff, flags2: 0 };
  for (const isStrict of [false, true]) {
    const answer = negotiate(offer, { without: 0 }, { isStrict, isPrivate: false });
    if (answer.kind !== "agreed") return t.fail(answer.kind);
    t.is((answer.flags & initFlags.writebackCache) === 0, isStrict);
  }
});

test("root's own mount: the kernel has no ACLs, and is told what they change", async (t) => {
  const offer = { major: 7, minor: 45, flags: 0x7fff_ffff, flags2: 0 };
  for (const isPrivate of [false, true]) {
    const answer = negotiate(offer, { without: 0 }, { isStrict: false, isPrivate });
    if (answer.kind !== "agreed") return t.fail(answer.kind);
    t.is((answer.flags & initFlags.posixAcl) === 0, isPrivate);
    const harness = new Harness(await memoryVolume());
    harness.manner = { isStrict: false, isPrivate };
    const file = harness.create("file");
    const value = acl([1, 6], [2, 6, 1000], [4, 0], [16, 6], [32, 0]);
    const body = fields(value.length, 0, 0, 0, "system.posix_acl_access", value);
    t.is(harness.ask(servedOpcodes.setXattr, file, body), "replied");
    t.is(harness.mode(file), 0o100660);
    setDefaultAcl(harness, value);
    harness.ask(servedOpcodes.removeXattr, file, fields("system.posix_acl_access"));
    t.deepEqual(harness.outdated, isPrivate ? [file, file] : []);
  }
});

test("root may access everything, but run only what somebody may run", (t) => {
  const harness = new Harness();
  const file = harness.create("file");
  const denied: Verdict = { kind: "refused", refusal: "access-denied" };
  const ask = (node: number, wanted: number) =>
    harness.ask(servedOpcodes.access, node, fields(wanted, 0));
  t.deepEqual([ask(file, 6), ask(file, 1), ask(root, 7)], ["replied", denied, "replied"]);
  harness.ask(servedOpcodes.makeNode, root, fields(0o100001, 0, 0, 0, "program"));
  t.is(ask(Number(harness.body.readBigUInt64LE(0)), 1), "replied");
});
