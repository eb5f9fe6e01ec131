// The members as a log set knows them: whose records count, and where logs that were closed end
// (FORMAT "Views": which records count).
import type { BlockKey } from "../dhash/index.ts";
import type { Dot, Slot } from "./core/dot.ts";
import { dotSequence, dotSlot } from "./core/dot.ts";
import type { LogId } from "./core/hash.ts";
import type { Gap, LogPlace } from "./core/view.ts";
import { countsRecord, cutOf, firstRecount, noGaps } from "./core/view.ts";
import type { LogMember } from "./log-set-options.ts";

/** What a log set is told when the members change. */
export interface MembersInForce {
  readonly view: BlockKey;
  /** The epoch to write in. */
  readonly keyEpoch: number;
  readonly members: readonly LogMember[];
  readonly groupKeysByEpoch: ReadonlyMap<number, Uint8Array>;
}

/** The view that own records are written under. */
export interface ViewInForce {
  readonly view: BlockKey;
  readonly keyEpoch: number;
  /** An own record names it. */
  readonly isNamed: boolean;
}

/** Records of a log from here on count that did not, or do not that did: fold them anew. */
export interface Recount {
  readonly slot: Slot;
  readonly from: number;
}

export class LogMembers {
  readonly #bySlot = new Map<Slot, LogMember>();
  readonly #byLogId = new Map<LogId, LogMember>();
  readonly #recounts: Recount[] = [];

  constructor(members: readonly LogMember[]) {
    this.set(members);
  }

  get size(): number {
    return this.#bySlot.size;
  }

  get(slot: Slot): LogMember | undefined {
    return this.#bySlot.get(slot);
  }

  find(logId: LogId): LogMember | undefined {
    return this.#byLogId.get(logId);
  }

  /** Takes over how members are now; nobody ever leaves the list. */
  set(members: readonly LogMember[]): void {
    for (const member of members) {
      this.#bySlot.set(member.slot, member);
      this.#byLogId.set(member.logId, member);
    }
  }

  /** Has the record an effect on the tree? */
  counts(dot: Dot): boolean {
    return countsRecord({ gaps: this.#gaps(dotSlot(dot)) }, dotSequence(dot));
  }

  /** Where a log ends that was closed; undefined while it is open. */
  cut(slot: Slot): LogPlace | undefined {
    return cutOf({ gaps: this.#gaps(slot) });
  }

  /** These are in force from now on; `newestOf` says up to where a log is here. */
  enter(members: readonly LogMember[], newestOf: (slot: Slot) => number): void {
    for (const { slot, gaps = noGaps } of members) {
      const from = firstRecount(this.#gaps(slot), gaps, newestOf(slot));
      if (from !== undefined) this.#recounts.push({ slot, from });
    }
    this.set(members);
  }

  /** How what counts differs since this was asked last. */
  takeRecounts(): readonly Recount[] {
    return this.#recounts.splice(0);
  }

  #gaps(slot: Slot): readonly Gap[] {
    return this.#bySlot.get(slot)?.gaps ?? noGaps;
  }
}
