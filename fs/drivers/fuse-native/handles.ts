// Open files and directories by the number that the kernel gives back with each request on them.
// A handle keeps its inode whatever becomes of its name.
import type { InodeNumber } from "../../core/inode-number.ts";
import type { HeldInodes } from "./held-inodes.ts";
import { handleMax, openHandlesMax } from "./limits.ts";

export interface Handle {
  readonly inode: InodeNumber;
  /** Opened with O_APPEND. */
  readonly appends: boolean;
}

export class Handles {
  readonly #held: HeldInodes;
  readonly #handles = new Map<number, Handle>();
  readonly #opened = new Map<InodeNumber, number>();
  #last = 0;

  constructor(held: HeldInodes) {
    this.#held = held;
  }

  get size(): number {
    return this.#handles.size;
  }

  /** The new handle's number, from 1, which shares the inode; undefined when there are too many. */
  open(handle: Handle): number | undefined {
    if (this.#handles.size >= openHandlesMax) return undefined;
    do {
      this.#last = this.#last === handleMax ? 1 : this.#last + 1;
    } while (this.#handles.has(this.#last));
    this.#handles.set(this.#last, handle);
    this.#held.share(handle.inode);
    this.#opened.set(handle.inode, (this.#opened.get(handle.inode) ?? 0) + 1);
    return this.#last;
  }

  find(number: number): Handle | undefined {
    return this.#handles.get(number);
  }

  isOpen(inode: InodeNumber): boolean {
    return this.#opened.has(inode);
  }

  /** What the number stood for, if anything. */
  close(number: number): Handle | undefined {
    const handle = this.#handles.get(number);
    if (handle === undefined) return undefined;
    this.#handles.delete(number);
    const left = (this.#opened.get(handle.inode) ?? 0) - 1;
    if (left > 0) this.#opened.set(handle.inode, left);
    else this.#opened.delete(handle.inode);
    this.#held.release(handle.inode);
    return handle;
  }
}
