// Points of the ring: the 256-bit space of SHA-256 in which nodes have ids and blocks have homes
// (Chord, Pastry). Text order is number order, so ids are compared and searched as strings.
import { sha256Id } from "../block.ts";
import { invariant } from "../invariant.ts";

declare const ringPointBrand: unique symbol;

/** 64 lowercase hex characters; compares with `===` and, as a number, with `<`. */
export type RingPoint = string & { readonly [ringPointBrand]: true };

/** A node's point: the hash of its public key, so that nobody chooses a place. */
export type NodeId = RingPoint;

/** Both ends belong to it; it wraps around zero when `from` is the larger. Never empty. */
export interface Arc {
  readonly from: RingPoint;
  readonly to: RingPoint;
}

const pointPattern = /^[0-9a-f]{64}$/;
const ringSize = 2n ** 256n;

/** Points that agree in this many bits are compared digit by digit. */
const headDigits = 13;
const headSpan = 2 ** (4 * headDigits);

export function isRingPoint(text: string): text is RingPoint {
  return pointPattern.test(text);
}

/** 32 bytes to a point; undefined when they are not 32. */
export function bytesToRingPoint(bytes: Uint8Array): RingPoint | undefined {
  if (bytes.length !== 32) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return isRingPoint(text) ? text : undefined;
}

/** Point to the 32 bytes that are stored and sent. */
export function ringPointToBytes(point: RingPoint): Uint8Array {
  return Buffer.from(point, "hex");
}

/** The place of a block: its name without the algorithm. `name` is a block key, or the frame key of
 *  a public-key block, as 66 hex characters. */
export function blockNameToRingPoint(name: string): RingPoint {
  const point = name.slice(2);
  invariant(isRingPoint(point), `a name of ${sha256Id.toString(16)} and 64 digits`);
  return point;
}

/** The first 52 bits, exact as a number. */
export function headOf(point: RingPoint): number {
  return Number.parseInt(point.slice(0, headDigits), 16);
}

/** True when, of the points on both sides of the key, the one before it is strictly nearer. Equal
 *  distance goes to the one after it, so that the order of distance is total. */
export function isBeforeNearer(gaps: {
  readonly key: RingPoint;
  readonly before: RingPoint;
  readonly after: RingPoint;
  readonly beforeHead: number;
  readonly afterHead: number;
  readonly keyHead: number;
}): boolean {
  const backward = (gaps.keyHead - gaps.beforeHead + headSpan) % headSpan;
  const forward = (gaps.afterHead - gaps.keyHead + headSpan) % headSpan;
  // A gap of heads is off by less than one; a gap of nearly the whole ring may seem to be zero.
  const isClear = Math.abs(backward - forward) >= 2 && backward > 1 && forward > 1;
  if (isClear) return backward < forward;
  return stepsFromTo(gaps.before, gaps.key) < stepsFromTo(gaps.key, gaps.after);
}

/** Distance of two points, the shorter way around. */
export function distanceBetween(a: RingPoint, b: RingPoint): bigint {
  const forward = stepsFromTo(a, b);
  const backward = ringSize - forward;
  return forward < backward ? forward : backward;
}

/** Steps clockwise. */
export function stepsFromTo(from: RingPoint, to: RingPoint): bigint {
  return (numberOf(to) - numberOf(from) + ringSize) % ringSize;
}

/** The point so many steps clockwise; negative goes back. */
export function pointAfter(point: RingPoint, steps: bigint): RingPoint {
  const value = (((numberOf(point) + steps) % ringSize) + ringSize) % ringSize;
  const text = value.toString(16).padStart(64, "0");
  invariant(isRingPoint(text), "a number below 2^256 has 64 digits");
  return text;
}

export function isInArc(point: RingPoint, { from, to }: Arc): boolean {
  return from <= to ? from <= point && point <= to : from <= point || point <= to;
}

export const wholeRing: Arc = wholeArc();

function wholeArc(): Arc {
  const [from, to] = ["0".repeat(64), "f".repeat(64)];
  invariant(isRingPoint(from) && isRingPoint(to), "the ends of the ring are points");
  return { from, to };
}

function numberOf(point: RingPoint): bigint {
  return BigInt(`0x${point}`);
}
