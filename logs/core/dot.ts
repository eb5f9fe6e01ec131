// A dot names one record: the slot of its log in the file system and its sequence number in that
// log. Packed as one number, slot * 2^37 + sequence, so that it keys a map and compares with `===`
// (FORMAT "Dots and inode numbers").

declare const dotBrand: unique symbol;
export type Dot = number & { readonly [dotBrand]: true };

/**
 * Index of a log in the views of its file system: 1..65535, never reused; 0 is the file system
 * itself.
 */
export type Slot = number;

export const slotMax = 0xffff;
export const counterSpan = 2 ** 37;

export function makeDot(slot: Slot, sequence: number): Dot {
  return (slot * counterSpan + sequence) as Dot;
}

export function dotSlot(dot: Dot): Slot {
  return Math.floor(dot / counterSpan);
}

export function dotSequence(dot: Dot): number {
  return dot % counterSpan;
}

/** A whole number that names a record: slot and sequence are at least 1. */
export function isDot(value: number): value is Dot {
  if (!Number.isSafeInteger(value) || value < counterSpan) return false;
  return dotSlot(value as Dot) <= slotMax && value % counterSpan >= 1;
}
