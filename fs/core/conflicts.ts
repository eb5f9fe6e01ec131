// Conflicts: what the fold decided against somebody, listed until a Resolve change settles it
// (FORMAT "Conflicts"). The kinds, and the list of each inode.
import type { Dot } from "../../logs/core/index.ts";
import type { Content } from "./extents.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";

interface ConflictBase {
  readonly inode: InodeNumber;
  /** The record that something was decided against; a Resolve change names it. */
  readonly dot: Dot;
  /** The record at which it was decided. */
  readonly by: Dot;
}

export type Conflict =
  /** Overlapping writes: `by` closed over the whole file; `content` is the file as it was before.
   * */
  | (ConflictBase & { readonly kind: "content"; readonly content: Content })
  /** The name was taken, or none was given: the thing was put under `given` instead of `wanted`. */
  | (ConflictBase & {
      readonly kind: "name";
      readonly directory: InodeNumber;
      readonly wanted: Name;
      readonly given: Name;
      /** What holds the wanted name; if nothing does, the directory. */
      readonly other: InodeNumber;
    })
  /** A removal lost to something that its author did not know: the thing is kept. */
  | (ConflictBase & {
      readonly kind: "removal";
      readonly directory: InodeNumber;
      readonly name: Name;
    })
  /** A move that would have put a directory under itself was dropped. */
  | (ConflictBase & { readonly kind: "move"; readonly directory: InodeNumber; readonly name: Name })
  /** A later setting of the same field ("mode", "uid", "gid", "xattr:NAME") holds. */
  | (ConflictBase & { readonly kind: "setting"; readonly field: string });

/** Conflicts listed for one inode; of more the oldest are left out (they stay in history). */
export const conflictsPerInodeMax = 32;

export function withConflict(list: readonly Conflict[], conflict: Conflict): readonly Conflict[] {
  const kept = list.length < conflictsPerInodeMax ? list : list.slice(1);
  return [...kept, conflict];
}

export function withoutSides(
  list: readonly Conflict[],
  sides: readonly Dot[],
): readonly Conflict[] {
  return list.filter((conflict) => !sides.includes(conflict.dot));
}
