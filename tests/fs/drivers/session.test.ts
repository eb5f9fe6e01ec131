// The session against a fake kernel: what it replies, when it keeps silent, and how it gets through
// mistakes.
import test from "ava";
import { BrokenInvariant } from "../../../dhash/core/index.ts";
import { bytesToBlockKey } from "../../../dhash/index.ts";
import type { Outcome, Request } from "../../../fs/core/request.ts";
import { initFlags, makeOpcodeCounters } from "../../../fs/drivers/linux/index.ts";
import { servedOpcodes, unservedOpcodes } from "../../../fs/drivers/linux/opcodes.ts";
import { readCounters } from "../../../fs/drivers/request-counters.ts";
import { FakeKernel } from "../../support/fake-kernel.ts";
import { fields } from "../../support/kernel-request.ts";
import { ToyVolume } from "../../support/toy-volume.ts";

const allFlags = 0x7fffffff;
const blockKey = bytesToBlockKey(Buffer.alloc(33, 0x12));

function volumeOf(perform: (request: Request) => Outcome): {
  perform: (request: Request) => Outcome;
} {
  return { perform };
}

test("INIT agrees on what both know and asks for one-megabyte requests", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  const body = fields(7, 99, 131072, allFlags, 0xffff, Buffer.alloc(44));
  const [reply] = kernel.ask({ opcode: servedOpcodes.init, body });
  t.is(reply?.error, 0);
  t.is(reply?.body.length, 64);
  t.is(reply?.body.readUInt32LE(0), 7);
  t.is(reply?.body.readUInt32LE(4), 45);
  const flags = reply?.body.readUInt32LE(12) ?? 0;
  t.not(flags & initFlags.writebackCache, 0);
  t.is(flags & (1 << 1), 0, "locks stay in the kernel");
  t.is(reply?.body.readUInt32LE(20), 1024 * 1024);
  t.is(reply?.body.readUInt16LE(28), 256);
});

test("INIT of a newer major version is answered with ours", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  const [reply] = kernel.ask({ opcode: servedOpcodes.init, body: fields(8, 1) });
  t.is(reply?.body.readUInt32LE(0), 7);
});

test("INIT of a kernel that is too old ends the session with a reason", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  const body = fields(7, 30, 0, allFlags & ~initFlags.initExt);
  t.throws(() => kernel.ask({ opcode: servedOpcodes.init, body }), { message: /7\.31/ });
  t.is(kernel.replies()[0]?.error, 71);
});

test("requests that are not served, known or not, get ENOSYS", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  for (const opcode of [
    ...Object.keys(unservedOpcodes).map(Number),
    14,
    18,
    25,
    31,
    32,
    33,
    54,
    63,
    64,
    2 ** 31,
  ]) {
    t.is(kernel.ask({ opcode })[0]?.error, 38, `opcode ${opcode}`);
  }
});

test("forget has no reply, even when it is malformed", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  t.deepEqual(kernel.ask({ opcode: servedOpcodes.forget, body: fields(1n) }), []);
  t.deepEqual(kernel.ask({ opcode: servedOpcodes.forget }), []);
  t.deepEqual(kernel.ask({ opcode: servedOpcodes.batchForget, body: fields(9, 0, 1n, 1n) }), []);
});

test("a reply carries the request's unique number, all 64 bits of it", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  const unique = 2 ** 52 + 6;
  t.is(kernel.ask({ opcode: servedOpcodes.getAttributes, unique })[0]?.unique, unique);
});

test("a mistake in answering is EIO, is logged once for its kind, and the session goes on", (t) => {
  const volume = volumeOf(() => {
    throw new TypeError("oops");
  });
  using kernel = new FakeKernel({ volume });
  for (let i = 0; i < 3; i++) {
    t.is(kernel.ask({ opcode: servedOpcodes.getAttributes, body: fields(0, 0, 0n) })[0]?.error, 5);
  }
  t.is(kernel.logged.length, 1);
  t.regex(kernel.logged[0] ?? "", /getAttributes: oops/);
});

