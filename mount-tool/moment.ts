// WHEN on the command line: an ISO time, a sequence number of the own log, or the start of a
// record's hash.

import type { Time } from "../logs/core/index.ts";
import { wronglyUsed } from "./failure.ts";

/** A point in history: the newest records up to it count. */
export type Moment =
  | { readonly kind: "time"; readonly time: Time }
  /** Sequence number in the own log. */
  | { readonly kind: "sequence"; readonly sequence: number }
  /** At least 8 hex characters of a record's hash. */
  | { readonly kind: "hash"; readonly prefix: string };

const sequencePattern = /^[0-9]{1,12}$/;
const hashPattern = /^[0-9a-f]{8,66}$/;
const timePattern =
  /^(\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/;

const example = "2026-11-23T14:05:00Z";

/**
 * Digits alone, up to twelve, are a sequence number. A time without zone is local; a date alone is
 * its first moment.
 */
export function parseMoment(text: string): Moment {
  if (sequencePattern.test(text)) return { kind: "sequence", sequence: Number(text) };
  if (hashPattern.test(text)) return { kind: "hash", prefix: text };
  const parts = timePattern.exec(text);
  if (parts !== null) {
    const [, date, minutes = "00:00", seconds = ":00", fraction = "", zone = ""] = parts;
    const milliseconds = Date.parse(`${date}T${minutes}${seconds}${zone}`);
    if (!Number.isNaN(milliseconds)) {
      const time = { seconds: milliseconds / 1000, nanoseconds: Number(fraction.padEnd(9, "0")) };
      return { kind: "time", time };
    }
  }
  throw wronglyUsed({
    thing: "--at",
    cause: `"${text}" is no time and no record`,
    next: `Give an ISO time (${example}), a sequence number, or 8 or more digits of a hash.`,
  });
}
