// A daemon's figures in Prometheus' text format, by the client that Prometheus names for Node.
// Everything is in base units, seconds and bytes. Loaded only when --metrics is given.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Figures, RequestFigures } from "../figures.ts";
import { storageKinds } from "../figures.ts";
import type { DaemonState } from "./figures-source.ts";

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

export function metricsText(state: DaemonState): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  for (const [name, help, read] of gauges) {
    const value = read(state);
    if (value !== undefined) new Gauge({ name, help, registers }).set(value);
  }
  for (const [name, help, read] of counters) {
    new Counter({ name, help, registers }).inc(read(state));
  }
  const { requests } = state.figures;
  registry.registerMetric(new RequestDurations(requests));
  addRefusals(requests, registry);
  addStorage(state.figures, registry);
  return registry.metrics();
}

type Row<T> = readonly [name: string, help: string, read: (state: DaemonState) => T];

const gauges: readonly Row<number | undefined>[] = [
  [
    "ivy_file_system_thread_answering",
    "1: the thread that serves the kernel answered at once; 0: it is busy or hangs",
    ({ figures }) => (figures.fileSystemThread.isAnswering ? 1 : 0),
  ],
  [
    "ivy_file_system_thread_report_age_seconds",
    "Age of what that thread says: caches, snapshot, notifications, its memory",
    ({ figures }) => figures.fileSystemThread.reportAgeSeconds,
  ],
  [
    "ivy_request_serving_seconds",
    "How long the request being answered has taken so far",
    ({ figures }) => figures.serving?.seconds ?? 0,
  ],
  [
    "ivy_requests_parked",
    "Requests that wait for blocks or for the kernel's write-back",
    ({ figures }) => figures.requestsParked,
  ],
  [
    "ivy_notifications_waiting",
    "Cache invalidations that the kernel has not been told yet",
    ({ figures }) => figures.notifications.waiting,
  ],
  ["ivy_inodes", "Inodes in the tree", ({ volume }) => volume.inodes],
  [
    "ivy_inodes_referenced",
    "Inodes that the kernel knows",
    ({ figures }) => figures.caches.inodesReferenced,
  ],
  [
    "ivy_inodes_nameless",
    "Files in use without a name",
    ({ figures }) => figures.caches.inodesNameless,
  ],
  ["ivy_blocks", "Blocks stored", ({ volume }) => volume.blocks],
  [
    "ivy_plaintext_cache_bytes",
    "Decrypted data blocks in memory",
    ({ figures }) => figures.caches.plaintextBytes,
  ],
  [
    "ivy_plaintext_cache_max_bytes",
    "The most of them that are kept",
    ({ figures }) => figures.caches.plaintextBytesMax,
  ],
  [
    "ivy_index_entries_in_memory",
    "Entries of the block index that are not written to it yet",
    ({ figures }) => figures.caches.indexEntriesInMemory,
  ],
  [
    "ivy_snapshot_writing",
    "1 while a snapshot of the tree is being written",
    ({ figures }) => (figures.snapshot.isBeingWritten ? 1 : 0),
  ],
  [
    "ivy_snapshot_records_since",
    "Records that a start after a crash would fold",
    ({ figures }) => figures.snapshot.recordsSince,
  ],
  [
    "ivy_resident_memory_bytes",
    "Memory of the daemon",
    ({ figures }) => figures.process.residentBytes,
  ],
  [
    "ivy_main_thread_heap_bytes",
    "JavaScript heap in use by the main thread",
    ({ figures }) => figures.process.mainThread.heapBytes,
  ],
  [
    "ivy_file_system_thread_heap_bytes",
    "JavaScript heap in use by the thread that serves the kernel",
    ({ figures }) => figures.fileSystemThread.heapBytes,
  ],
  [
    "ivy_file_system_thread_external_bytes",
    "Buffers of the thread that serves the kernel",
    ({ figures }) => figures.fileSystemThread.externalBytes,
  ],
  [
    "ivy_event_loop_delay_p99_seconds",
    "How late the main thread's event loop comes to a timer, 99 of 100 times at most",
    ({ figures }) => figures.process.mainThread.delaySecondsP99,
  ],
  [
    "ivy_event_loop_delay_max_seconds",
    "The same, at worst",
    ({ figures }) => figures.process.mainThread.delaySecondsMax,
  ],
  ["ivy_open_descriptors", "Open files", ({ figures }) => figures.process.descriptors],
  ["ivy_max_descriptors", "The most there may be", ({ figures }) => figures.process.descriptorsMax],
  ["ivy_uptime_seconds", "Age of the daemon", ({ figures }) => figures.process.uptimeSeconds],
];

