// Accepting proven records of others (FORMAT "Chain"): each when the records that its author knew
// are accepted here, in slices. A record that breaks a rule is where its log ends for us.
import { isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { ChainState, Excuse, RecordLookup } from "./core/chain.ts";
import { checkEnvelopeLink, emptyChain, linkBody } from "./core/chain.ts";
import type { Dot, Slot } from "./core/dot.ts";
import type { LogId } from "./core/hash.ts";
import { isMalformed } from "./core/message.ts";
import { decodeEnvelope } from "./core/record-codec.ts";
import type { OpenedRecord, RecordKeys } from "./core/record-sealing.ts";
import { openRecord } from "./core/record-sealing.ts";
import { compareStamps } from "./core/stamp.ts";
import type { KnownComponent } from "./core/version-vector.ts";
import type { ForeignLog } from "./foreign-log.ts";
import type { ReadRecordItem } from "./log-reading.ts";
import { rebuildChain } from "./log-reading.ts";

/** Why the records of a log are not accepted further; undefined: all that are proven are. */
export type AcceptanceStop =
  /** Records of other logs are missing, or held in another history. */
  | { readonly kind: "waiting"; readonly needs: readonly KnownComponent[] }
  /** Written under a group key that is not here yet. */
  | { readonly kind: "no-key"; readonly keyEpoch: number }
  | { readonly kind: "refused"; readonly sequence: number; readonly why: string }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

interface AcceptedLog {
  readonly slot: Slot;
  readonly log: ForeignLog;
  /** Of the newest accepted record; undefined: to be read from the journal. */
  state: ChainState | undefined;
  stop: AcceptanceStop | undefined;
}

export interface AcceptanceTools {
  readonly keys: RecordKeys;
  readonly lookup: RecordLookup;
  readonly isExcused: Excuse;
  /** Records of a log beyond this one are not accepted for now. */
  readonly upTo: (slot: Slot) => number;
  /** Does the record have an effect on the tree? */
  readonly counts: (dot: Dot) => boolean;
  /** Given the bodies whose inline data is soon read. */
  readonly keep: (dot: Dot, body: OpenedRecord["body"], bytes: number) => void;
  /** Told of every record in the moment it is accepted. */
  readonly onAccepted: (item: ReadRecordItem) => void;
}

export interface AcceptedSlice {
  readonly items: readonly ReadRecordItem[];
  /** How many were accepted, those that do not count included. */
  readonly count: number;
}

export class Acceptance {
  readonly #tools: AcceptanceTools;
  readonly #logs = new Map<LogId, AcceptedLog>();

  constructor(tools: AcceptanceTools) {
    this.#tools = tools;
  }

  add(slot: Slot, log: ForeignLog): void {
    this.#logs.set(log.logId, { slot, log, state: undefined, stop: undefined });
  }

  /** The state of a log after a record that may be its newest accepted one. */
  resume(state: ChainState): void {
    const each = this.#logs.get(state.logId);
    if (each?.log.accepted === state.sequence) each.state = state;
  }

  /** Views or keys have changed: what was refused or waited is looked at again. */
  lookAgain(): void {
    for (const each of this.#logs.values()) each.stop = undefined;
  }

  /** All may have been accepted since by whoever read the logs back. */
  stopOf(logId: LogId): AcceptanceStop | undefined {
    const each = this.#logs.get(logId);
    return each !== undefined && each.log.accepted < each.log.proven ? each.stop : undefined;
  }

  /**
   * Accepts at most `recordsMax` records, and returns those that count in the order of records.
   * More may be acceptable as long as it returns or accepts any.
   */
  accept(recordsMax: number): AcceptedSlice {
    const items: ReadRecordItem[] = [];
    let count = 0;
    for (let isMoving = true; isMoving && count < recordsMax; ) {
      isMoving = false;
      for (const each of this.#logs.values()) {
        while (count < recordsMax) {
          const item = this.#next(each);
          if (item === undefined) break;
          isMoving = true;
          count++;
          if (this.#tools.counts(item.stamp.dot)) items.push(item);
        }
      }
    }
    return { items: items.sort((a, b) => compareStamps(a.stamp, b.stamp)), count };
  }

  #next(each: AcceptedLog): ReadRecordItem | undefined {
    const { log, slot } = each;
    const last = Math.min(log.proven, this.#tools.upTo(slot));
    if (log.accepted >= last || this.#isStopped(each)) return undefined;
    const sequence = log.accepted + 1;
    const read = log.readProven(sequence);
    if (isTrouble(read)) return stop(each, { kind: "trouble", trouble: read });
    const opened = openRecord(this.#tools.keys, read.envelope);
    if (isMalformed(opened))
      return stop(each, this.#whyClosed(read.envelope, sequence, opened.why));
    const state = this.#stateOf(each);
    if (isTrouble(state)) return stop(each, { kind: "trouble", trouble: state });
    const { kind } = checkEnvelopeLink(state, { header: opened.header, hash: read.hash });
    if (kind !== "next") {
      return stop(each, { kind: "refused", sequence, why: "it does not follow the one before" });
    }
    const { length } = read.envelope;
    return this.#link(each, state, { opened, hash: read.hash, length });
  }

  #link(
    each: AcceptedLog,
    state: ChainState,
    read: {
      readonly opened: OpenedRecord;
      readonly hash: ReadRecordItem["hash"];
      readonly length: number;
    },
  ): ReadRecordItem | undefined {
    const { lookup, isExcused, onAccepted, keep } = this.#tools;
    const { opened, hash } = read;
    const { body, header } = opened;
    const { sequence } = header;
    const link = linkBody(state, { sequence, hash, body }, lookup, isExcused);
    switch (link.kind) {
      case "linked": {
        const { stamp } = link;
        const { changes, parts, view } = body;
        each.state = link.state;
        each.log.accept(sequence, hash);
        const item = {
          kind: "record",
          stamp,
          hash,
          changes,
          partCount: parts.length,
          view,
        } as const;
        onAccepted(item);
        if (parts.length > 0) keep(stamp.dot, body, read.length);
        return item;
      }
      case "missing":
        return stop(each, { kind: "waiting", needs: link.needs });
      case "fork-seen":
        return stop(each, { kind: "waiting", needs: [link.component] });
      case "refused":
        return stop(each, { kind: "refused", sequence, why: link.why });
    }
  }

  /** A log that waits is looked at again when what it needs is here. */
  #isStopped(each: AcceptedLog): boolean {
    const { stop: why } = each;
    if (why === undefined) return false;
    if (why.kind !== "waiting") return true;
    const isMissing = why.needs.some((component) => {
      const held = this.#tools.lookup(component.slot, component.sequence);
      const isHeld = held?.hash === component.hash;
      return !isHeld && !this.#tools.isExcused(each.slot, component);
    });
    if (!isMissing) each.stop = undefined;
    return isMissing;
  }

  #whyClosed(envelope: Uint8Array, sequence: number, why: string): AcceptanceStop {
    const parts = decodeEnvelope(envelope);
    const keyEpoch = isMalformed(parts) ? undefined : parts.header.keyEpoch;
    const isUnknown = keyEpoch !== undefined && !this.#tools.keys.keysByEpoch.has(keyEpoch);
    return isUnknown ? { kind: "no-key", keyEpoch } : { kind: "refused", sequence, why };
  }

  #stateOf(each: AcceptedLog): ChainState | Trouble {
    const { slot, log } = each;
    const empty = emptyChain(slot, log.logId);
    const sequence = log.accepted;
    if (sequence === 0) return empty;
    const { state } = each;
    if (state?.sequence === sequence && state.hash === log.acceptedHash) return state;
    const { keys } = this.#tools;
    return rebuildChain({ journal: log, keys, empty, sequence, isAlone: false });
  }
}

function stop(each: AcceptedLog, why: AcceptanceStop): undefined {
  each.stop = why;
}
