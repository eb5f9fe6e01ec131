// A daemon's figures as text for people.
import { columnsText } from "./columns.ts";
import type { DaemonRecord } from "./daemon/daemon-record.ts";
import type { Figures, RequestFigures } from "./figures.ts";
import type { VolumeStatus } from "./home-types.ts";
import { latencies, type Requests } from "./latencies.ts";
import { bytesToText, secondsToText, tableText } from "./terminal.ts";

export interface Look {
  readonly daemon: DaemonRecord;
  readonly volume: VolumeStatus;
  readonly figures: Figures;
}

export function summaryText({ daemon, volume, figures }: Look): string {
  const { caches, process: own, fileSystemThread: thread } = figures;
  const uptime = secondsToText(own.uptimeSeconds);
  const share = shareText(caches.plaintextHits, caches.plaintextMisses);
  return tableText([
    ["mounted", `${daemon.mountpoint} (${daemon.driver}, process ${daemon.pid}), for ${uptime}`],
    ...threadRows(figures),
    ["tree", `${volume.inodes} inodes, ${volume.head?.sequence ?? 0} records`],
    ...storedRows(figures),
    ["kernel knows", `${caches.inodesReferenced} inodes, ${caches.inodesNameless} nameless`],
    [
      "plaintext cache",
      `${bytesToText(caches.plaintextBytes)} of ${bytesToText(caches.plaintextBytesMax)}, ${share}`,
    ],
    ["block index", `${caches.indexEntries} entries, ${caches.indexEntriesInMemory} not written`],
    ["waiting", waitingText(figures)],
    ["memory", `${bytesToText(own.residentBytes)} resident`],
    ["heaps", heapsText(figures)],
    [
      "processor",
      `${own.processorSeconds.toFixed(1)} s, of which file-system thread ` +
        `${thread.processorSeconds.toFixed(1)} s`,
    ],
    ["main thread", `late by ${delayText(figures)}`],
    ...descriptorRows(figures),
    ...(daemon.metrics === undefined ? [] : [["metrics", daemon.metrics] as const]),
  ]);
}

/** What it says itself is as old as its last report. */
function threadRows({ fileSystemThread, serving }: Figures): [string, string][] {
  const { isAnswering, reportAgeSeconds } = fileSystemThread;
  if (isAnswering) return [];
  const work =
    serving === undefined
      ? "between two requests"
      : `answering ${serving.request} for ${secondsToText(serving.seconds)}`;
  const age = `tree, caches and queues are as ${secondsToText(reportAgeSeconds)} ago`;
  return [["BUSY", `the file-system thread does not answer (${work}); ${age}`]];
}

function storedRows({ storage }: Figures): [string, string][] {
  if (storage === undefined) return [["stored", "not known: the disk does not answer"]];
  return Object.entries(storage).map(([kind, { bytes, files }]) => {
    return [kind, `${bytesToText(bytes)} in ${files} ${files === 1 ? "file" : "files"}`];
  });
}

function heapsText({ process, fileSystemThread: thread }: Figures): string {
  const { heapBytes, externalBytes } = process.mainThread;
  const heaps = `${bytesToText(thread.heapBytes)} file system, ${bytesToText(heapBytes)} main`;
  return `${heaps}; buffers ${bytesToText(thread.externalBytes + externalBytes)}`;
}

function waitingText({ requestsParked, notifications, snapshot }: Figures): string {
  const parked = `${requestsParked} requests parked, ${notifications.waiting} notifications`;
  const writing = snapshot.isBeingWritten ? " (being written)" : "";
  return `${parked}, ${snapshot.recordsSince} records for a snapshot${writing}`;
}

function shareText(hits: number, misses: number): string {
  const reads = hits + misses;
  if (reads === 0) return "nothing read yet";
  return `${Math.floor((100 * hits) / reads)} % of ${reads} reads hit`;
}

function delayText({ process }: Figures): string {
  const { delaySecondsP50, delaySecondsP99, delaySecondsMax } = process.mainThread;
  const [p50, p99, max] = [delaySecondsP50, delaySecondsP99, delaySecondsMax].map((seconds) =>
    (seconds * 1000).toFixed(1),
  );
  return `${p50} ms (median), ${p99} ms (99 %), ${max} ms (max)`;
}

function descriptorRows({ process }: Figures): [string, string][] {
  const { descriptors, descriptorsMax } = process;
  if (descriptors === undefined) return [];
  return [["open files", `${descriptors} of ${descriptorsMax ?? "any number"}`]];
}

/** The kind that took most time first. `seconds`: how long they took to come, for rates. */
export async function requestsText(requests: Requests, seconds?: number): Promise<string> {
  const all = Object.entries(requests)
    .filter(([, { count }]) => count > 0)
    .sort(([, a], [, b]) => b.microseconds - a.microseconds);
  if (all.length === 0) return "no requests";
  const rate = seconds === undefined ? [] : ["a second"];
  const head = ["request", "count", ...rate, "refused", "mean µs", "p50 µs", "p99 µs", "max µs"];
  const rows = all.map(([name, figures]) => requestRow(name, figures, seconds));
  return columnsText([...head, "time ms"], rows);
}

function requestRow(
  name: string,
  figures: RequestFigures,
  seconds: number | undefined,
): (string | number)[] {
  const { mean, p50, p99, max } = latencies(figures);
  const { count, refused, microseconds } = figures;
  const rate = seconds === undefined ? [] : [roundText(count / seconds)];
  const times = [mean, p50, p99, max].map((time) => (time === undefined ? "-" : roundText(time)));
  return [name, count, ...rate, refused, ...times, roundText(microseconds / 1000)];
}

/** Three digits are enough to compare. */
function roundText(value: number): string {
  return value < 99.95 ? value.toFixed(1) : String(Math.round(value));
}
