// The Clock port: the system's real time. On Linux it is the coarse clock, from which the kernel
// takes the times it gives to files itself: it then mostly gives the very time that a record has
// already, and its request to set that changes nothing. Elsewhere, to the microsecond.
import koffi from "koffi";
import type { Clock } from "../ports.ts";

export const systemClock: Clock = coarseClock() ?? fineClock();

/** CLOCK_REALTIME_COARSE of clock_gettime(2). */
const coarseRealTime = 5;
const timespecBytes = 16;

function coarseClock(): Clock | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const read = koffi.load(null).func("int clock_gettime(int clock, void *time)");
    const bytes = Buffer.alloc(timespecBytes);
    const fields = new DataView(bytes.buffer, bytes.byteOffset, timespecBytes);
    const now = () => {
      read(coarseRealTime, bytes);
      const seconds = fields.getInt32(4, true) * 2 ** 32 + fields.getUint32(0, true);
      return { seconds, nanoseconds: fields.getUint32(8, true) };
    };
    return now().seconds === 0 ? undefined : { now };
  } catch {
    // No build of koffi for this platform: the other clock does as well, a little slower.
    return undefined;
  }
}

function fineClock(): Clock {
  return {
    now() {
      const milliseconds = performance.timeOrigin + performance.now();
      const drifted = Math.abs(milliseconds - Date.now()) > driftMillisecondsMax;
      return toTime(drifted ? Date.now() : milliseconds);
    },
  };
}

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
