// Counts and latencies of requests by kind, in memory that another thread reads while the one that
// serves goes on. Counting allocates nothing. The table has one row for each kind:
//   microseconds in all | longest | refused | requests in each bucket
// Buckets are exponential: four to a doubling, so that a figure is known to a quarter of itself.

export interface RequestStatistics {
  readonly name: string;
  readonly count: number;
  /** Answered with an error. */
  readonly refused: number;
  readonly totalMicroseconds: number;
  readonly maxMicroseconds: number;
  readonly buckets: readonly LatencyBucket[];
}

/** Buckets in which there is something, ascending: so many took longer than the bucket before ends
 *  and at most `microsecondsMax`. */
export type LatencyBucket = readonly [microsecondsMax: number, count: number];

export interface DriverStatistics {
  readonly requests: readonly RequestStatistics[];
  /** The request that is being answered, and since when (milliseconds since 1970). */
  readonly serving: { readonly name: string; readonly since: number } | undefined;
  readonly parked: number;
}

/** What another thread needs to read along. */
export interface SharedCounters {
  /** Each cell is written by one thread and is as new as it may be for the others. */
  readonly cells: Float64Array;
  /** Of the rows. */
  readonly names: readonly string[];
}

/** Latencies are looked at in sixteenths of a microsecond, up to 134 s. */
const unitsPerMillisecond = 16_000;
const unitsMax = 2 ** 31;
/** The first bucket takes everything up to one microsecond. */
const firstUnits = 16;
const firstOctave = 4;
const bucketsPerOctave = 4;
const bucketCount = 1 + (31 - firstOctave) * bucketsPerOctave;

const head = { timeOrigin: 0, servedRow: 1, servedSince: 2, parked: 3, length: 4 } as const;
const field = { microseconds: 0, longest: 1, refused: 2, buckets: 3 } as const;
const rowLength = field.buckets + bucketCount;
const nothing = -1;

/** Of the thread that makes it. */
export class RequestCounters implements SharedCounters {
  readonly cells: Float64Array;
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
    const bytes = (head.length + names.length * rowLength) * Float64Array.BYTES_PER_ELEMENT;
    this.cells = new Float64Array(new SharedArrayBuffer(bytes));
    this.cells[head.timeOrigin] = performance.timeOrigin;
    this.end();
  }

  /** `row` is about to be answered, at `now` of the serving thread's performance.now(). */
  begin(row: number, now: number): void {
    const { cells } = this;
    cells[head.servedRow] = row;
    cells[head.servedSince] = now;
  }

  /** Nothing is being answered any more. */
  end(): void {
    this.cells[head.servedRow] = nothing;
  }

  park(parked: number): void {
    this.cells[head.parked] = parked;
  }

  count(row: number, milliseconds: number, isRefused: boolean): void {
    const { cells } = this;
    const at = head.length + row * rowLength;
    const microseconds = milliseconds * 1000;
    cells[at] = (cells[at] ?? 0) + microseconds;
    if (microseconds > (cells[at + field.longest] ?? 0)) cells[at + field.longest] = microseconds;
    if (isRefused) cells[at + field.refused] = (cells[at + field.refused] ?? 0) + 1;
    const bucket = at + field.buckets + bucketOf(milliseconds);
    cells[bucket] = (cells[bucket] ?? 0) + 1;
  }
}

export function readCounters({ cells, names }: SharedCounters): DriverStatistics {
  const name = names[cells[head.servedRow] ?? nothing];
  const since = (cells[head.timeOrigin] ?? 0) + (cells[head.servedSince] ?? 0);
  const serving = name === undefined ? undefined : { name, since };
  const requests = names
    .map((each, row) =>
      readRow(
        each,
        cells.slice(head.length + row * rowLength, head.length + (row + 1) * rowLength),
      ),
    )
    .filter(({ count }) => count > 0);
  return { requests, serving, parked: cells[head.parked] ?? 0 };
}

/** The number of requests is the sum of their buckets, so that the two agree whenever they are
 *  read. */
function readRow(name: string, row: Float64Array): RequestStatistics {
  const [totalMicroseconds = 0, maxMicroseconds = 0, refused = 0, ...counts] = row;
  const buckets = counts.flatMap((count, index) =>
    count === 0 ? [] : [[microsecondsMaxOf(index), count] as const],
  );
  const count = buckets.reduce((sum, [, some]) => sum + some, 0);
  return { name, count, refused, totalMicroseconds, maxMicroseconds, buckets };
}

/** A bucket ends with its own number of units, so one less than that is looked at. */
function bucketOf(milliseconds: number): number {
  const units = Math.ceil(Math.min(milliseconds * unitsPerMillisecond, unitsMax)) - 1;
  if (units < firstUnits) return 0;
  const octave = 31 - Math.clz32(units);
  return 1 + (octave - firstOctave) * bucketsPerOctave + ((units >>> (octave - 2)) & 3);
}

function microsecondsMaxOf(bucket: number): number {
  if (bucket === 0) return 1;
  const octave = firstOctave + Math.floor((bucket - 1) / bucketsPerOctave);
  const quarter = (bucket - 1) % bucketsPerOctave;
  return ((bucketsPerOctave + quarter + 1) * 2 ** (octave - 2)) / firstUnits;
}
