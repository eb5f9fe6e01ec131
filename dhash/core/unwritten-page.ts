// What a disk leaves in place of appended bytes that a loss of power took: zeros from where they
// began to the end of a page, or for whole sectors, or from a page's beginning to the end of the
// file. Sealed bytes and headers never hold that, and no flipped byte makes it.

/** Files are cached, and mostly written, in pages of this size. */
const pageBytes = 4096;
/** A drive writes sectors of this size at least. */
const sectorBytes = 512;
/** Fewer zeros before the end of a sector may be part of a header. */
const zerosMin = 5;

export interface UnsoundRegion {
  readonly bytes: Uint8Array;
  /** Of the first of them in its file. */
  readonly position: number;
  /** The file ends with them. */
  readonly isLast: boolean;
}

export function hasUnwrittenPage({ bytes, position, isLast }: UnsoundRegion): boolean {
  const toSector = distanceTo(sectorBytes, position);
  const begun = bytes.subarray(0, toSector);
  const isPageEnd = toSector > 0 && toSector === distanceTo(pageBytes, position);
  if (begun.length === toSector && begun.length >= (isPageEnd ? 1 : zerosMin) && isZero(begun)) {
    return true;
  }
  for (let at = toSector; at + sectorBytes <= bytes.length; at += sectorBytes) {
    if (isZero(bytes.subarray(at, at + sectorBytes))) return true;
  }
  const end = position + bytes.length;
  const tail = bytes.subarray(Math.max(0, bytes.length - (end % pageBytes)));
  return isLast && tail.length === end % pageBytes && tail.length > 0 && isZero(tail);
}

/** Bytes to the next multiple of `unit`. */
function distanceTo(unit: number, position: number): number {
  return (unit - (position % unit)) % unit;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
