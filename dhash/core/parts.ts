// Parts of frames as they are handed to the network: small ones are copied together, because each
// one that is written costs as much as some kilobytes of copying; large ones stay where they are.

/** Parts up to this are copied. */
const copiedPartBytesMax = 16 * 1024;

/** Into pieces of at most so much. */
const pieceBytesMax = 64 * 1024;

/** The same bytes in fewer pieces. */
export function joinSmallParts(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let [begin, bytes] = [0, 0];
  const settle = (end: number): void => {
    const piece = end - begin === 1 ? parts[begin] : copyTogether(parts, { begin, end, bytes });
    if (piece !== undefined && bytes > 0) pieces.push(piece);
    [begin, bytes] = [end, 0];
  };
  for (const [at, { length }] of parts.entries()) {
    const isSmall = length <= copiedPartBytesMax;
    if (!isSmall || bytes + length > pieceBytesMax) settle(at);
    bytes += length;
    if (!isSmall) settle(at + 1);
  }
  settle(parts.length);
  return pieces;
}

interface Range {
  readonly begin: number;
  readonly end: number;
  readonly bytes: number;
}

function copyTogether(parts: readonly Uint8Array[], { begin, end, bytes }: Range): Uint8Array {
  const piece = new Uint8Array(bytes);
  let filled = 0;
  for (let at = begin; at < end; at++) {
    const part = parts[at];
    if (part === undefined) continue;
    piece.set(part, filled);
    filled += part.length;
  }
  return piece;
}