test("a broken invariant ends the session", (t) => {
  const volume = volumeOf(() => {
    throw new BrokenInvariant("two is two");
  });
  using kernel = new FakeKernel({ volume });
  t.throws(() => kernel.ask({ opcode: servedOpcodes.getAttributes }), { message: /two is two/ });
});

function needy(): { volume: { perform: (request: Request) => Outcome }; bringBlocks: () => void } {
  let here = false;
  const toy = new ToyVolume();
  const volume = volumeOf((request) =>
    request.kind === "read" && !here
      ? { kind: "needs", blocks: [blockKey ?? t0()] }
      : toy.perform(request),
  );
  return { volume, bringBlocks: () => (here = true) };
}

function t0(): never {
  throw new Error("33 bytes are a block key");
}

const readBody = fields(0n, 0n, 4096, 0, 0n, 0, 0);

test("a read that lacks blocks is parked and answered when they are here", (t) => {
  const { volume, bringBlocks } = needy();
  const wanted: string[] = [];
  using kernel = new FakeKernel({ volume, fetch: (key) => wanted.push(key) });
  t.deepEqual(kernel.ask({ opcode: servedOpcodes.read, unique: 8, body: readBody }), []);
  t.is(kernel.ask({ opcode: servedOpcodes.getAttributes, unique: 10 })[0]?.unique, 10);
  bringBlocks();
  kernel.session.resume(wanted[0] ?? "");
  t.like(kernel.replies(), [{ unique: 8, error: 0 }]);
  kernel.session.resume(wanted[0] ?? "");
  t.deepEqual(kernel.replies(), [], "once");
});

test("a parked read is given up with EIO, and at once when nobody can fetch", (t) => {
  const { volume } = needy();
  const wanted: string[] = [];
  using kernel = new FakeKernel({ volume, fetch: (key) => wanted.push(key) });
  kernel.ask({ opcode: servedOpcodes.read, unique: 8, body: readBody });
  kernel.session.giveUp(wanted[0] ?? "");
  t.like(kernel.replies(), [{ unique: 8, error: 5 }]);
  using alone = new FakeKernel({ volume });
  t.is(alone.ask({ opcode: servedOpcodes.read, body: readBody })[0]?.error, 5);
});

test("an interrupt ends a parked read with EINTR and is itself not answered", (t) => {
  const { volume } = needy();
  using kernel = new FakeKernel({ volume, fetch: () => undefined });
  kernel.ask({ opcode: servedOpcodes.read, unique: 8, body: readBody });
  const interrupt = { opcode: servedOpcodes.interrupt, unique: 9 };
  t.deepEqual(kernel.ask({ ...interrupt, body: fields(12n) }), [], "another request");
  t.like(kernel.ask({ ...interrupt, body: fields(8n) }), [{ unique: 8, error: 4 }]);
  t.deepEqual(kernel.ask({ ...interrupt, body: fields(8n) }), []);
});

test("a hole is only believed once the kernel has written back what it holds of it", (t) => {
  const volume = new ToyVolume();
  const flushes: [string, unknown][] = [];
  using kernel = new FakeKernel({ volume, flush: (key, range) => flushes.push([key, range]) });
  const create = fields(0o100644, 0, 0, 0, "f");
  const node = Number(
    kernel.ask({ opcode: servedOpcodes.makeNode, body: create })[0]?.body.readBigUInt64LE(0),
  );
  const seek = { opcode: servedOpcodes.seek, node, unique: 8, body: fields(0n, 0n, 3, 0) };
  t.deepEqual(kernel.ask(seek), []);
  t.like(flushes[0]?.[1], { inode: node, offset: 0, end: Number.POSITIVE_INFINITY });
  const write = fields(0n, 0n, 1, 0, 0n, 0, 0, Buffer.from("x"));
  kernel.ask({ opcode: servedOpcodes.write, node, body: write });
  kernel.session.resume(flushes[0]?.[0] ?? "");
  t.deepEqual(kernel.replies(), [{ unique: 8, error: 0, body: fields(0n) }]);
  t.is(flushes.length, 1);
});

