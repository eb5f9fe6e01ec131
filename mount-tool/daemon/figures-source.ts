// Gathers a daemon's figures on its main thread. Requests are read from memory that is shared with
// the file-system thread; what only that thread knows is asked for, with a deadline, and is as old
// as it says when the thread is busy or hangs. No kernel request waits for any of it.
import type { DriverStatistics } from "../../fs/drivers/linux/index.ts";
import { readRequests } from "../drivers.ts";
import type { Figures, RequestFigures, Serving } from "../figures.ts";
import type { VolumeStatus } from "../home-types.ts";
import { measureHome } from "./home-files.ts";
import { LatestAnswer } from "./latest-answer.ts";
import { type ProcessWatch, watchProcess } from "./process-figures.ts";
import type { Mounted, ThreadHandle } from "./thread-handle.ts";
import type { ThreadReport } from "./thread-messages.ts";

/** A thread that answers needs a thousandth of it. */
const deadlineMilliseconds = 1000;

export interface DaemonState {
  readonly volume: VolumeStatus;
  readonly figures: Figures;
}

export class FiguresSource {
  readonly #mounted: Mounted;
  readonly #report: LatestAnswer<ThreadReport>;
  readonly #storage: LatestAnswer<Figures["storage"]>;
  readonly #process: ProcessWatch = watchProcess();
  #gathering: Promise<DaemonState> | undefined;

  constructor(home: string, thread: ThreadHandle, mounted: Mounted) {
    this.#mounted = mounted;
    this.#report = new LatestAnswer(() => thread.report(), mounted.report);
    this.#storage = new LatestAnswer(() => measureHome(home), undefined);
  }

  /** Those who ask at the same time get the same answer. */
  gather(): Promise<DaemonState> {
    this.#gathering ??= this.#gather().finally(() => {
      this.#gathering = undefined;
    });
    return this.#gathering;
  }

  async #gather(): Promise<DaemonState> {
    const [{ value: report, ageSeconds, isFresh }, storage] = await Promise.all([
      this.#report.get(deadlineMilliseconds),
      this.#storage.get(deadlineMilliseconds),
    ]);
    const statistics = await readRequests(this.#mounted.counters);
    const { volume, home, thread, notifications } = report;
    const figures = {
      ...home,
      notifications,
      requests: requestFigures(statistics),
      requestsParked: statistics.parked,
      serving: servingOf(statistics),
      fileSystemThread: { ...thread, isAnswering: isFresh, reportAgeSeconds: ageSeconds },
      process: this.#process.figures(),
      storage: storage.value,
    };
    return { volume, figures };
  }
}

function requestFigures({ requests }: DriverStatistics): Figures["requests"] {
  const figures = requests.map(
    ({ name, count, refused, totalMicroseconds, maxMicroseconds, buckets }) => {
      const one: RequestFigures = {
        ...{ count, refused, buckets },
        microseconds: toNanoseconds(totalMicroseconds),
        microsecondsMax: toNanoseconds(maxMicroseconds),
      };
      return [name, one] as const;
    },
  );
  return Object.fromEntries(figures);
}

/** More digits than the clock has are noise. */
function toNanoseconds(microseconds: number): number {
  return Math.round(microseconds * 1000) / 1000;
}

function servingOf({ serving }: DriverStatistics): Serving | undefined {
  if (serving === undefined) return undefined;
  const seconds = (performance.timeOrigin + performance.now() - serving.since) / 1000;
  return { request: serving.name, seconds: Math.max(0, seconds) };
}
