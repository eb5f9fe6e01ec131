// A small world of logs for tests: participants with seeded keys, records that chain, and journals
// to hand them over.
import { createHash } from "node:crypto";
import { isTrouble, nameBlock, nodeHasher } from "../../dhash/index.ts";
import { hashRecord } from "../../logs/core/hash.ts";
import type { Body, Header } from "../../logs/core/record-codec.ts";
import { encodeHeader, makeEnvelope } from "../../logs/core/record-codec.ts";
import type {
  Crypto,
  Journal,
  JournalRecord,
  KeyPair,
  LogId,
  LogItem,
  LogSet,
  LogSetOptions,
  Stamp,
} from "../../logs/index.ts";
import { bytesToLogId, loadCrypto, MemoryJournal, openLogSet } from "../../logs/index.ts";
import { expectNoTrouble } from "./memory-disk.ts";

export const crypto = await loadCrypto();
export const hasher = nodeHasher();

/** The same operations with randomness that repeats: equal seeds give equal bytes. */
export function seededCrypto(seed: string): Crypto {
  let calls = 0;
  return {
    ...crypto,
    random(target) {
      for (let at = 0; at < target.length; at += 32) {
        const bytes = createHash("sha256").update(`${seed} ${calls++}`).digest();
        target.set(bytes.subarray(0, Math.min(32, target.length - at)), at);
      }
    },
  };
}

export function makeKeyPair(number: number): KeyPair {
  return crypto.keyPair(Buffer.alloc(32, number));
}

export function logIdOf(keyPair: KeyPair): LogId {
  const logId = bytesToLogId(keyPair.publicKey);
  if (logId === undefined) throw new Error("a public key has 32 bytes");
  return logId;
}

export function encodeEnvelope(headerBytes: Uint8Array, sealedBody: Uint8Array): Uint8Array {
  const { envelope, body } = makeEnvelope(headerBytes, sealedBody.length);
  body.set(sealedBody);
  return envelope;
}

/**
 * Records that chain by hash; their bodies are noise of the lengths given, which no journal looks
 * at.
 */
export function makeRecords(
  logId: LogId,
  bodyLengths: readonly number[],
): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  for (const [index, length] of bodyLengths.entries()) {
    const sequence = index + 1;
    const header: Header = { logId, sequence, previous: records.at(-1)?.hash, keyEpoch: 1 };
    const body = Buffer.alloc(length);
    for (let at = 0; at < length; at++) body[at] = (sequence * 37 + at * 101) & 0xff;
    const envelope = encodeEnvelope(encodeHeader(header), body);
    records.push({ sequence, hash: hashRecord(hasher, envelope), envelope });
  }
  return records;
}

export const emptyBody: Body = {
  lamport: 1,
  known: [],
  isKnownComplete: false,
  time: { seconds: 0, nanoseconds: 0 },
  changes: new Uint8Array(0),
  parts: [],
  view: undefined,
};

export const noTime = { seconds: 0, nanoseconds: 0 };
export const groupKey = Buffer.alloc(32, 0x42);
export const someBlockKey = nameBlock(hasher, [Buffer.from("some block")]);

/** Several participants, each with a log set of its own that holds everybody's journals. */
export class LogWorld {
  readonly sets: readonly LogSet[];
  readonly #journals: readonly (readonly Journal[])[];
  readonly #options: readonly LogSetOptions[];

  constructor(count: number, recordsPerFile = 1000) {
    const keyPairs = Array.from({ length: count }, (_, index) => makeKeyPair(index + 1));
    const logIds = keyPairs.map(logIdOf);
    this.#journals = keyPairs.map(() =>
      logIds.map((logId) => new MemoryJournal(logId, recordsPerFile)),
    );
    const members = logIds.map((logId, index) => ({
      slot: index + 1,
      logId,
      name: `member ${index + 1}`,
    }));
    this.#options = keyPairs.map((own, index) => ({
      ...logSetOptions(),
      members,
      own,
      journals: this.#journals[index] ?? [],
    }));
    this.sets = this.#options.map((options) => expectNoTrouble(openLogSet(options)));
  }

  /** What participant `index` finds when it starts again. */
  reopen(index: number): LogSet {
    const options = this.#options[index];
    if (options === undefined) throw new Error(`no participant ${index}`);
    return expectNoTrouble(openLogSet(options));
  }

  /** Participant `index` writes a record whose changes are `text`. */
  write(index: number, text: string, parts: readonly Uint8Array[] = []): Stamp {
    return expectNoTrouble(this.set(index).append(noTime, Buffer.from(text), parts));
  }

  set(index: number): LogSet {
    const set = this.sets[index];
    if (set === undefined) throw new Error(`no participant ${index}`);
    return set;
  }

  journal(holder: number, author: number): Journal {
    const journal = this.#journals[holder]?.[author];
    if (journal === undefined) throw new Error("no such journal");
    return journal;
  }

  /** `to` learns everything that `from` holds. */
  sync(from: number, to: number): void {
    for (let author = 0; author < this.sets.length; author++) {
      if (author === to) continue;
      const target = this.journal(to, author);
      for (const item of this.journal(from, author).scan((target.newest()?.sequence ?? 0) + 1)) {
        if (isTrouble(item) || item.kind === "damage") throw new Error("a memory journal is sound");
        expectNoTrouble(target.append(item));
      }
    }
    this.set(to).noteOthers();
  }

  /** What `index` reads, in order: the changes as text. */
  read(index: number): readonly string[] {
    return [...this.set(index).records(new Map())].map(describeItem);
  }
}

export function describeItem(item: LogItem): string {
  switch (item.kind) {
    case "record":
      return Buffer.from(item.changes).toString();
    case "damage":
      return `damage in slot ${item.slot}, ${item.damage.bytes} bytes`;
    case "waiting":
      return `slot ${item.slot} record ${item.sequence} waits: ${item.why}`;
    case "refused":
      return `slot ${item.slot} record ${item.sequence} refused: ${item.why}`;
    case "trouble":
      return `trouble: ${item.trouble.message}`;
  }
}

/** Options that lack members, journals and the own key. */
export function logSetOptions(): LogSetOptions {
  return {
    crypto,
    hasher,
    fileSystem: someBlockKey,
    view: someBlockKey,
    members: [],
    groupKeysByEpoch: new Map([[1, groupKey]]),
    keyEpoch: 1,
    journals: [],
    own: undefined,
    syncedSequence: 0,
  };
}

/** `bytes` with one bit of one byte turned. */
export function flipped(bytes: Uint8Array, at: number, mask = 0x01): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}
