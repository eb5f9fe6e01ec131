// The golden vectors of records, heads, views, journals and segments: fixed keys, fixed randomness,
// and the bytes that every implementation must give. `node tests/support/golden-logs.ts` writes
// them; a changed vector is a changed format.
import { writeFileSync } from "node:fs";
import { blockKeyToBytes, nameBlock } from "../../dhash/index.ts";
import type { Change } from "../../fs/core/change.ts";
import { encodeChanges } from "../../fs/core/change-codec.ts";
import { makeInodeNumber, rootInodeNumber } from "../../fs/core/inode-number.ts";
import type { Name } from "../../fs/core/name.ts";
import { isName } from "../../fs/core/name.ts";
import { encodeFrameHeader } from "../../logs/core/frame-codec.ts";
import { hashRecord } from "../../logs/core/hash.ts";
import { signHead } from "../../logs/core/head-codec.ts";
import { encodeJournalHeader } from "../../logs/core/journal-scan.ts";
import type { Body, Header } from "../../logs/core/record-codec.ts";
import { encodeBody, encodeHeader } from "../../logs/core/record-codec.ts";
import { deriveRecordKeys, sealRecord } from "../../logs/core/record-sealing.ts";
import { encodeView } from "../../logs/core/view-codec.ts";
import {
  encodeForkProof,
  encodeSegment,
  encodeSegmentIndex,
  hexToBytes,
  makeDot,
} from "../../logs/index.ts";
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

function nameOf(text: string): Name {
  if (!isName(text)) throw new Error(text);
  return text;
}

const file = makeInodeNumber(1, 1);
const blockKey = nameBlock(hasher, [Buffer.from("a block")]);
const contentKey = new Uint8Array(32).fill(9);

/** One or more of each kind, with what each is about. */
export const goldenChanges: readonly (readonly [string, readonly Change[]])[] = [
  ["first record of a log", [{ kind: "end" }]],
  [
    "create a file",
    [
      {
        kind: "inode",
        inode: file,
        type: "file",
        mode: 0o644,
        uid: 1000,
        gid: 100,
        device: 0,
        target: "",
      },
      { kind: "link", directory: rootInodeNumber, name: nameOf("notes.txt"), inode: file },
    ],
  ],
  [
    "write a part, a hole, a block and an older part",
    [
      {
        kind: "write",
        inode: file,
        extents: [
          { offset: 0, length: 5, source: { kind: "part", dot: undefined, part: 0, start: 0 } },
          { offset: 4096, length: 4096, source: { kind: "hole" } },
          {
            offset: 262_144,
            length: 262_144,
            source: { kind: "block", key: blockKey, contentKey, start: 0 },
          },
          {
            offset: 2 ** 40,
            length: 10,
            source: { kind: "part", dot: makeDot(2, 7), part: 1, start: 20 },
          },
        ],
      },
    ],
  ],
  [
    "attributes",
    [
      {
        kind: "set-attributes",
        inode: file,
        mode: 0o4755,
        uid: 0,
        gid: undefined,
        accessed: { seconds: -1, nanoseconds: 999_999_999 },
        modified: { seconds: 1_800_000_000, nanoseconds: 1 },
        changed: undefined,
      },
      { kind: "truncate", inode: file, size: 0 },
      { kind: "set-xattr", inode: file, name: "user.colour", value: Uint8Array.of(0, 255) },
      { kind: "remove-xattr", inode: file, name: "user.colour" },
    ],
  ],
  [
    "names",
    [
      {
        kind: "rename",
        inode: file,
        fromDirectory: rootInodeNumber,
        fromName: nameOf("notes.txt"),
        toDirectory: rootInodeNumber,
        toName: nameOf("\xff\x01"),
        replaced: makeInodeNumber(2, 5),
        exchange: false,
      },
      { kind: "unlink", directory: rootInodeNumber, name: nameOf("\xff\x01"), inode: file },
      { kind: "prepare", directory: rootInodeNumber, name: nameOf("lock") },
      { kind: "cancel", directory: rootInodeNumber, name: nameOf("lock") },
      { kind: "view", view: blockKey },
      { kind: "resolve", inode: file, sides: [makeDot(1, 3), makeDot(2, 4)] },
    ],
  ],
];

