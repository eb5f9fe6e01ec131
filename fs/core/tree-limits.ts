// Named limits of trees that are taken over from others, each with its reason.
import { invariant } from "../../dhash/core/index.ts";

/** Nodes are sent together up to this much: large enough that few messages are needed, small enough
 *  that one is made and taken between two requests. */
export const treePieceBytesMax = 128 * 1024;

/** Of a node, or a root. Most have a few KiB; those of 32 inodes with all the extended attributes
 *  that go into a record some more. Whoever has a larger one gives no tree. */
export const nodeBytesMax = 4 * 1024 * 1024;

/** Pieces that are under way at once: 8 MiB, which is 80 MB/s over a round trip of 100 ms, and no
 *  more than a connection takes ahead of what was read. */
export const piecesAheadMax = 64;

/** A tree that is taken over: that of some eight million files. */
export const treeBytesMax = 2 * 1024 * 1024 * 1024;

/** No tree has more pieces. */
export const piecesMax = 2 ** 31;

/** Trees that are given at the same time; who asks then has to do without. */
export const givingsMax = 4;

/** Whoever takes nothing for so long has gone, or is none to wait for. */
export const takenMillisecondsMax = 30_000;

invariant(treePieceBytesMax >= 64 * 1024, "a piece is no small message");
invariant(piecesAheadMax * treePieceBytesMax <= 8 * 1024 * 1024, "they fit the receiver's window");
