// The Clock port: the system's real time to the microsecond or better.
import type { Clock } from "../ports.ts";

export const systemClock: Clock = {
  now() {
    const milliseconds = performance.timeOrigin + performance.now();
    const drifted = Math.abs(milliseconds - Date.now()) > driftMillisecondsMax;
    return toTime(drifted ? Date.now() : milliseconds);
  },
};

/** The monotonic clock does not follow when somebody sets the system's clock. */
const driftMillisecondsMax = 50;

function toTime(milliseconds: number) {
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = Math.min(
    999_999_999,
    Math.round((milliseconds - seconds * 1000) * 1_000_000),
  );
  return { seconds, nanoseconds };
}
