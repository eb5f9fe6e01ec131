// Requests that no kernel sends: whatever the bytes, the driver answers with a whole reply or keeps
// silent as it should, and never throws. Every request that ends well is small enough for who
// asked.
import test from "ava";
import fc from "fast-check";
import { errnoOfRefusal } from "../../fs/drivers/errno.ts";
import { answerRequest } from "../../fs/drivers/linux/answer.ts";
import { CachedListings } from "../../fs/drivers/linux/cached-listings.ts";
import { Incoming, incomingHeaderBytes } from "../../fs/drivers/linux/incoming.ts";
import { replyBytesMax, requestDataBytesMax } from "../../fs/drivers/linux/limits.ts";
import { servedOpcodes } from "../../fs/drivers/linux/opcodes.ts";
import { OpenFiles } from "../../fs/drivers/linux/open-files.ts";
import { Outgoing } from "../../fs/drivers/linux/outgoing.ts";
import { FakeKernel } from "../support/fake-kernel.ts";
import { freeLocks } from "../support/free-locks.ts";
import { fields, kernelRequest } from "../support/kernel-request.ts";
import { ToyVolume } from "../support/toy-volume.ts";

const runs = Number(process.env["FUZZ_RUNS"] ?? 3000);
const outgoing = new Outgoing();
const around = {
  ...{ outgoing, listings: new CachedListings(), handles: new OpenFiles() },
  ...{
    manner: { isStrict: true, isPrivate: true },
    locks: freeLocks,
    flushed: undefined,
    outdate: () => {},
  },
};

/** A volume with a file (inode 2), a directory (3) with a file in it (4), and a symbolic link (5).
 *  */
function volumeWithFiles(): ToyVolume {
  const volume = new ToyVolume();
  const send = (opcode: number, node: number, body: Buffer): void => {
    answer(volume, kernelRequest({ opcode, node, body }));
  };
  send(servedOpcodes.makeNode, 1, fields(0o100644, 0, 0, 0, "file"));
  send(servedOpcodes.makeDirectory, 1, fields(0o755, 0, "directory"));
  send(servedOpcodes.makeNode, 3, fields(0o100644, 0, 0, 0, "inner"));
  send(servedOpcodes.symlink, 1, fields("link", "file"));
  send(servedOpcodes.write, 2, fields(0n, 0n, 5, 0, 0n, 0, 0, Buffer.from("hello")));
  send(servedOpcodes.setXattr, 2, fields(1, 0, 0, 0, "user.a", Buffer.from("x")));
  return volume;
}

function answer(volume: ToyVolume, request: Buffer): void {
  const incoming = new Incoming(request);
  if (!incoming.begin(request.length)) throw new Error("the test made no request");
  outgoing.begin();
  const verdict = answerRequest({ ...around, incoming, volume });
  if (typeof verdict === "object") {
    if (verdict.kind === "needs") throw new Error("a toy volume has all blocks");
    if (verdict.kind === "waits") throw new Error("a toy volume waits for nobody");
    if (verdict.kind === "flush") return;
    if (errnoOfRefusal[verdict.refusal] === undefined)
      throw new Error("a refusal without a number");
    return;
  }
  if (outgoing.length > replyBytesMax) throw new Error("a reply beyond its buffer");
  if (outgoing.partsLength > requestDataBytesMax)
    throw new Error("more data than may be asked for");
  const sum = outgoing.parts.reduce((bytes, part) => bytes + part.length, 0);
  if (sum !== outgoing.partsLength) throw new Error("parts are not as long as they are said to be");
}

const opcode = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Object.values(servedOpcodes)) },
  { weight: 1, arbitrary: fc.nat() },
);
const node = fc.oneof(fc.nat(7), fc.bigInt(0n, 2n ** 64n - 1n));
/** Words as fields have them: small, at an edge, or anything. Sizes stay small enough for a
 *  machine's memory. */