const counters: readonly Row<number>[] = [
  ["ivy_records_total", "Records of the own log", ({ volume }) => volume.head?.sequence ?? 0],
  [
    "ivy_plaintext_cache_hits_total",
    "Data blocks that were in memory when they were read",
    ({ figures }) => figures.caches.plaintextHits,
  ],
  [
    "ivy_plaintext_cache_misses_total",
    "Data blocks that had to be read and decrypted",
    ({ figures }) => figures.caches.plaintextMisses,
  ],
  [
    "ivy_notification_overflows_total",
    "Times that everything cached was dropped because too many notifications waited",
    ({ figures }) => figures.notifications.overflows,
  ],
  [
    "ivy_processor_seconds_total",
    "Processor time of the daemon",
    ({ figures }) => figures.process.processorSeconds,
  ],
  [
    "ivy_file_system_thread_processor_seconds_total",
    "Processor time of the thread that serves the kernel",
    ({ figures }) => figures.fileSystemThread.processorSeconds,
  ],
];

function addRefusals(requests: Figures["requests"], registry: Registry): void {
  const name = "ivy_requests_refused_total";
  const help = "Requests answered with an error, such as no such attribute";
  const refusals = new Counter({ name, help, labelNames: ["opcode"], registers: [registry] });
  for (const [opcode, { refused }] of Object.entries(requests)) refusals.inc({ opcode }, refused);
}

function addStorage({ storage }: Figures, registry: Registry): void {
  if (storage === undefined) return;
  const labelNames = ["kind"];
  const registers = [registry];
  const bytesHelp = "Bytes of the home's files";
  const bytes = new Gauge({ name: "ivy_stored_bytes", help: bytesHelp, labelNames, registers });
  const filesHelp = "The home's files";
  const files = new Gauge({ name: "ivy_stored_files", help: filesHelp, labelNames, registers });
  for (const kind of storageKinds) {
    bytes.set({ kind }, storage[kind].bytes);
    files.set({ kind }, storage[kind].files);
  }
}

/** Ends of buckets: every doubling from 1 µs to 17 s. Each is the end of one that is counted. */
const bucketMicroseconds = Array.from({ length: 25 }, (_, power) => 2 ** power);

/** A histogram that was counted elsewhere: the client's own only counts one by one. The registry
 *  prefers this method to `get`. */
class RequestDurations extends Histogram<"opcode"> {
  readonly #requests: Figures["requests"];

  constructor(requests: Figures["requests"]) {
    const help = "From the arrival of a request to its reply, with the time it was parked";
    super({ name: durationsName, help, labelNames: ["opcode"], registers: [] });
    this.#requests = requests;
  }

  getForPromString(): object {
    const values = Object.entries(this.#requests).flatMap(([opcode, one]) => series(opcode, one));
    const help = "From the arrival of a request to its reply, with the time it was parked";
    return { name: durationsName, help, type: "histogram", aggregator: "sum", values };
  }
}

const durationsName = "ivy_request_duration_seconds";

function series(opcode: string, { buckets, count, microseconds }: RequestFigures): object[] {
  const bucket = `${durationsName}_bucket`;
  const values: object[] = [];
  let below = 0;
  let next = 0;
  for (const end of bucketMicroseconds) {
    for (; (buckets[next]?.[0] ?? Number.POSITIVE_INFINITY) <= end; next++) {
      below += buckets[next]?.[1] ?? 0;
    }
    values.push({ metricName: bucket, labels: { opcode, le: String(end / 1e6) }, value: below });
  }
  values.push({ metricName: bucket, labels: { opcode, le: "+Inf" }, value: count });
  const labels = { opcode };
  values.push({ metricName: `${durationsName}_sum`, labels, value: microseconds / 1e6 });
  values.push({ metricName: `${durationsName}_count`, labels, value: count });
  return values;
}
