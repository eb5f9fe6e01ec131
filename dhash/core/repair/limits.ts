// Named limits of repair, each with its reason.
import { invariant } from "../invariant.ts";

/** Keys to whose copies a home keeps pointers: about 100 bytes each. */
export const pointedKeysMax = 64 * 1024;

/** Pointers for one key; more holders would not make it nearer. */
export const pointersPerKeyMax = 16;

/** How long a pointer lasts; a holder renews it. */
export const pointerMilliseconds = 24 * 3600 * 1000;

/** Keys in one message about copies: 32 KiB. */
export const pointedAtOnceMax = 1024;

/** A digest leaf holds up to this many items (DHash: merkle_tree); an answer with one is 3 KiB. */
export const digestLeafItemsMax = 64;

/** Bits of a point that one level of the digest tree uses: 64-way nodes. */
export const digestBitsPerLevel = 6;

/** Levels; below, a node is a leaf whatever it holds: points that agree in 252 bits are not
 *  made. */
export const digestLevelsMax = 42;

/** Nodes of the tree compared by one message: an answer is at most 128 KiB. */
export const digestsComparedMax = 64;

/** Nodes of the tree that one comparison looks at: some 100,000 differences, and half a second for
 *  one who calls everything different. What is beyond waits for the next comparison. */
export const comparisonNodesMax = 4096;

invariant(digestBitsPerLevel * digestLevelsMax <= 256, "levels fit a point");
invariant(2 ** digestBitsPerLevel === 64, "a level is one character of a path");
