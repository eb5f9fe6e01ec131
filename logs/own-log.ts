// The participant's own log: where it stands, and what its next record is the first to know of
// others.
import { Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { ChainState } from "./core/chain.ts";
import { resumeChain, stampOf } from "./core/chain.ts";
import type { Slot } from "./core/dot.ts";
import { makeDot } from "./core/dot.ts";
import type { RecordHash } from "./core/hash.ts";
import { hashRecord } from "./core/hash.ts";
import { signHead } from "./core/head-codec.ts";
import { envelopeBytesMax } from "./core/limits.ts";
import type { Body } from "./core/record-codec.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import { sealRecord } from "./core/record-sealing.ts";
import type { Stamp } from "./core/stamp.ts";
import type { Time } from "./core/time.ts";
import type { KnownComponent } from "./core/version-vector.ts";
import { advanceVector, vectorToComponents } from "./core/version-vector.ts";
import type { HeldRecords } from "./held-records.ts";
import type { LogMembers } from "./log-members.ts";
import type { OwnHead } from "./log-set-options.ts";
import type { Hasher, Journal, JournalRecord, KeyPair } from "./ports.ts";
import { RecentRecords } from "./recent-records.ts";
import { RecordsInOrder } from "./records-in-order.ts";

/** A record of another log that the next own record is the first to know. */
interface FreshRecord extends KnownComponent {
  readonly lamport: number;
}

export interface AppendTools {
  readonly keys: RecordKeys;
  readonly hasher: Hasher;
  /** The epoch to write in. */
  readonly keyEpoch: number;
  /** The view that the record names as in force from here on. */
  readonly view: BlockKey | undefined;
}

/** What a head says beside the record it names. */
export interface Published {
  readonly fileSystem: BlockKey;
  readonly time: Time;
  readonly segmentIndex?: BlockKey;
  readonly view?: BlockKey;
}

type ForPeers = Pick<Published, "fileSystem" | "time">;

export interface RecordContent {
  readonly time: Time;
  readonly changes: Uint8Array;
  readonly parts: readonly Uint8Array[];
}

export class OwnLog {
  readonly journal: Journal;
  readonly keyPair: KeyPair;
  /** Appended, and about to go to peers. */
  readonly #recent = new RecentRecords();
  readonly #inOrder: RecordsInOrder;
  /** Ascending by slot. */
  #fresh: readonly FreshRecord[] = [];
  #state: ChainState;
  /** The log as far as it survives power loss; others are shown no more than that. */
  #durable: ChainState | undefined;
  /** The head that was signed last for peers: they all get the same. */
  #signed: { readonly hash: RecordHash; readonly bytes: Uint8Array } | undefined;

  constructor(journal: Journal, keyPair: KeyPair, state: ChainState) {
    this.journal = journal;
    this.#inOrder = new RecordsInOrder(journal);
    this.keyPair = keyPair;
    this.#state = state;
  }

  get state(): ChainState {
    return this.#state;
  }

  get durable(): ChainState | undefined {
    return this.#durable;
  }

  /** What the records name is durable already. */
  sync(): Trouble | undefined {
    const trouble = this.journal.sync();
    if (trouble === undefined) this.#durable = this.#state;
    return trouble;
  }

  read(sequence: number): JournalRecord | Trouble {
    return this.#recent.get(sequence) ?? this.journal.read(sequence);
  }

  /** For a peer that gets those up to `last`, which is here. */
  serve(sequence: number, last: number): JournalRecord | Trouble {
    const ahead = this.#recent.get(sequence) ?? this.#inOrder.read(sequence, last);
    if (sequence === last) this.#inOrder.clear();
    return ahead ?? this.journal.read(sequence);
  }

  /** All up to this state of the log is durable, and so is what its records name. */
  noteDurable(state: ChainState): void {
    if (state.sequence > (this.#durable?.sequence ?? 0)) this.#durable = state;
  }

  /** The next record knows the newest record that counts of every other log. */
  noteOthers(logs: {
    readonly journalsBySlot: ReadonlyMap<Slot, Journal>;
    readonly members: LogMembers;
    readonly held: HeldRecords;
  }): void {
    const { slot: own, vector } = this.#state;
    const fresh: FreshRecord[] = [];
    for (const [slot, journal] of logs.journalsBySlot) {
      const sequence = journal.newest()?.sequence ?? 0;
      if (slot === own || sequence <= (vector.get(slot)?.sequence ?? 0)) continue;
      const dot = makeDot(slot, sequence);
      const held = logs.members.counts(dot) ? logs.held.lookup(dot) : undefined;
      if (held !== undefined) fresh.push({ slot, sequence, ...held });
    }
    this.#fresh = fresh.sort((a, b) => a.slot - b.slot);
  }

  append(tools: AppendTools, { time, changes, parts }: RecordContent): Stamp | Trouble {
    const { keys, hasher, keyEpoch, view } = tools;
    const fresh = this.#fresh;
    const state = this.#state;
    const sequence = state.sequence + 1;
    const isKnownComplete = this.journal.beginsFile();
    const known = isKnownComplete ? vectorToComponents(advanceVector(state.vector, fresh)) : fresh;
    const lamport = 1 + Math.max(state.lamport, ...fresh.map((each) => each.lamport));
    const body: Body = { lamport, known, isKnownComplete, time, changes, parts, view };
    const { logId, hash: previous } = state;
    const envelope = sealRecord(keys, { logId, sequence, previous, keyEpoch }, body);
    if (envelope.length > envelopeBytesMax) {
      return new Trouble("full", `a record of ${envelope.length} bytes is more than a log takes.`);
    }
    const hash = hashRecord(hasher, envelope);
    const record = { sequence, hash, envelope };
    const trouble = this.journal.append(record);
    if (trouble !== undefined) return trouble;
    this.#recent.add(record);
    this.#state = resumeChain(state, { sequence, hash, body });
    this.#fresh = [];
    return stampOf(this.#state, body);
  }

  /** The newest record; undefined before the first. */
  head(): OwnHead | undefined {
    const { slot, sequence, hash, lamport } = this.#state;
    if (hash === undefined) return undefined;
    return { dot: makeDot(slot, sequence), sequence, hash, lamport };
  }

  /** Takes back a record that this log had once, and others kept. */
  adopt(record: {
    readonly sequence: number;
    readonly hash: RecordHash;
    readonly envelope: Uint8Array;
    readonly body: Body;
  }): Stamp | Trouble {
    const trouble = this.journal.append(record);
    if (trouble !== undefined) return trouble;
    this.#state = resumeChain(this.#state, record);
    return stampOf(this.#state, record.body);
  }

  /** The signed newest record; undefined before the first. */
  signHead(crypto: RecordKeys["crypto"], published: Published): Uint8Array | undefined {
    return this.#signHead(this.#state, crypto, published);
  }

  /** The signed newest record that is durable; undefined before the first. */
  signDurableHead(crypto: RecordKeys["crypto"], published: Published): Uint8Array | undefined {
    return this.#durable && this.#signHead(this.#durable, crypto, published);
  }

  /** The same for peers, who are not told where the log is to be had. */
  headForPeers(crypto: RecordKeys["crypto"], published: ForPeers): Uint8Array | undefined {
    return this.#durable && this.#signForPeers(this.#durable, crypto, published);
  }

  /** Signs the newest record while the device takes it. */
  prepareHead(crypto: RecordKeys["crypto"], published: ForPeers): void {
    this.#signForPeers(this.#state, crypto, published);
  }

  #signForPeers(
    state: ChainState,
    crypto: RecordKeys["crypto"],
    published: ForPeers,
  ): Uint8Array | undefined {
    const { hash } = state;
    if (hash === this.#signed?.hash) return this.#signed?.bytes;
    const bytes = this.#signHead(state, crypto, published);
    this.#signed = hash && bytes && { hash, bytes };
    return bytes;
  }

  #signHead(
    { logId, sequence, hash, lamport }: ChainState,
    crypto: RecordKeys["crypto"],
    published: Published,
  ): Uint8Array | undefined {
    if (hash === undefined) return undefined;
    const { segmentIndex, view, ...rest } = published;
    const head = { ...rest, segmentIndex, view, logId, sequence, hash, lamport };
    return signHead(crypto, head, this.keyPair);
  }
}
