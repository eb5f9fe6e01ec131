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

  /** How `next` differs in what counts of the records up to `newest`. */
  recount(next: LogMember, newest: number): Recount | undefined {
    const from = firstRecount(this.#gaps(next.slot), next.gaps ?? noGaps, newest);
    return from === undefined ? undefined : { slot: next.slot, from };
  }

  #gaps(slot: Slot): readonly Gap[] {
    return this.#bySlot.get(slot)?.gaps ?? noGaps;
  }
}
