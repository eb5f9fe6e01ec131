// Files of which the kernel may keep a size or times that others have changed since. It takes new
// ones only with a new inode, and a name that is dropped while somebody uses the file is soon
// another name of the old inode. So the names are dropped again, less and less often, until the
// kernel has forgotten the inode.
import type { InodeDifference, Place } from "../../core/index.ts";
import type { InodeNumber } from "../../core/inode-number.ts";
import {
  outdatedNamesToldMax,
  outdatedPauseMillisecondsMax,
  outdatedPauseMillisecondsMin,
} from "./limits.ts";
import type { Notification } from "./notification.ts";

/** Files that wait equally long, with the time at which each is to be told again, ascending. */
interface Waiting {
  readonly pause: number;
  readonly dueByFile: Map<InodeNumber, number>;
}

/** `now` is any clock in milliseconds that never goes back. A file is here only while the kernel
 *  refers to it, so that these are never more than `References` counts. */
export class OutdatedFiles {
  /** By ascending pause. A file is in one of them at most. */
  readonly #waiting: readonly Waiting[];
  readonly #placesOf: (inode: InodeNumber) => readonly Place[];

  /** `placesOf`: by which names the kernel may find the inode now (`Volume.placesOf`). */
  constructor(placesOf: (inode: InodeNumber) => readonly Place[]) {
    this.#placesOf = placesOf;
    const waiting: Waiting[] = [];
    for (let pause = outdatedPauseMillisecondsMin; pause <= outdatedPauseMillisecondsMax; ) {
      waiting.push({ pause, dueByFile: new Map() });
      pause *= 2;
    }
    this.#waiting = waiting;
  }

  /** Differences of inodes that the kernel refers to, of which it is being told now. */
  note(differences: readonly InodeDifference[], now: number): void {
    for (const { inode, after } of differences) if (after?.type === "file") this.add(inode, now);
  }

  /** A file that the kernel refers to. */
  add(inode: InodeNumber, now: number): void {
    this.forget(inode);
    this.#wait(0, inode, now);
  }

  /** The kernel refers to it no longer (`Volume.watchForgotten`). */
  forget(inode: InodeNumber): void {
    for (const { dueByFile } of this.#waiting) if (dueByFile.delete(inode)) return;
  }

  get size(): number {
    return this.#waiting.reduce((size, { dueByFile }) => size + dueByFile.size, 0);
  }

  /** What the kernel is to be told now. To be asked when it has been told everything before. */
  turn(now: number): Notification[] {
    const told: Notification[] = [];
    for (const [step, { dueByFile }] of this.#waiting.entries()) {
      for (const [inode, due] of dueByFile) {
        if (due > now || told.length >= outdatedNamesToldMax) break;
        dueByFile.delete(inode);
        const places = this.#placesOf(inode);
        // Without a name nobody finds it any more; if it gets one again, that is a difference.
        if (places.length > 0) this.#wait(step + 1, inode, now);
        for (const { directory, name } of places) {
          told.push({ kind: "entry", parent: directory, name });
        }
      }
    }
    return told;
  }

  /** So many whole milliseconds nothing is to be told; infinite while there are no such files. */
  restMilliseconds(now: number): number {
    let rest = Number.POSITIVE_INFINITY;
    for (const { dueByFile } of this.#waiting) {
      for (const due of dueByFile.values()) {
        rest = Math.min(rest, due - now);
        break;
      }
    }
    return Math.max(0, Math.ceil(rest));
  }

  #wait(step: number, inode: InodeNumber, now: number): void {
    const waiting = this.#waiting[step] ?? this.#waiting.at(-1);
    waiting?.dueByFile.set(inode, now + waiting.pause);
  }
}