/** Everything, as JSON holds it. */
export function makeGoldenLogs(): Record<string, unknown> {
  const crypto = seededCrypto("golden");
  const changes = goldenChanges.map(([what, list]) => ({ what, hex: hex(encodeChanges(list)) }));
  const members = [
    { slot: 1, logId, role: "admin" as const, sealedKey: hexToBytes(sealedGroupKey) },
  ];
  const view = {
    previous: undefined,
    root: rootInodeNumber,
    replicas: 3,
    keyEpoch: 1,
    members,
    name: "photos",
    memberNames: ["anna"],
  };
  const viewBytes = encodeView(view, { crypto, groupKey, signer: keyPair });
  const fileSystem = nameBlock(hasher, [viewBytes]);
  const keys = deriveRecordKeys(crypto, new Map([[1, groupKey]]));
  const first: Header = { logId, sequence: 1, previous: undefined, keyEpoch: 1 };
  const firstBody: Body = {
    lamport: 1,
    known: [],
    isKnownComplete: true,
    time: { seconds: 1_800_000_000, nanoseconds: 5 },
    changes: encodeChanges([{ kind: "end" }]),
    parts: [],
    view: fileSystem,
  };
  const firstEnvelope = sealRecord(keys, first, firstBody);
  const firstHash = hashRecord(hasher, firstEnvelope);
  const second: Header = { logId, sequence: 2, previous: firstHash, keyEpoch: 1 };
  const secondBody: Body = {
    lamport: 9,
    known: [{ slot: 2, sequence: 7, hash: firstHash }],
    isKnownComplete: false,
    time: { seconds: -1, nanoseconds: 999_999_999 },
    changes: hexToBytes(changes[2]?.hex ?? ""),
    parts: [Buffer.from("hello")],
    view: undefined,
  };
  const envelope = sealRecord(keys, second, secondBody);
  const hash = hashRecord(hasher, envelope);
  const records = [
    { sequence: 1, hash: firstHash, envelope: firstEnvelope },
    { sequence: 2, hash, envelope },
  ];
  const frames = records.flatMap((each) => [
    encodeFrameHeader(each.hash, each.envelope.length),
    each.envelope,
  ]);
  const segment = encodeSegment(logId, records);
  const entry = { first: 1, count: 2, bytes: segment.length, key: nameBlock(hasher, [segment]) };
  const segmentIndex = encodeSegmentIndex({ logId, older: undefined, entries: [entry] });
  const time = { seconds: 1_800_000_001, nanoseconds: 0 };
  const head = {
    fileSystem,
    logId,
    sequence: 2,
    hash,
    lamport: 9,
    segmentIndex: nameBlock(hasher, [segmentIndex]),
    time,
  };
  const earlier = signHead(crypto, { ...head, hash: firstHash }, keyPair);
  const later = signHead(crypto, head, keyPair);
  return {
    seed: hex(keyPair.seed),
    publicKey: logId,
    groupKey: hex(groupKey),
    recordKey: hex(keys.keysByEpoch.get(1) ?? Buffer.alloc(0)),
    blockKey: hex(blockKeyToBytes(blockKey)),
    changes,
    view: { key: fileSystem, hex: hex(viewBytes) },
    records: [
      {
        header: hex(encodeHeader(first)),
        body: hex(encodeBody(firstBody)),
        envelope: hex(firstEnvelope),
        hash: firstHash,
      },
      {
        header: hex(encodeHeader(second)),
        body: hex(encodeBody(secondBody)),
        envelope: hex(envelope),
        hash,
      },
    ],
    head: hex(later),
    journal: hex(Buffer.concat([encodeJournalHeader({ logId, first: 1 }, hasher), ...frames])),
    segment: hex(segment),
    segmentIndex: hex(segmentIndex),
    forkProof: hex(encodeForkProof({ earlier, later, envelopes: [] })),
  };
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(goldenPath, `${JSON.stringify(makeGoldenLogs(), undefined, 2)}\n`);
}
