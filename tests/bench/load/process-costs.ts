// What the processes behind a subject have used: CPU time and memory, from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** They and what descends from them, as far as it is still running. */
export function processTree(roots: readonly number[]): number[] {
  const found = new Set(roots.filter((pid) => readProc(`${pid}/stat`) !== ""));
  if (found.size === 0) return [];
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { pid, parent } of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function parentOf(pid: string): number {
  return Number(/^PPid:\t(\d+)$/m.exec(readProc(`${pid}/status`))?.[1] ?? 0);
}

/** Nanoseconds on a CPU of each thread of the processes. */
export type ThreadTimes = ReadonlyMap<string, number>;

export function threadTimes(pids: readonly number[]): ThreadTimes {
  const times = new Map<string, number>();
  for (const pid of pids) {
    for (const thread of listProc(`${pid}/task`)) {
      const [running = "0"] = readProc(`${pid}/task/${thread}/schedstat`).split(" ");
      times.set(thread, Number(running));
    }
  }
  return times;
}

/** What a thread used that has ended meanwhile is not in it. */
export function microsecondsBetween(before: ThreadTimes, after: ThreadTimes): number {
  let nanoseconds = 0;
  for (const [thread, time] of after) nanoseconds += time - (before.get(thread) ?? 0);
  return nanoseconds / 1000;
}

export function residentMebibytes(pids: readonly number[]): number {
  let kibibytes = 0;
  for (const pid of pids) {
    kibibytes += Number(/^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1] ?? 0);
  }
  return kibibytes / 1024;
}

/** Empty when the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

function listProc(path: string): string[] {
  try {
    return readdirSync(`/proc/${path}`);
  } catch {
    return [];
  }
}
