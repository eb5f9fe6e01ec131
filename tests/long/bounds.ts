// What must stay bounded in a long run, each bound with its reason.

/** The daemon at one moment, as `ivy stats --json` tells. */
export interface Sample {
  readonly seconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly descriptors: number;
  readonly inodes: number;
  readonly journalBytes: number;
  readonly packBytes: number;
  readonly indexBytes: number;
  readonly snapshotBytes: number;
  /** By kind: how many, and the longest in microseconds. */
  readonly requests: Readonly<Record<string, RequestSample>>;
}

export interface RequestSample {
  readonly count: number;
  readonly microsecondsMax: number;
}

export interface LongRun {
  readonly samples: readonly Sample[];
  /** Files made and bytes written by all processes. */
  readonly files: number;
  readonly bytes: number;
}

export interface Finding {
  readonly what: string;
  readonly found: number;
  readonly bound: number;
  readonly unit: string;
}

const mebibyte = 1024 * 1024;

/**
 * The heaps of three threads, V8's and Node's own memory, 32 MiB of decrypted blocks, the index's
 * tables, buffers for requests and packs; the tree has some thousand inodes here. V8 lets its heap
 * grow for a while before it looks for garbage.
 */
const residentBytesMax = 640 * mebibyte;
/** From the second third of the run, by when caches are full, to the last. */
const residentGrowthMax = 1.2;
/** 64 packs open for reading, those not synced yet, the journal, the index's files, Node's own. */
const descriptorsMax = 160;
/** Envelopes, block frames, and what two writes of one page at different times cost. */
const storedPerWrittenMax = 1.1;
/** A record that changes names or attributes, with its envelope, chain and part of the vector. */
const bytesPerChangeMax = 400;
/** Some forty bytes for each block; the log of LevelDB is compacted late. */
const indexBytesMax = 128 * mebibyte;
/** A file of snapshots is begun anew when it is mostly garbage, but not below 64 MiB. */
const snapshotBytesMax = 256 * mebibyte;
const requestSecondsMax = 1;

/** Requests that may append a record. */
const changingRequests: ReadonlySet<string> = new Set([
  "setAttributes",
  "symlink",
  "makeNode",
  "makeDirectory",
  "unlink",
  "removeDirectory",
  "rename",
  "renameWithFlags",
  "link",
  "write",
  "setXattr",
  "removeXattr",
  "allocate",
  "copyRange",
]);

export function findings(run: LongRun): Finding[] {
  const { samples, bytes } = run;
  const last = samples.at(-1);
  if (last === undefined) throw new Error("there are no samples");
  const max = (value: (sample: Sample) => number): number => Math.max(...samples.map(value));
  const growth = median(third(samples, 2)) / median(third(samples, 1));
  const changes = Object.entries(last.requests).reduce(
    (sum, [name, { count }]) => sum + (changingRequests.has(name) ? count : 0),
    0,
  );
  const stored = last.journalBytes + last.packBytes;
  const slowest = slowestRequest(last);
  return [
    mebibytes(
      "memory of the daemon",
      max((s) => s.residentBytes),
      residentBytesMax,
    ),
    { what: "its growth", found: growth, bound: residentGrowthMax, unit: "times" },
    { what: "open files", found: max((s) => s.descriptors), bound: descriptorsMax, unit: "" },
    mebibytes("stored", stored, storedPerWrittenMax * bytes + bytesPerChangeMax * changes),
    mebibytes(
      "index",
      max((s) => s.indexBytes),
      indexBytesMax,
    ),
    mebibytes(
      "snapshots",
      max((s) => s.snapshotBytes),
      snapshotBytesMax,
    ),
    {
      what: `slowest request (${slowest.name})`,
      found: slowest.microseconds / 1e6,
      bound: requestSecondsMax,
      unit: "s",
    },
  ];
}

export function isKept({ found, bound }: Finding): boolean {
  return found <= bound;
}

function mebibytes(what: string, found: number, bound: number): Finding {
  return { what, found: found / mebibyte, bound: bound / mebibyte, unit: "MiB" };
}

function slowestRequest({ requests }: Sample): { name: string; microseconds: number } {
  let slowest = { name: "none", microseconds: 0 };
  for (const [name, { microsecondsMax }] of Object.entries(requests)) {
    if (microsecondsMax > slowest.microseconds) slowest = { name, microseconds: microsecondsMax };
  }
  return slowest;
}

/** The memory in the first, second or last third of the samples. */
function third(samples: readonly Sample[], which: 0 | 1 | 2): number[] {
  const size = Math.max(1, Math.floor(samples.length / 3));
  return samples.slice(which * size, (which + 1) * size).map((sample) => sample.residentBytes);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
