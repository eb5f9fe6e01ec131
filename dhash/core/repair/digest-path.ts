// A place in the digest tree: six bits of the point for each level, written as one character.
import { invariant } from "../invariant.ts";
import { isRingPoint, type RingPoint } from "../routing/ring-point.ts";
import { digestBitsPerLevel, digestLevelsMax } from "./limits.ts";

declare const digestPathBrand: unique symbol;

/** From the root (the empty path) down; characters in the order of what they stand for. */
export type DigestPath = string & { readonly [digestPathBrand]: true };

const alphabet = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

const pathPattern = /^[-0-9A-Z_a-z]*$/;

export function isDigestPath(text: string): text is DigestPath {
  return text.length <= digestLevelsMax && pathPattern.test(text);
}

export const rootPath: DigestPath = makePath("");

export function childPath(path: DigestPath, branch: number): DigestPath {
  return makePath(path + alphabet.charAt(branch));
}

/** Which of the 64 branches of a node of that depth leads to the point. */
export function branchOf(point: string, depth: number): number {
  const bit = depth * digestBitsPerLevel;
  const digit = bit >> 2;
  const bits = Number.parseInt(point.slice(digit, digit + 3), 16);
  return (bits >> (12 - (bit & 3) - digestBitsPerLevel)) & 63;
}

export function branchesOf(path: DigestPath): readonly number[] {
  return [...path].map((character) => alphabet.indexOf(character));
}

/** First and last point below a path. */
interface Bounds {
  readonly first: RingPoint;
  readonly last: RingPoint;
}

export function boundsOf(path: DigestPath): Bounds {
  // Two levels are three digits; a level left over is one digit and the upper half of another.
  let digits = "";
  let bits = 0;
  branchesOf(path).forEach((branch, level) => {
    bits = (bits << digestBitsPerLevel) | branch;
    if (level % 2 === 0) return;
    digits += bits.toString(16).padStart(3, "0");
    bits = 0;
  });
  const isOdd = path.length % 2 === 1;
  const half = (low: number) => (isOdd ? ((bits << 2) | low).toString(16).padStart(2, "0") : "");
  return { first: toPoint(digits + half(0), "0"), last: toPoint(digits + half(3), "f") };
}

function toPoint(start: string, rest: string): RingPoint {
  const point = start.padEnd(64, rest);
  invariant(isRingPoint(point), "a path is shorter than a point");
  return point;
}

function makePath(text: string): DigestPath {
  invariant(isDigestPath(text), "a path has at most as many levels as the tree");
  return text;
}
