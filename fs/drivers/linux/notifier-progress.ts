// How far the notifying thread is, in memory that it shares with the file-system thread: most
// batches nobody waits for, and a message about each would wake a thread that has other things to
// do. The cells: batches that are written, and whether somebody waits for the next one to be.
const written = 0;
const waitedFor = 1;

export const progress = {
  makeCells: (): Int32Array<SharedArrayBuffer> =>
    new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),

  /** Batches that are written, of all that were given; the number wraps. */
  count: (cells: Int32Array): number => Atomics.load(cells, written),

  /** A batch is written; true: its end is waited for. */
  finish(cells: Int32Array): boolean {
    Atomics.add(cells, written, 1);
    return Atomics.exchange(cells, waitedFor, 0) === 1;
  },

  /** The end of a batch is waited for. False: it is written, up to this number. */
  wait(cells: Int32Array, count: number): boolean {
    Atomics.store(cells, waitedFor, 1);
    if (Atomics.load(cells, written) !== count) return true;
    return Atomics.exchange(cells, waitedFor, 0) !== 1;
  },
} as const;
