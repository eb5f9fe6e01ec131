// Inode numbers: slot * 2^37 + counter, so that a participant makes new ones without asking anybody
// (FORMAT "Dots and inode numbers"). A record may only create inodes of its own log's slot; the
// root directory is slot 0, counter 1.
import { counterSpan, slotMax } from "../../logs/core/index.ts";

declare const inodeNumberBrand: unique symbol;
export type InodeNumber = number & { readonly [inodeNumberBrand]: true };

export function makeInodeNumber(slot: number, counter: number): InodeNumber {
  return (slot * counterSpan + counter) as InodeNumber;
}

export function isInodeNumber(value: number): value is InodeNumber {
  return Number.isSafeInteger(value) && value >= 1 && value < (slotMax + 1) * counterSpan;
}

export function inodeSlot(inode: InodeNumber): number {
  return Math.floor(inode / counterSpan);
}

export function inodeCounter(inode: InodeNumber): number {
  return inode % counterSpan;
}

export const rootInodeNumber = makeInodeNumber(0, 1);
