// Which record a moment in history means: the newest one up to it.
import type { Dot, Time } from "../../logs/index.ts";
import { compareTimes, dotSequence } from "../../logs/index.ts";
import type { Moment } from "../moment.ts";

export interface MomentRecord {
  readonly dot: Dot;
  readonly time: Time;
  readonly hash: string;
}

/**
 * The last record, in the order, that belongs to the moment; undefined when there is none. For a
 * time that is the last one made by then. Clocks go wrong: those before it count whatever their
 * times, and a time before the first record's says nothing.
 */
export function findLast(records: Iterable<MomentRecord>, at: Moment): Dot | undefined {
  let first: Time | undefined;
  let last: Dot | undefined;
  for (const record of records) {
    const { time, dot } = record;
    first ??= time;
    if (at.kind !== "time") {
      if (isMoment(record, at)) return dot;
    } else if (compareTimes(time, at.time) <= 0 && compareTimes(time, first) >= 0) {
      last = dot;
    }
  }
  return last;
}

function isMoment({ dot, hash }: MomentRecord, at: Exclude<Moment, { kind: "time" }>): boolean {
  if (at.kind === "sequence") return dotSequence(dot) === at.sequence;
  // A hash's first byte names the algorithm; people may leave it out.
  return hash.startsWith(at.prefix) || hash.startsWith(at.prefix, 2);
}
