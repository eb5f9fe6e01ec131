// The own log where others have more of it than this machine (FORMAT "Exchange"): the home was
// restored from a backup, or another one writes with its key. What fits is taken back; until then,
// and for good where it does not fit, nothing is appended.
import { isTrouble, Trouble } from "../dhash/core/index.ts";
import { readHead } from "./absorption.ts";
import { ownSpoolBytesMax } from "./core/limits.ts";
import type { LogRun, RunRecord } from "./core/log-run.ts";
import { readRun } from "./core/log-run.ts";
import { isMalformed } from "./core/message.ts";
import { openRecord } from "./core/record-sealing.ts";
import type { ReadRecordItem } from "./log-reading.ts";
import type { OwnLog } from "./own-log.ts";
import type { Absorbed, AbsorptionTools } from "./shared-log.ts";
import type { SignedHead } from "./two-histories.ts";

export type OwnFence =
  /** Others hold records of this log up to here. */
  | { readonly kind: "behind"; readonly sequence: number }
  /** Another machine wrote other records with this key. */
  | { readonly kind: "forked"; readonly sequence: number };

export class OwnRecovery {
  readonly #tools: AbsorptionTools;
  readonly #own: OwnLog;
  /** Records after the own newest, which no head proves yet. */
  #spool: readonly RunRecord[] = [];
  #due: SignedHead | undefined;
  #fork: number | undefined;
  #adopted: ReadRecordItem[] = [];

  constructor(tools: AbsorptionTools, own: OwnLog) {
    this.#tools = tools;
    this.#own = own;
  }

  /** Why nothing may be appended; undefined: all is well. */
  fence(): OwnFence | undefined {
    if (this.#fork !== undefined) return { kind: "forked", sequence: this.#fork };
    const due = this.#due?.head.sequence ?? 0;
    return due > this.#own.state.sequence ? { kind: "behind", sequence: due } : undefined;
  }

  /** The fence as who wants to append is told it. */
  trouble(): Trouble | undefined {
    const fence = this.fence();
    switch (fence?.kind) {
      case "behind": {
        const why = `others hold its records up to ${fence.sequence}; they are being fetched`;
        return new Trouble("denied", `own log: ${why}. This home was restored from a backup.`);
      }
      case "forked": {
        const why = `another machine wrote record ${fence.sequence} with the same key`;
        const next = "Use one of the two, and have this one join again with a new key";
        return new Trouble("denied", `own log: ${why}. ${next}.`);
      }
      case undefined:
        return undefined;
    }
  }

  /** The newest record that is here, spooled ones included. */
  get newest(): Pick<RunRecord, "sequence"> & { readonly hash: RunRecord["hash"] | undefined } {
    return this.#spool.at(-1) ?? this.#own.state;
  }

  /** Records that were taken back since the last call. */
  takeAdopted(): readonly ReadRecordItem[] {
    const adopted = this.#adopted;
    this.#adopted = [];
    return adopted;
  }

  absorb(run: LogRun): Absorbed {
    if (this.#fork !== undefined) return { kind: "unwanted" };
    const signed = run.head === undefined ? undefined : readHead(this.#tools, run.logId, run.head);
    if (typeof signed === "string") return { kind: "refused", why: signed };
    const records = run.envelopes.length === 0 ? [] : readRun(this.#tools.hasher, run);
    if (isMalformed(records)) return { kind: "refused", why: records.why };
    if (signed !== undefined) {
      const forked = this.#compare(signed);
      if (forked !== undefined) return forked;
    }
    if (this.#due === undefined) return { kind: "unwanted" };
    const spooled = this.#addToSpool(records, signed);
    return spooled ?? this.#adopt(records.length);
  }

  /** What this participant signed elsewhere, beside what it holds. */
  #compare(signed: SignedHead): Absorbed | undefined {
    const { sequence, hash } = signed.head;
    const { state, journal } = this.#own;
    if (sequence > state.sequence) {
      if (sequence > (this.#due?.head.sequence ?? 0)) this.#due = signed;
      return undefined;
    }
    const held = sequence === state.sequence ? state : journal.read(sequence);
    if (isTrouble(held) || held.hash === hash) return undefined;
    return this.noteFork(sequence);
  }

  /** This log has two histories from this record on at the latest. */
  noteFork(sequence: number): Absorbed {
    this.#fork = sequence;
    this.#spool = [];
    return { kind: "forked", proof: undefined };
  }

  #addToSpool(records: readonly RunRecord[], signed: SignedHead | undefined): Absorbed | undefined {
    const { newest } = this;
    const first = records[0];
    if (first !== undefined && first.sequence > newest.sequence + 1) {
      return { kind: "gap", from: newest.sequence + 1 };
    }
    const fresh = records.filter(({ sequence }) => sequence > newest.sequence);
    const next = fresh[0];
    if (next === undefined) return undefined;
    if (next.previous !== newest.hash) {
      const isOurs = fresh.some(
        ({ sequence, hash }) => sequence === signed?.head.sequence && hash === signed.head.hash,
      );
      const isForked = isOurs && this.#spool.length === 0;
      this.#spool = [];
      if (isForked) return this.noteFork(next.sequence);
      return isOurs ? { kind: "gap", from: newest.sequence + 1 } : { kind: "disputed" };
    }
    const spool = [...this.#spool, ...fresh];
    const bytes = spool.reduce((sum, { envelope }) => sum + envelope.length, 0);
    if (bytes > ownSpoolBytesMax) {
      const why = "the backup that it was restored from is too old to be completed from others";
      return { kind: "trouble", trouble: new Trouble("full", `own log: ${why}.`) };
    }
    this.#spool = spool.map((each) => ({ ...each, envelope: Uint8Array.from(each.envelope) }));
    return undefined;
  }

  /** Appends what a head of this log's own key covers. */
  #adopt(count: number): Absorbed {
    const due = this.#due?.head;
    const reached = this.#spool.find(({ sequence }) => sequence === due?.sequence);
    if (due === undefined || reached === undefined) return { kind: "stored", records: count };
    const spool = this.#spool.filter(({ sequence }) => sequence <= due.sequence);
    this.#spool = [];
    if (reached.hash !== due.hash) {
      return { kind: "refused", why: "run: it is not what its author signed" };
    }
    for (const record of spool) {
      const opened = openRecord(this.#tools.keys, record.envelope);
      if (isMalformed(opened)) return { kind: "unwanted" };
      const { body } = opened;
      const stamp = this.#own.adopt({ ...record, body });
      if (isTrouble(stamp)) return { kind: "trouble", trouble: stamp };
      const { changes, parts, view } = body;
      const { hash } = record;
      this.#adopted.push({ kind: "record", stamp, hash, changes, partCount: parts.length, view });
    }
    this.#due = undefined;
    return { kind: "stored", records: count };
  }
}
