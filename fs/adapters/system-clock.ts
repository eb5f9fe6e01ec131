// The Clock port: the system's real time. On Linux it is the coarse clock, from which the kernel
// takes the times it gives to files itself: it then mostly gives the very time that a record has
// already, and its request to set that changes nothing. Elsewhere, to the microsecond.
import koffi from "koffi";
import type { Clock } from "../ports.ts";

/** CLOCK_REALTIME_COARSE of clock_gettime(2). */
const coarseRealTime = 5;
const timespecBytes = 16;
/** The monotonic clock does not follow when somebody sets the system's clock. */
const driftMillisecondsMax = 50;

export const systemClock: Clock = coarseClock() ?? fineClock();

function coarseClock(): Clock | undefined {
  if (process.platform !== "linux") return undefined;
  const read = bindRead();
  const bytes = Buffer.alloc(timespecBytes);
  if (read?.(coarseRealTime, bytes) !== 0) return undefined;
  const fields = new DataView(bytes.buffer, bytes.byteOffset, timespecBytes);
  return {
    now: () => {
      read(coarseRealTime, bytes);
      const seconds = fields.getInt32(4, true) * 2 ** 32 + fields.getUint32(0, true);
      return { seconds, nanoseconds: fields.getUint32(8, true) };
    },
  };
}

/** Undefined where koffi has no build for the platform: the other clock does as well. */
function bindRead(): ((clock: number, time: Uint8Array) => number) | undefined {
  try {
    return koffi.load(null).func("int clock_gettime(int clock, void *time)");
  } catch {
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

function toTime(milliseconds: number) {
  const seconds = Math.floor(milliseconds / 1000);
  const nanoseconds = Math.min(
    999_999_999,
    Math.round((milliseconds - seconds * 1000) * 1_000_000),
  );
  return { seconds, nanoseconds };
}
