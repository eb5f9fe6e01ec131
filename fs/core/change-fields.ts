// The checks of single fields that several changes have in common (FORMAT "Changes").
import type { BlockKey } from "../../dhash/core/index.ts";
import { bytesToBlockKey } from "../../dhash/core/index.ts";
import type { Dot, Time } from "../../logs/core/index.ts";
import {
  bytesToByteString,
  checkTimeFields,
  counterSpan,
  isDot,
  refuse,
  requireBytes,
  requireInteger,
  slotMax,
} from "../../logs/core/index.ts";
import type { InodeNumber } from "./inode-number.ts";
import { isInodeNumber } from "./inode-number.ts";
import { ownerMax, xattrNameBytesMax } from "./limits.ts";
import type { Name } from "./name.ts";
import { isName, nameBytesMax } from "./name.ts";

type NumberField = number | null | undefined;
type BytesField = Uint8Array | null | undefined;

const inodeRange = { min: 1, max: (slotMax + 1) * counterSpan - 1 };
const nameRange = { min: 1, max: nameBytesMax };
const xattrNameRange = { min: 1, max: xattrNameBytesMax };
const keyRange = { min: 33, max: 33 };
const modeRange = { min: 0, max: 0o7777 };
/** The largest 32-bit id means "no change" to chown(2) and names nobody. */
const idRange = { min: 0, max: ownerMax };

export function checkInodeNumber(value: NumberField, what: string): InodeNumber {
  const inode = requireInteger(value, what, inodeRange);
  return isInodeNumber(inode) ? inode : refuse(`${what} ${inode} is no inode number`);
}

export function checkName(value: BytesField, what: string): Name {
  const name = bytesToByteString(requireBytes(value, what, nameRange));
  return isName(name) ? name : refuse(`${what} is no name`);
}

export function checkXattrName(value: BytesField): string {
  const name = bytesToByteString(requireBytes(value, "attribute name", xattrNameRange));
  return name.includes("\0") ? refuse("attribute name holds a zero byte") : name;
}

export function checkMode(value: NumberField): number {
  return requireInteger(value, "mode", modeRange);
}

export function checkId(value: NumberField, what: string): number {
  return requireInteger(value, what, idRange);
}

export function checkDot(value: NumberField, what: string): Dot {
  const dot = value ?? 0;
  return isDot(dot) ? dot : refuse(`${what} ${dot} is no dot`);
}

export function checkBlockKey(value: BytesField, what: string): BlockKey {
  const key = bytesToBlockKey(requireBytes(value, what, keyRange));
  return key ?? refuse(`${what} is no block key of a known algorithm`);
}

export function checkTime(
  time: { readonly seconds?: NumberField; readonly nanoseconds?: NumberField } | null | undefined,
): Time | undefined {
  return time === null || time === undefined ? undefined : checkTimeFields(time);
}

/** A copy: what was decoded is a view of a buffer that is used again. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
