// Memory, processor time, descriptors and the main thread's event loop, as the system and Node tell
// them.
import { readdirSync, readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ProcessFigures, ThreadFigures } from "../figures.ts";

/** How often the event loop is looked at. Each look wakes the process. */
const delayLookMilliseconds = 500;
const nanoseconds = 1e9;
const microseconds = 1e6;

/** Of the thread that calls it. */
export function threadFigures(): ThreadFigures {
  const { heapUsed, external } = process.memoryUsage();
  const { user, system } = process.threadCpuUsage();
  const processorSeconds = (user + system) / microseconds;
  return { heapBytes: heapUsed, externalBytes: external, processorSeconds };
}

export interface ProcessWatch {
  figures(): ProcessFigures;
}

/** Call on the main thread. */
export function watchProcess(): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: delayLookMilliseconds });
  delay.enable();
  const lateness = (measured: number): number => {
    if (delay.count === 0) return 0;
    return Math.max(0, measured / nanoseconds - delayLookMilliseconds / 1000);
  };
  return {
    figures: () => {
      const { rss, heapUsed, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      return {
        uptimeSeconds: process.uptime(),
        residentBytes: rss,
        processorSeconds: (user + system) / microseconds,
        ...descriptorFigures(),
        mainThread: {
          heapBytes: heapUsed,
          externalBytes: external,
          delaySecondsP50: lateness(delay.percentile(50)),
          delaySecondsP99: lateness(delay.percentile(99)),
          delaySecondsMax: lateness(delay.max),
        },
      };
    },
  };
}

/** Linux tells; elsewhere nothing is said. The listing's own descriptor is not counted. */
function descriptorFigures(): Pick<ProcessFigures, "descriptors" | "descriptorsMax"> {
  try {
    const descriptors = readdirSync("/proc/self/fd").length - 1;
    const limit = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return { descriptors, descriptorsMax: limit === undefined ? undefined : Number(limit) };
  } catch {
    return {};
  }
}
