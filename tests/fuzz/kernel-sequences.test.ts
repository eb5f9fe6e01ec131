// Sequences of requests on the real Volume, in memory: well-formed ones of every opcode about
// things that are there, were there, or never were, and the same with bytes changed. Each gets a
// whole answer or a refusal; nothing is thrown; the log that they leave folds to the tree that is
// served.
import test from "ava";
import fc from "fast-check";
import { nodeHasher } from "../../dhash/index.ts";
import { applyRecord, makeEdit } from "../../fs/core/index.ts";
import { errnoOfRefusal } from "../../fs/drivers/errno.ts";
import { answerRequest } from "../../fs/drivers/linux/answer.ts";
import { CachedListings } from "../../fs/drivers/linux/cached-listings.ts";
import { Incoming, incomingHeaderBytes } from "../../fs/drivers/linux/incoming.ts";
import { replyBytesMax, requestDataBytesMax } from "../../fs/drivers/linux/limits.ts";
import { OpenFiles } from "../../fs/drivers/linux/open-files.ts";
import { Outgoing } from "../../fs/drivers/linux/outgoing.ts";
import type { Root, Volume } from "../../fs/index.ts";
import { decodeChanges, emptyRoot, makeInodeNumber } from "../../fs/index.ts";
import { isMalformed } from "../../logs/index.ts";
import { freeLocks } from "../support/free-locks.ts";
import { MemoryLog, memoryVolume } from "../support/memory-volume.ts";
import { treeDigest } from "../support/tree-digest.ts";
import type { Scenery } from "./kernel-samples.ts";
import { answeredNames, sampleRequest } from "./kernel-samples.ts";
import { fuzzRuns, holds, mutated, require } from "./mutation.ts";

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

/** The root, things that may have been made, and strangers. */
const node = fc.oneof(
  fc.constant(1),
  fc.integer({ min: 1, max: 12 }).map((counter) => Number(makeInodeNumber(1, counter))),
  fc.nat(),
);
const name = fc.constantFrom("a", "b", "c", "d", "user.a", ".", "..", "x".repeat(256));
const scenery: fc.Arbitrary<Scenery> = fc.record({
  node,
  other: node,
  name,
  newName: name,
  offset: fc.oneof(fc.nat(20_000), fc.nat(2 ** 30)),
  length: fc.oneof(fc.nat(200), fc.nat(20_000)),
});
const wellFormed = fc
  .record({ what: fc.constantFrom(...answeredNames), scenery })
  .map(({ what, scenery: about }) => sampleRequest(what, about));
const somewhatFormed = fc
  .record({ request: wellFormed, at: fc.nat() })
  .chain(({ request }) =>
    mutated([request.subarray(incomingHeaderBytes)]).map(({ bytes }) => ({ request, bytes })),
  )
  .map(({ request, bytes }) => {
    const whole = Buffer.concat([request.subarray(0, incomingHeaderBytes), bytes]);
    whole.writeUInt32LE(whole.length, 0);
    return whole;
  });
const sequence = fc.array(
  fc.oneof({ weight: 4, arbitrary: wellFormed }, { weight: 1, arbitrary: somewhatFormed }),
  { minLength: 1, maxLength: 40 },
);

function answer(volume: Volume, request: Buffer): void {
  const incoming = new Incoming(request);
  require(incoming.begin(request.length), "the header is whole");
  outgoing.begin();
  const verdict = answerRequest({ ...around, incoming, volume });
  if (typeof verdict === "object") {
    if (verdict.kind === "refused") {
      require(errnoOfRefusal[verdict.refusal] !== undefined, "a refusal has a number");
    }
    require(verdict.kind !== "needs", "all blocks are here");
    return;
  }
  require(outgoing.length <= replyBytesMax, "a reply fits its buffer");
  require(outgoing.partsLength <= requestDataBytesMax, "no more data than may be asked for");
}

/** What a start would make of the log. */
function foldAgain(log: MemoryLog): Root {
  const edit = makeEdit();
  let root = emptyRoot();
  for (const { stamp, changes, partCount } of log.records) {
    const decoded = decodeChanges(changes, partCount);
    if (isMalformed(decoded)) throw new Error(decoded.why);
    root = applyRecord(root, edit, stamp, decoded);
  }
  return root;
}

test("any requests are answered, and their log folds to the tree that is served", async (t) => {
  const hasher = nodeHasher();
  const property = fc.asyncProperty(sequence, async (requests) => {
    const log = new MemoryLog();
    const volume = await memoryVolume(log);
    for (const request of requests) answer(volume, request);
    const served = Buffer.from(treeDigest(volume.freeze(), hasher));
    require(served.equals(treeDigest(foldAgain(log), hasher)), "the log folds to another tree");
  });
  t.is(await holds(property, { runs: fuzzRuns(250) }), "holds");
});

test("there is a sample of every opcode that is answered, and the Volume takes it", async (t) => {
  const about = { node: 1, other: 1, name: "a", newName: "b", offset: 0, length: 8 };
  const volume = await memoryVolume();
  for (const what of answeredNames) {
    t.notThrows(() => answer(volume, sampleRequest(what, about)), what);
  }
});
