// What a member can forge: records of its own log that break a rule, records of others, views that
// it may not sign, blocks that are not what their name says.

import { encodeBlockMessage } from "../../../dhash/core/block-message.ts";
import { isTrouble, nameBlock } from "../../../dhash/index.ts";
import type { Change } from "../../../fs/core/index.ts";
import { encodeChanges, makeInodeNumber, rootInodeNumber } from "../../../fs/core/index.ts";
import type { Name } from "../../../fs/core/name.ts";
import { isName } from "../../../fs/core/name.ts";
import type { ExchangeMessage } from "../../../logs/core/exchange-message.ts";
import { hashRecord } from "../../../logs/core/hash.ts";
import { signHead } from "../../../logs/core/head-codec.ts";
import type { Body } from "../../../logs/core/record-codec.ts";
import { deriveRecordKeys, sealRecord } from "../../../logs/core/record-sealing.ts";
import { encodeView } from "../../../logs/core/view-codec.ts";
import type { Crypto, KeyPair, LogId } from "../../../logs/index.ts";
import { isRecordHash, makeDot, slotMax } from "../../../logs/index.ts";
import type { Chance } from "../../support/chance.ts";
import type { History } from "./history.ts";
import { hasher } from "./history.ts";

export interface Forger {
  readonly history: History;
  readonly crypto: Crypto;
  readonly keyPair: KeyPair;
  readonly chance: Chance;
}

const time = { seconds: 4_000_000_000, nanoseconds: 0 };

function nameOf(text: string): Name {
  if (!isName(text)) throw new Error(text);
  return text;
}

/** Makes a file in the root directory. */
export function fileChanges(slot: number, counter: number, name: string): readonly Change[] {
  const inode = makeInodeNumber(slot, counter);
  const made = { type: "file", mode: 0o644, uid: 0, gid: 0, device: 0, target: "" } as const;
  return [
    { kind: "inode", inode, ...made },
    { kind: "link", directory: rootInodeNumber, name: nameOf(name), inode },
  ];
}

/** Changes that are well formed, and speak of what is not there or is not the author's. */
export function absurdChanges(slot: number, chance: Chance): readonly Change[] {
  const nowhere = makeInodeNumber(1 + chance.below(60_000), 1 + chance.below(1e6));
  const foreign = makeInodeNumber(1, 1 + chance.below(3));
  const key = nameBlock(hasher, [chance.bytes(10)]);
  const source = { kind: "block", key, contentKey: chance.bytes(32), start: 0 } as const;
  const extents = [{ offset: 2 ** 40, length: 1000, source }];
  const dot = makeDot((slot + 7) % slotMax, 99);
  const place = { dot: chance.below(2) === 0 ? undefined : dot, part: 3, start: 0 };
  const part = { kind: "part", ...place } as const;
  const all: readonly (readonly Change[])[] = [
    [{ kind: "write", inode: nowhere, extents }],
    [{ kind: "write", inode: foreign, extents }],
    [{ kind: "truncate", inode: foreign, size: 2 ** 52 }],
    [{ kind: "unlink", directory: nowhere, name: nameOf("x"), inode: nowhere }],
    [{ kind: "link", directory: nowhere, name: nameOf("x"), inode: rootInodeNumber }],
    [{ kind: "link", directory: rootInodeNumber, name: nameOf("loop"), inode: rootInodeNumber }],
    fileChanges(1, 1, "not-mine"),
    [{ kind: "resolve", inode: foreign, sides: [dot] }],
    [{ kind: "view", view: key }],
    [{ kind: "write", inode: foreign, extents: [{ offset: 0, length: 9, source: part }] }],
  ];
  return chance.pick(all) ?? [];
}

