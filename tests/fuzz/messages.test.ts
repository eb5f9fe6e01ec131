// What strangers may send: records and their bodies, changes, heads, views, segments and their
// index, proofs of forks, frames. Whatever the bytes, a decoder answers with a value or a refusal,
// throws nothing, and does work in proportion to the size of what it was given.
import test from "ava";
import fc from "fast-check";
import { isTrouble } from "../../dhash/index.ts";
import { decodeChanges } from "../../fs/core/index.ts";
import { FrameSearch, lookAtFrame, readFrame } from "../../logs/core/frame-codec.ts";
import { headLabel } from "../../logs/core/head-codec.ts";
import { decodeBody, decodeEnvelope } from "../../logs/core/record-codec.ts";
import { deriveRecordKeys, openRecord } from "../../logs/core/record-sealing.ts";
import { openSigned, signContent } from "../../logs/core/signed.ts";
import { decodeView, viewLabel } from "../../logs/core/view-codec.ts";
import {
  decodeSegment,
  decodeSegmentIndex,
  hexToBytes,
  isMalformed,
  verifyForkProof,
  verifyHead,
} from "../../logs/index.ts";
import { enterView } from "../support/entered-view.ts";
import { keyPair, makeGoldenLogs } from "../support/golden-logs.ts";
import { crypto, groupKey, hasher } from "../support/logs.ts";
import { CountingHasher, fuzzRuns, holds, mutated, require, weightOf } from "./mutation.ts";

const golden = makeGoldenLogs();
const keys = deriveRecordKeys(crypto, new Map([[1, groupKey]]));

/** All texts of hexadecimal digits under some fields of the golden vectors. */
function goldenBytes(field: string, inner?: string): readonly Uint8Array[] {
  const value = golden[field];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => {
    const text =
      inner === undefined ? item : Object.entries(Object(item)).find(([k]) => k === inner)?.[1];
    return typeof text === "string" ? [hexToBytes(text)] : [];
  });
}

interface Decoder {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  readonly decode: (bytes: Buffer, hasher: CountingHasher) => unknown;
}

const signedAgain = (label: string, content: Uint8Array): Buffer =>
  Buffer.from(signContent({ crypto, label, keyPair }, content));

function contentOf(label: string, signed: Uint8Array): Uint8Array {
  const opened = openSigned({ crypto, label }, signed);
  if (isMalformed(opened)) throw new Error(opened.why);
  return opened.content;
}

const [head = new Uint8Array(0)] = goldenBytes("head");
const [view = new Uint8Array(0)] = goldenBytes("view", "hex");
const [journal = new Uint8Array(0)] = goldenBytes("journal");
const frames = journal.subarray(64);

const decoders: readonly Decoder[] = [
  { name: "an envelope", samples: goldenBytes("records", "envelope"), decode: decodeEnvelope },
  {
    name: "a record that is opened",
    samples: goldenBytes("records", "envelope"),
    decode: (bytes) => openRecord(keys, bytes),
  },
  { name: "a body", samples: goldenBytes("records", "body"), decode: decodeBody },
  {
    name: "changes",
    samples: [...goldenBytes("changes", "hex"), ...goldenBytes("malformedChanges", "hex")],
    decode: (bytes) => decodeChanges(bytes, 2),
  },
  { name: "a head", samples: [head], decode: (bytes) => verifyHead(crypto, bytes) },
  {
    name: "a head that its author signed so",
    samples: [contentOf(headLabel, head)],
    decode: (bytes) => verifyHead(crypto, signedAgain(headLabel, bytes)),
  },
  { name: "a view", samples: [view], decode: (bytes) => decodeView(crypto, bytes) },
  {
    name: "a view that an admin signed so",
    samples: [contentOf(viewLabel, view)],
    decode: (bytes) =>
      enterView({ crypto, hasher, keyPair }, signedAgain(viewLabel, bytes), undefined),
  },
  {
    name: "a segment",
    samples: goldenBytes("segment"),
    decode: (bytes, counting) => decodeSegment(bytes, counting),
  },
  { name: "a segment index", samples: goldenBytes("segmentIndex"), decode: decodeSegmentIndex },
  {
    name: "a fork proof",
    samples: goldenBytes("forkProof"),
    decode: (bytes, counting) => verifyForkProof({ crypto, hasher: counting }, bytes),
  },
  {
    name: "frames",
    samples: [frames],
    decode: (bytes, counting) => {
      const found: unknown[] = [lookAtFrame(bytes, 0), readFrame(bytes, 0, counting)?.hash];
      const search = new FrameSearch(bytes, counting);
      for (let at = search.find(0); at !== undefined; at = search.find(at + 1)) found.push(at);
      return found;
    },
  },
];

for (const { name, samples, decode } of decoders) {
  test(`${name}: any bytes give a value or a refusal, for work in proportion`, async (t) => {
    t.true(samples.length > 0);
    for (const sample of samples)
      t.notThrows(() => decode(Buffer.from(sample), new CountingHasher()));
    const property = fc.property(mutated(samples), ({ bytes }) => {
      const counting = new CountingHasher();
      const value = decode(bytes, counting);
      require(!isTrouble(value), "a decoder of bytes has no trouble");
      require(counting.bytes <= 20 * bytes.length + 4096, `${counting.bytes} bytes were hashed`);
      require(weightOf(value) <= 20 * bytes.length + 4096, `a value of ${weightOf(value)}`);
    });
    t.is(await holds(property, { runs: fuzzRuns(400) }), "holds");
  });
}

test("headers that promise much and hold nothing cost no more than their bytes", (t) => {
  const one = Buffer.alloc(41);
  one.writeUInt32LE(4000, 0);
  one.writeUInt32LE(~4000 >>> 0, 4);
  one[8] = 0x12;
  const bytes = Buffer.concat(Array.from({ length: 2000 }, () => one));
  const counting = new CountingHasher();
  t.is(new FrameSearch(bytes, counting).find(0), undefined);
  t.true(counting.bytes <= 20 * bytes.length);
});