const word = fc.oneof(
  fc.nat(8).map(BigInt),
  fc.nat(70_000).map(BigInt),
  fc.constantFrom(
    2n ** 31n,
    2n ** 32n - 1n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 63n - 1n,
    2n ** 64n - 1n,
  ),
);
const piece = fc.oneof(
  word.map((value) => fields(value)),
  fc
    .constantFrom("file", "directory", "inner", "link", "user.a", "new", ".", "..", "")
    .map((name) => fields(name)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);
const body = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

/** ftruncate and fallocate of a toy are cheap at any size, copying and reading are bounded by the
 *  file. */
const request = fc.record({ opcode, node, body }).map(({ node: number, ...rest }) => {
  const bytes = kernelRequest(rest);
  bytes.writeBigUInt64LE(BigInt(number), 16);
  return bytes;
});

function avoidsHugeFiles(bytes: Buffer): boolean {
  const code = bytes.readUInt32LE(4);
  return code !== servedOpcodes.copyRange && code !== servedOpcodes.copyRange64;
}

test("any bytes get an answer", (t) => {
  const property = fc.property(
    fc.array(request.filter(avoidsHugeFiles), { maxLength: 8 }),
    (requests) => {
      const volume = volumeWithFiles();
      for (const bytes of requests) answer(volume, bytes);
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: runs }));
});

test("well-formed requests with bytes changed or cut off get an answer", (t) => {
  const wellFormed = [
    kernelRequest({
      opcode: servedOpcodes.setAttributes,
      node: 2,
      body: fields(0xfff, 0, Buffer.alloc(80)),
    }),
    kernelRequest({
      opcode: servedOpcodes.write,
      node: 2,
      body: fields(0n, 9n, 4, 0, 0n, 0, 0, Buffer.from("abcd")),
    }),
    kernelRequest({
      opcode: servedOpcodes.readDirectoryPlus,
      body: fields(0n, 0n, 4096, 0, 0n, 0, 0),
    }),
    kernelRequest({
      opcode: servedOpcodes.renameWithFlags,
      body: fields(3n, 0, 0, "file", "file"),
    }),
    kernelRequest({ opcode: servedOpcodes.listXattrs, node: 2, body: fields(100, 0) }),
    kernelRequest({ opcode: servedOpcodes.batchForget, body: fields(2, 0, 2n, 1n, 4n, 1n) }),
  ];
  const mutation = fc.record({
    which: fc.nat(wellFormed.length - 1),
    changes: fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }),
    cut: fc.nat(40),
  });
  const property = fc.property(mutation, ({ which, changes, cut }) => {
    const whole = wellFormed[which] ?? Buffer.alloc(0);
    const bytes = Buffer.from(whole.subarray(0, Math.max(incomingHeaderBytes, whole.length - cut)));
    for (const [at, value] of changes) {
      const position = incomingHeaderBytes + (at % Math.max(1, bytes.length - incomingHeaderBytes));
      if (position < bytes.length) bytes[position] = value;
    }
    bytes.writeUInt32LE(bytes.length, 0);
    answer(volumeWithFiles(), bytes);
  });
  t.notThrows(() => fc.assert(property, { numRuns: runs }));
});

test("a session replies once to every request but forgets and interrupts", (t) => {
  using kernel = new FakeKernel({ volume: volumeWithFiles() });
  const silent = new Set<number>([
    servedOpcodes.forget,
    servedOpcodes.batchForget,
    servedOpcodes.interrupt,
  ]);
  const usual = request.filter(
    (bytes) => avoidsHugeFiles(bytes) && bytes.readUInt32LE(4) !== servedOpcodes.init,
  );
  const property = fc.property(usual, (bytes) => {
    const replies = kernel.askBytes(bytes);
    const wanted = silent.has(bytes.readUInt32LE(4)) ? 0 : 1;
    if (replies.length !== wanted) throw new Error(`${replies.length} replies`);
    if (wanted === 1 && replies[0]?.unique !== 2) throw new Error("a reply to another request");
  });
  t.notThrows(() => fc.assert(property, { numRuns: Math.ceil(runs / 3) }));
});