test("without a way to flush a seek is answered as the Volume knows it", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  const create = fields(0o100644, 0, 0, 0, "f");
  const node = Number(
    kernel.ask({ opcode: servedOpcodes.makeNode, body: create })[0]?.body.readBigUInt64LE(0),
  );
  t.is(kernel.ask({ opcode: servedOpcodes.seek, node, body: fields(0n, 0n, 3, 0) })[0]?.error, 6);
});

test("file data longer than the copy limit goes out whole behind the header", (t) => {
  const toy = new ToyVolume();
  using kernel = new FakeKernel({ volume: toy });
  const create = fields(0o100644, 0, 0, 0, "big");
  const node = Number(
    kernel.ask({ opcode: servedOpcodes.makeNode, body: create })[0]?.body.readBigUInt64LE(0),
  );
  const data = Buffer.alloc(300_000, "0123456789");
  const write = fields(0n, 5n, data.length, 0, 0n, 0, 0, data);
  t.is(
    kernel.ask({ opcode: servedOpcodes.write, node, body: write })[0]?.body.readUInt32LE(0),
    300_000,
  );
  const read = fields(0n, 0n, 1024 * 1024, 0, 0n, 0, 0);
  const reply = kernel.ask({ opcode: servedOpcodes.read, node, body: read })[0]?.body;
  t.deepEqual(reply, Buffer.concat([Buffer.alloc(5), data]));
});

test("statistics count what was answered", (t) => {
  using kernel = new FakeKernel({ volume: new ToyVolume() });
  kernel.ask({ opcode: servedOpcodes.getAttributes });
  kernel.ask({ opcode: servedOpcodes.getAttributes });
  t.like(kernel.session.statistics(), [{ name: "getAttributes", count: 2 }]);
});

test("statistics count refusals apart, and a parked request once, with the time it waited", (t) => {
  const counters = makeOpcodeCounters();
  const wanted: string[] = [];
  let isHere = false;
  const volume = volumeOf(() =>
    isHere ? { kind: "data", parts: [], length: 0 } : { kind: "needs", blocks: [blockKey ?? t0()] },
  );
  using kernel = new FakeKernel({ volume, counters, fetch: (key) => wanted.push(key) });
  const read = { opcode: servedOpcodes.read, node: 7, body: fields(0n, 0n, 10, 0, 0n, 0, 0) };
  const { parked } = readCounters(counters);
  kernel.ask({ ...read, unique: 8 });
  kernel.ask({ ...read, unique: 9 });
  t.deepEqual([parked, readCounters(counters).parked], [0, 2]);
  t.deepEqual(readCounters(counters).requests, [], "parked requests are not answered yet");
  const since = performance.now();
  while (performance.now() - since < 2);
  isHere = true;
  kernel.session.resume(wanted[0] ?? "");
  kernel.ask({ opcode: servedOpcodes.interrupt, unique: 10, body: fields(9n) });
  const { requests, parked: left, serving } = readCounters(counters);
  t.deepEqual([left, serving], [0, undefined]);
  t.like(requests, [
    { name: "read", count: 2, refused: 1 },
    { name: "interrupt", count: 1, refused: 0 },
  ]);
  t.true((requests[0]?.totalMicroseconds ?? 0) >= 4000, "both waited two milliseconds");
});

test("a request whose wait is over at once is counted once", (t) => {
  const volume = volumeOf(() => ({ kind: "needs", blocks: [blockKey ?? t0()] }));
  const giveUp = (key: string): void => kernel.session.giveUp(key);
  using kernel: FakeKernel = new FakeKernel({ volume, fetch: giveUp });
  const body = fields(0n, 0n, 10, 0, 0n, 0, 0);
  t.like(kernel.ask({ opcode: servedOpcodes.read, node: 7, body }), [{ error: 5 }]);
  t.like(kernel.session.statistics(), [{ name: "read", count: 1, refused: 1 }]);
});
