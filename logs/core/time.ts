// A point in time as POSIX has it: whole seconds since 1970 and nanoseconds. It decorates records;
// it never orders them.

export interface Time {
  /** Whole seconds since the epoch, may be negative, safe integer. */
  readonly seconds: number;
  /** 0..999_999_999 */
  readonly nanoseconds: number;
}

export function compareTimes(a: Time, b: Time): number {
  return a.seconds === b.seconds ? a.nanoseconds - b.nanoseconds : a.seconds - b.seconds;
}
