// Where threads run, and keeping one's own to a processor (sched_setaffinity(2), proc_pid_stat(5)).
import { readFileSync } from "node:fs";
import { loadLibc } from "./libc.ts";
import type { Processors } from "./nearness.ts";

/** CPU_SETSIZE bits of the C library's cpu_set_t. */
const setBytes = 128;
/** Field 39 of /proc/PID/stat, counted behind the name, which is field 2 and may hold anything. */
const processorField = 39 - 3;

/** Undefined when the calling thread may use one processor only. */
export function systemProcessors(): Processors | undefined {
  const libc = loadLibc();
  const allowed = Buffer.alloc(setBytes);
  if (libc.getAffinity(0, setBytes, allowed) < 0 || countBits(allowed) < 2) return undefined;
  const one = Buffer.alloc(setBytes);
  return {
    processorOf,
    keepTo: (processor) => {
      if (processor === undefined) return libc.setAffinity(0, setBytes, allowed) === 0;
      if (!hasBit(allowed, processor)) return false;
      one.fill(0);
      one[processor >> 3] = 1 << (processor & 7);
      return libc.setAffinity(0, setBytes, one) === 0;
    },
  };
}

function processorOf(thread: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${thread}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const processor = Number(fields[processorField]);
    return Number.isInteger(processor) ? processor : undefined;
  } catch {
    // It has ended, or /proc hides it.
    return undefined;
  }
}

function hasBit(set: Uint8Array, bit: number): boolean {
  return ((set[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

function countBits(set: Uint8Array): number {
  let bits = 0;
  for (let bit = 0; bit < set.length * 8; bit++) if (hasBit(set, bit)) bits++;
  return bits;
}
