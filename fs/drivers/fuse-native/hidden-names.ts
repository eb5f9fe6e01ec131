// libfuse 2 works on paths, so it keeps an open file that is removed or replaced by renaming it
// to `.fuse_hidden...` until it is closed (libfuse 2.9 lib/fuse.c, hide_node). Such names never
// reach the Volume: it keeps the inode without any name, and this table answers for the path that
// libfuse goes on using.
import type { InodeNumber } from "../../core/inode-number.ts";
import type { HeldInodes } from "./held-inodes.ts";
import { splitPath } from "./names.ts";

/** Node number and counter, both in hexadecimal; unique for the life of a mount. */
const hiddenName = /^\.fuse_hidden[0-9a-f]{16}$/;

export class HiddenNames {
  readonly #held: HeldInodes;
  readonly #inodes = new Map<string, InodeNumber>();

  constructor(held: HeldInodes) {
    this.#held = held;
  }

  /** Would libfuse rename like this to hide a file? The name stays in its directory. */
  isHiding(from: string, to: string): boolean {
    const { directory, name } = splitPath(to);
    return hiddenName.test(name) && splitPath(from).directory === directory;
  }

  /** The inode behind a hidden path. The directory does not matter: it may have been renamed
   *  since. */
  find(path: string): InodeNumber | undefined {
    return this.#inodes.size === 0 ? undefined : this.#inodes.get(splitPath(path).name);
  }

  /** Shares an inode that is held already. */
  add(path: string, inode: InodeNumber): void {
    this.#held.share(inode);
    this.#inodes.set(splitPath(path).name, inode);
  }

  /** False if the path is none of these. */
  remove(path: string): boolean {
    const { name } = splitPath(path);
    const inode = this.#inodes.get(name);
    if (inode === undefined) return false;
    this.#inodes.delete(name);
    this.#held.release(inode);
    return true;
  }

  /** After its last handle: libfuse forgets to remove a hidden file whose directory is gone. */
  removeAll(inode: InodeNumber): void {
    for (const [name, hidden] of this.#inodes) {
      if (hidden === inode) this.remove(name);
    }
  }
}