/** The next record of the own log, sealed and signed, with a body that a rule forbids. */
export function forgeRecord(forger: Forger, wrong: Partial<Body>): ExchangeMessage {
  const { history, crypto, keyPair } = forger;
  const { logId, views } = history;
  const own = history.logs.peers()?.own()?.place;
  const inForce = views.inForce();
  if (own === undefined || inForce === undefined) throw new Error("a member forges");
  const keys = deriveRecordKeys(crypto, inForce.groupKeysByEpoch);
  const sequence = own.sequence + 1;
  const plain = { lamport: 1, known: [], isKnownComplete: false, time, parts: [], view: undefined };
  const changes = encodeChanges(fileChanges(history.slot, 900 + sequence, `forged${sequence}`));
  const body = { ...plain, changes, ...wrong };
  const header = { logId, sequence, previous: own.hash, keyEpoch: inForce.keyEpoch };
  const envelope = sealRecord(keys, header, body);
  const hash = hashRecord(hasher, envelope);
  const fileSystem = views.membership?.view.fileSystem;
  if (fileSystem === undefined) throw new Error("a member forges");
  const place = { fileSystem, logId, sequence, hash, lamport: body.lamport };
  const head = signHead(
    crypto,
    { ...place, segmentIndex: undefined, view: undefined, time },
    keyPair,
  );
  return runOf(logId, [envelope], head);
}

export function runOf(
  logId: LogId,
  envelopes: readonly Uint8Array[],
  head: Uint8Array | undefined,
): ExchangeMessage {
  return { kind: "runs", answers: 0, runs: [{ logId, envelopes, head }], isFull: false };
}

/** A vector that names what nobody has. */
export function absurdKnown({ chance, history }: Forger): Body["known"] {
  const hash = `12${chance.bytes(32).toString("hex")}`;
  if (!isRecordHash(hash)) throw new Error(hash);
  const members = history.views.membership?.members ?? [];
  const slots = members.flatMap(({ slot }) => (slot === history.slot ? [] : [slot]));
  const slot = chance.below(2) === 0 ? chance.pick(slots) : 1 + chance.below(60_000);
  return [{ slot: slot ?? 1, sequence: 1 + chance.below(1e6), hash }];
}

/** Somebody else's records with a byte that is wrong, under a head of the liar's. */
export function forgeOther(forger: Forger, victim: LogId): ExchangeMessage | undefined {
  const { history, chance } = forger;
  const journal = history.store.openJournal(victim);
  const sequence = journal.newest()?.sequence ?? 0;
  if (sequence === 0) return undefined;
  const record = journal.read(1 + chance.below(sequence));
  if (isTrouble(record)) return undefined;
  const envelope = Buffer.from(record.envelope);
  const at = chance.below(envelope.length);
  envelope[at] = (envelope[at] ?? 0) ^ (1 + chance.below(255));
  const head = chance.below(2) === 0 ? history.store.head(victim) : undefined;
  return runOf(victim, [envelope], head);
}

/** A view that only an admin may sign. */
export function forgeView(forger: Forger): ExchangeMessage | undefined {
  const { history, crypto, keyPair, chance } = forger;
  const { membership, opened } = history.views;
  if (membership === undefined) return undefined;
  const { view } = membership;
  const groupKey = opened.groupKeysByEpoch.get(view.view.keyEpoch);
  if (groupKey === undefined) return undefined;
  const how = chance.below(3);
  const members = view.view.members.map((member) => {
    if (member.logId === history.logId) return { ...member, role: "admin" as const, gaps: [] };
    return how === 1 && member.role === "writer" ? { ...member, role: "reader" as const } : member;
  });
  const { invites, replicas, root, keyEpoch } = view.view;
  const next = {
    ...{ invites, replicas, root, settled: [], admission: undefined, members, olderKeys: [] },
    previous: view.key,
    keyEpoch: how === 2 ? keyEpoch + 7 : keyEpoch,
    name: "mine",
    memberNames: members.map(({ slot }) => `renamed-${slot}`),
  };
  return { kind: "views", views: [encodeView(next, { crypto, groupKey, signer: keyPair })] };
}

/** A frame of the block channel that nobody asked for, or that asks for too much. */
export function absurdBlockFrame(chance: Chance): Uint8Array {
  const keys = Array.from({ length: 64 }, () => nameBlock(hasher, [chance.bytes(8)]));
  const [key] = keys;
  if (key === undefined) throw new Error("there are keys");
  const urgency = chance.below(2) === 0 ? "now" : "later";
  const messages = [
    { kind: "want", urgency, keys },
    { kind: "have", keys },
    { kind: "lack", keys },
    { kind: "block", key, bytes: chance.bytes(100) },
  ] as const;
  return encodeBlockMessage(chance.pick(messages) ?? { kind: "lack", keys });
}
