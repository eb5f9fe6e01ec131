// What peers may know and have of the logs here (FORMAT "Exchange"): where each stands, and runs of
// records with the head that covers them.
import { type Held, isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { WantedRange } from "./core/exchange-message.ts";
import type { LogOffer } from "./core/exchange-state.ts";
import type { LogId, RecordHash } from "./core/hash.ts";
import { runsBytesMax, sequenceMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";
import type { Time } from "./core/time.ts";
import type { LogPlace } from "./core/view.ts";
import type { OwnLog, Published } from "./own-log.ts";
import type { OwnFence, OwnRecovery } from "./own-recovery.ts";
import type { Crypto, JournalRecord } from "./ports.ts";
import type { LogStanding, Sharing } from "./sharing.ts";
import { readEnvelopes } from "./sharing.ts";

export interface OwnStanding {
  readonly logId: LogId;
  readonly place: LogPlace;
  /** What others may have: a loss of power takes none of it. */
  readonly offered: LogPlace;
  readonly fence: OwnFence | undefined;
}

export class LogsForPeers {
  readonly #sharing: Sharing;
  readonly #own: OwnLog | undefined;
  readonly #recovery: OwnRecovery | undefined;
  readonly #crypto: Crypto;
  readonly #fileSystem: BlockKey;

  constructor(parts: {
    readonly sharing: Sharing;
    readonly own: OwnLog | undefined;
    readonly recovery: OwnRecovery | undefined;
    readonly crypto: Crypto;
    readonly fileSystem: BlockKey;
  }) {
    this.#sharing = parts.sharing;
    this.#own = parts.own;
    this.#recovery = parts.recovery;
    this.#crypto = parts.crypto;
    this.#fileSystem = parts.fileSystem;
  }

  /** The own log; undefined for tools that only read. */
  own(): OwnStanding | undefined {
    const state = this.#own?.state;
    if (state === undefined) return undefined;
    const { logId, sequence, hash } = state;
    const durable = this.#own?.durable;
    const offered = { sequence: durable?.sequence ?? 0, hash: durable?.hash };
    return { logId, place: { sequence, hash }, offered, fence: this.#recovery?.fence() };
  }

  /** Heads prove others' records after a start; those that a disk refused are tried again. */
  keepHeads(): Trouble | undefined {
    return this.#sharing.keepHeads();
  }

  held(): readonly Held[] {
    return this.#sharing.held();
  }

  /** The logs of others. */
  standings(): readonly LogStanding[] {
    return this.#sharing.standings();
  }

  offers(): readonly LogOffer[] {
    const others = this.standings().map(({ logId, proven, stored, limit, isForked, traced }) => ({
      logId,
      traced,
      offered: proven,
      stored: stored.sequence,
      // What is held of a forked log stays; more is taken when an admin has said where it ends.
      limit: isForked && limit === sequenceMax ? stored.sequence : limit,
      isForked,
      isOwn: false,
    }));
    const own = this.own();
    if (own === undefined) return others;
    const stored = this.#recovery?.newest.sequence ?? own.place.sequence;
    const isForked = own.fence?.kind === "forked";
    const limit = isForked ? stored : sequenceMax;
    const { logId, offered } = own;
    const traced = undefined;
    return [{ logId, offered, stored, limit, isForked, traced, isOwn: true }, ...others];
  }

  /** Of a record that others can have from here. */
  hashAt(logId: LogId, sequence: number): RecordHash | undefined {
    const own = this.#own;
    if (own === undefined || own.state.logId !== logId) {
      const log = this.#sharing.log(logId);
      return log !== undefined && sequence <= log.proven ? log.hashAt(sequence) : undefined;
    }
    if (sequence === own.state.sequence) return own.state.hash;
    const record = own.read(sequence);
    return isTrouble(record) ? undefined : record.hash;
  }

  /** A proof says that the author of this log showed two histories. */
  noteFork(logId: LogId, sequence: number): void {
    if (logId === this.#own?.state.logId) this.#recovery?.noteFork(sequence);
    else this.#sharing.noteFork(logId);
  }

  /** This record of others and those after it are in no tree any more, as another history of a log
   * counts that they follow. They wait again, and come by `accept` in time. */
  waitAgain(logId: LogId, sequence: number): void {
    this.#sharing.log(logId)?.retreat(sequence - 1);
  }

  /** The newest durable record of the own log, signed, with where the log is to be had. */
  signDurable(published: Omit<Published, "fileSystem">): Uint8Array | undefined {
    return this.#own?.signDurableHead(this.#crypto, { ...published, fileSystem: this.#fileSystem });
  }

  /** The newest own record is on its way to the device, and then to peers. */
  prepareHead(time: Time): void {
    this.#own?.prepareHead(this.#crypto, { fileSystem: this.#fileSystem, time });
  }

  /** Of these ranges as much as one answer holds; `isFull`: there is more. */
  runs(ranges: readonly WantedRange[], time: Time): RunsForPeer {
    const runs: (LogRun & { readonly last: number })[] = [];
    let bytesLeft = runsBytesMax;
    let isFull = false;
    for (const { logId, first, last } of ranges) {
      if (bytesLeft <= 0) isFull = true;
      if (isFull) break;
      const run = this.run(logId, first, { bytesMax: bytesLeft, last, time });
      if (run === undefined) continue;
      for (const { length } of run.envelopes) bytesLeft -= length;
      const end = first + run.envelopes.length - 1;
      isFull = end < last && bytesLeft <= 0;
      runs.push({ ...run, last: end });
    }
    return { runs, isFull };
  }

  /** Records of a log from `first` on, at least one; undefined when there are none here. */
  run(logId: LogId, first: number, bounds: RunBounds): LogRun | undefined {
    const own = this.#own;
    if (own === undefined || own.state.logId !== logId) {
      return this.#sharing.run(logId, first, bounds);
    }
    const last = Math.min(own.durable?.sequence ?? 0, bounds.last);
    const read = (sequence: number): JournalRecord | Trouble => own.serve(sequence, last);
    const envelopes = readEnvelopes({ read, first, last, bytesMax: bounds.bytesMax });
    const published = { fileSystem: this.#fileSystem, time: bounds.time };
    const head = own.headForPeers(this.#crypto, published);
    return envelopes.length === 0 ? undefined : { logId, envelopes, head };
  }
}

export interface RunsForPeer {
  readonly runs: readonly (LogRun & { readonly last: number })[];
  readonly isFull: boolean;
}

export interface RunBounds {
  readonly bytesMax: number;
  /** The last record that is wanted. */
  readonly last: number;
  /** For the head of the own log. */
  readonly time: Time;
}
