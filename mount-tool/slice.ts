// How long work beside requests may go on at a time, on the thread that answers them.

/** How long a slice may keep a request waiting. */
const sliceMilliseconds = 2;
/** While no request waits: as long as messages and what else has no descriptor may. */
const longSliceMilliseconds = 8;

/** A slice that begins now; answers whether its time is up. */
export function beginSlice(milliseconds: () => number, isAwaited: () => boolean): () => boolean {
  const begun = milliseconds();
  return () => {
    const passed = milliseconds() - begun;
    return passed >= sliceMilliseconds && (passed >= longSliceMilliseconds || isAwaited());
  };
}
