// The bytes of replies and notifications, against layouts worked out by hand from linux/fuse.h.
import test from "ava";
import { makeInodeNumber } from "../../../fs/core/inode-number.ts";
import type { Attributes } from "../../../fs/core/request.ts";
import { Incoming, MalformedRequest } from "../../../fs/drivers/linux/incoming.ts";
import { encodeNotification } from "../../../fs/drivers/linux/notification.ts";
import { Outgoing } from "../../../fs/drivers/linux/outgoing.ts";
import { fields, kernelRequest } from "../../support/kernel-request.ts";

const inode = makeInodeNumber(3, 5);
const attributes: Attributes = {
  inode,
  type: "character",
  mode: 0o4755,
  links: 2,
  uid: 1000,
  gid: 0xffff_fffe,
  device: 0x12_3045,
  size: 2 ** 40 + 7,
  blocks: 3,
  accessed: { seconds: -1, nanoseconds: 999_999_999 },
  modified: { seconds: 2 ** 33, nanoseconds: 1 },
  changed: { seconds: 0, nanoseconds: 0 },
  created: { seconds: 4, nanoseconds: 5 },
};
const mode = 0o24755;
const year30 = 1_000_000_000n;

/** struct fuse_attr */
const attributeBytes = fields(
  ...[BigInt(inode), 2n ** 40n + 7n, 3n, -1n, 2n ** 33n, 0n],
  ...[999_999_999, 1, 0, mode, 2, 1000, 0xffff_fffe, 0x12_3045, 4096, 0],
);

function written(write: (outgoing: Outgoing) => void): Buffer {
  const outgoing = new Outgoing();
  outgoing.begin();
  write(outgoing);
  outgoing.finish(6, 0, 0);
  t_length(outgoing);
  return Buffer.from(outgoing.bytes.subarray(16, outgoing.length));
}

function t_length(outgoing: Outgoing): void {
  if (outgoing.bytes.readUInt32LE(0) !== outgoing.length) throw new Error("wrong length in header");
}

test("an entry is node, generation 0, validity and attributes", (t) => {
  const expected = fields(BigInt(inode), 0n, year30, year30, 0, 0, attributeBytes);
  t.deepEqual(
    written((outgoing) => outgoing.entry(attributes)),
    expected,
  );
  t.is(expected.length, 128);
});

test("an absent name is an entry of node 0 that may be remembered", (t) => {
  const expected = fields(0n, 0n, year30, 0n, 0n, Buffer.alloc(88));
  t.deepEqual(
    written((outgoing) => outgoing.noEntry()),
    expected,
  );
});

test("attributes are validity and attributes", (t) => {
  const expected = fields(year30, 0, 0, attributeBytes);
  t.deepEqual(
    written((outgoing) => outgoing.attributesReply(attributes)),
    expected,
  );
});

test("statx has the time of creation and the device in two halves", (t) => {
  const bytes = written((outgoing) => outgoing.statxReply(attributes));
  t.is(bytes.length, 288);
  const stat = bytes.subarray(32);
  t.is(stat.readUInt32LE(0), 0xfff);
  t.is(stat.readUInt32LE(16), 2);
  t.is(stat.readUInt16LE(28), mode);
  t.is(stat.readBigUInt64LE(32), BigInt(inode));
  t.is(stat.readBigInt64LE(64), -1n);
  t.is(stat.readUInt32LE(72), 999_999_999);
  t.is(stat.readBigInt64LE(80), 4n);
  t.is(stat.readBigInt64LE(96), 0n);
  t.is(stat.readBigInt64LE(112), 2n ** 33n);
  t.is(stat.readUInt32LE(128), 0x230);
  t.is(stat.readUInt32LE(132), 0x145);
});

test("a reply that went wrong is only its header", (t) => {
  const outgoing = new Outgoing();
  outgoing.begin();
  outgoing.entry(attributes);
  outgoing.finish(6, 1, 2);
  t.is(outgoing.length, 16);
  t.deepEqual(outgoing.bytes.subarray(0, 16), fields(16, -2, 2n ** 32n + 6n));
});

test("a request's fields are read in order and never past its end", (t) => {
  const body = fields(7, 2n ** 53n - 1n, -5n, "näme", Buffer.from([1, 2, 3]));
  const request = kernelRequest({ opcode: 1, node: inode, uid: 4, gid: 5, body });
  const incoming = new Incoming(Buffer.concat([request, Buffer.alloc(8)]));
  t.true(incoming.begin(request.length));
  t.is(incoming.node, inode);
  t.deepEqual(incoming.caller, { uid: 4, gid: 5 });
  t.is(incoming.uint32(), 7);
  t.is(incoming.uint53("invalid"), Number.MAX_SAFE_INTEGER);
  t.is(incoming.seconds(), -5);
  t.is(incoming.name(), "näme");
  t.deepEqual(Buffer.from(incoming.data(2)), Buffer.from([1, 2]));
  t.is(incoming.remaining, 1);
  t.throws(() => incoming.uint32(), { instanceOf: MalformedRequest });
  t.throws(() => incoming.name(), { instanceOf: MalformedRequest });
});

test("numbers from 2^53 on are refused as the field demands, or saturate", (t) => {
  const incoming = new Incoming(
    kernelRequest({ opcode: 1, node: 2 ** 53, body: fields(2n ** 53n, 2n ** 63n) }),
  );
  incoming.begin(56);
  t.like(
    t.throws(() => incoming.uint53("file-too-big")),
    { refusal: "file-too-big" },
  );
  t.is(incoming.saturated(), Number.MAX_SAFE_INTEGER);
  t.like(
    t.throws(() => incoming.node),
    { refusal: "stale" },
  );
});

test("a request that lies about its length is none", (t) => {
  const request = kernelRequest({ opcode: 1 });
  t.false(new Incoming(request).begin(39));
  t.false(new Incoming(Buffer.concat([request, request])).begin(80));
});

test("notifications have the layouts of the kernel", (t) => {
  const newest = 45;
  t.deepEqual(
    encodeNotification({ kind: "attributes", inode }, newest),
    fields(40, 2, 0n, BigInt(inode), -1n, 0n),
  );
  t.deepEqual(
    encodeNotification({ kind: "contents", inode, offset: 2 ** 41, length: 9 }, newest),
    fields(40, 2, 0n, BigInt(inode), 2n ** 41n, 9n),
  );
  t.deepEqual(
    encodeNotification({ kind: "entry", parent: inode, name: "\xff" }, newest),
    fields(34, 3, 0n, BigInt(inode), 1, 0, "\xff"),
  );
  t.deepEqual(
    encodeNotification(
      { kind: "removed", parent: makeInodeNumber(0, 1), name: "ab", inode },
      newest,
    ),
    fields(43, 6, 0n, 1n, BigInt(inode), 2, 0, "ab"),
  );
  t.deepEqual(
    encodeNotification({ kind: "stored", inode, offset: 6, bytes: Buffer.from("x") }, newest),
    fields(41, 4, 0n, BigInt(inode), 6n, 1, 0, Buffer.from("x")),
  );
  const unused = { kind: "unused", inodes: [inode, inode] } as const;
  t.deepEqual(
    encodeNotification(unused, newest),
    fields(48, 9, 0n, 2, 0, 0n, BigInt(inode), BigInt(inode)),
  );
  t.is(encodeNotification(unused, 44), undefined);
});
