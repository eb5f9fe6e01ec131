// The golden vectors of records, heads, views, journals and segments: fixed keys, fixed randomness,
// and the bytes that every implementation must give. `node tests/support/golden-logs.ts` writes
// them; a changed vector is a changed format.
import { writeFileSync } from "node:fs";
import type { BlockKey } from "../../dhash/index.ts";
import { blockKeyToBytes, nameBlock } from "../../dhash/index.ts";
import { encodeChanges } from "../../fs/core/change-codec.ts";
import { ivy } from "../../fs/core/generated/change.js";
import { rootInodeNumber } from "../../fs/core/inode-number.ts";
import { encodeFrameHeader } from "../../logs/core/frame-codec.ts";
import type { RecordHash } from "../../logs/core/hash.ts";
import { hashRecord } from "../../logs/core/hash.ts";
import { signHead } from "../../logs/core/head-codec.ts";
import { encodeJournalHeader } from "../../logs/core/journal-scan.ts";
import type { Body } from "../../logs/core/record-codec.ts";
import { encodeBody, encodeHeader } from "../../logs/core/record-codec.ts";
import type { RecordKeys } from "../../logs/core/record-sealing.ts";
import { deriveRecordKeys, sealRecord } from "../../logs/core/record-sealing.ts";
import { bareView, noGaps } from "../../logs/core/view.ts";
import { encodeView } from "../../logs/core/view-codec.ts";
import type { Crypto } from "../../logs/index.ts";
import {
  encodeForkProof,
  encodeSegment,
  encodeSegmentIndex,
  hexToBytes,
} from "../../logs/index.ts";
import { blockKey, goldenChanges, malformedChanges } from "./golden-changes.ts";
import { makeGoldenMembers } from "./golden-members.ts";
import { groupKey, hasher, logIdOf, makeKeyPair, seededCrypto } from "./logs.ts";

/**
 * The group key of the vectors, sealed once to the first participant: sealing is never the same
 * twice.
 */
export const sealedGroupKey =
  "1e443ecb512a7b520b5d7f5ad6035ce56a59c1248ea94f7948b7230db7366d7ed7cc1e624441e6ba" +
  "495d73d7ec374fdebc5b8d5a8528d5e5cea54f6f69690fe2801f500f0456c207b58d89e73b1fc6ac";

export const goldenPath = new URL("../golden/logs.json", import.meta.url).pathname;
export const keyPair = makeKeyPair(1);
const logId = logIdOf(keyPair);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

interface GoldenRecord {
  readonly sequence: number;
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly envelope: Uint8Array;
  readonly hash: RecordHash;
}

/** Everything, as JSON holds it. */
export function makeGoldenLogs(): Record<string, unknown> {
  const crypto = seededCrypto("golden");
  const viewBytes = makeView(crypto);
  const fileSystem = nameBlock(hasher, [viewBytes]);
  const keys = deriveRecordKeys(crypto, new Map([[1, groupKey]]));
  const first = makeRecord(keys, undefined, {
    lamport: 1,
    known: [],
    isKnownComplete: true,
    time: { seconds: 1_800_000_000, nanoseconds: 5 },
    changes: encodeChanges([{ kind: "end" }]),
    parts: [],
    view: fileSystem,
  });
  const second = makeRecord(keys, first, {
    lamport: 9,
    known: [{ slot: 2, sequence: 7, hash: first.hash }],
    isKnownComplete: false,
    time: { seconds: -1, nanoseconds: 999_999_999 },
    changes: encodeChanges(goldenChanges[2]?.[1] ?? []),
    parts: [Buffer.from("hello")],
    view: undefined,
  });
  const published = makePublished(crypto, fileSystem, [first, second]);
  return {
    seed: hex(keyPair.seed),
    publicKey: logId,
    groupKey: hex(groupKey),
    recordKey: hex(keys.keysByEpoch.get(1) ?? Buffer.alloc(0)),
    blockKey: hex(blockKeyToBytes(blockKey)),
    changes: goldenChanges.map(([what, list]) => ({ what, hex: hex(encodeChanges(list)) })),
    malformedChanges: malformedChanges.map(([what, change]) => ({
      what,
      hex: hex(ivy.fs.Changes.encode({ changes: [change] }).finish()),
    })),
    view: { key: fileSystem, hex: hex(viewBytes) },
    records: [first, second].map(({ header, body, envelope, hash }) => ({
      header: hex(header),
      body: hex(body),
      envelope: hex(envelope),
      hash,
    })),
    ...published,
    ...makeGoldenMembers({
      ...{ crypto, fileSystem, sealedKey: hexToBytes(sealedGroupKey) },
      ...{ hash: second.hash, envelope: second.envelope, head: hexToBytes(published.head ?? "") },
    }),
  };
}

function makeView(crypto: Crypto): Uint8Array {
  const sealedKey = hexToBytes(sealedGroupKey);
  const view = {
    ...bareView,
    previous: undefined,
    root: rootInodeNumber,
    replicas: 3,
    keyEpoch: 1,
    members: [{ slot: 1, logId, role: "admin" as const, sealedKey, gaps: noGaps }],
    name: "photos",
    memberNames: ["anna"],
    olderKeys: [],
  };
  return encodeView(view, { crypto, groupKey, signer: keyPair });
}

function makeRecord(keys: RecordKeys, before: GoldenRecord | undefined, body: Body): GoldenRecord {
  const sequence = (before?.sequence ?? 0) + 1;
  const header = { logId, sequence, previous: before?.hash, keyEpoch: 1 };
  const envelope = sealRecord(keys, header, body);
  const hash = hashRecord(hasher, envelope);
  return { sequence, header: encodeHeader(header), body: encodeBody(body), envelope, hash };
}

/** What is made of records: journal, segment, index, head, and the proof of a fork. */
function makePublished(
  crypto: Crypto,
  fileSystem: BlockKey,
  records: readonly [GoldenRecord, GoldenRecord],
): Readonly<Record<string, string>> {
  const [first, { hash }] = records;
  const frames = records.flatMap((each) => [
    encodeFrameHeader(each.hash, each.envelope.length),
    each.envelope,
  ]);
  const segment = encodeSegment(logId, records);
  const entry = { first: 1, count: 2, bytes: segment.length, key: nameBlock(hasher, [segment]) };
  const index = encodeSegmentIndex({ logId, older: undefined, entries: [entry] });
  const segmentIndex = nameBlock(hasher, [index]);
  const time = { seconds: 1_800_000_001, nanoseconds: 0 };
  const published = { segmentIndex, view: blockKey, time };
  const head = { fileSystem, logId, sequence: 2, hash, lamport: 9, ...published };
  const earlier = signHead(crypto, { ...head, hash: first.hash }, keyPair);
  const later = signHead(crypto, head, keyPair);
  return {
    head: hex(later),
    journal: hex(Buffer.concat([encodeJournalHeader({ logId, first: 1 }, hasher), ...frames])),
    segment: hex(segment),
    segmentIndex: hex(index),
    forkProof: hex(encodeForkProof({ earlier, later, envelopes: [] })),
  };
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(goldenPath, `${JSON.stringify(makeGoldenLogs(), undefined, 2)}\n`);
}
