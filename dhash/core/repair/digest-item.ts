// What neighbours compare: one item for each block that is kept (FORMAT "Digests of key ranges").
// Items sort by their point on the ring.
import { invariant } from "../invariant.ts";
import { isRingPoint, type RingPoint } from "../routing/ring-point.ts";

declare const digestItemBrand: unique symbol;

/** Point (64 hex digits), algorithm (2) and version (14), so that a newer version of a public-key
 *  block is another item. Of a content-hash block the version is 0. */
export type DigestItem = string & { readonly [digestItemBrand]: true };

const itemPattern = /^[0-9a-f]{80}$/;

export function isDigestItem(text: string): text is DigestItem {
  return itemPattern.test(text);
}

/** `name` is a block key, or the frame key of a public-key block, as 66 hex characters. */
export function blockToDigestItem(name: string, version = 0): DigestItem {
  const item = name.slice(2) + name.slice(0, 2) + version.toString(16).padStart(14, "0");
  invariant(isDigestItem(item), "a name of 66 digits and a version below 2^53");
  return item;
}

export function pointOfItem(item: DigestItem): RingPoint {
  const point = item.slice(0, 64);
  invariant(isRingPoint(point), "an item begins with its point");
  return point;
}

/** The name as it was given. */
export function nameOfItem(item: DigestItem): string {
  return item.slice(64, 66) + item.slice(0, 64);
}

export function versionOfItem(item: DigestItem): number {
  return Number.parseInt(item.slice(66), 16);
}

/** The 40 bytes that are digested and sent. */
export function digestItemToBytes(item: DigestItem): Uint8Array {
  return Buffer.from(item, "hex");
}
