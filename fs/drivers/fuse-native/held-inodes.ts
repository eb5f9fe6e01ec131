// Who needs which inode here: open handles, remembered directories, hidden names and the
// operation at work. The Volume counted a reference for each look-up; it gets all of them back
// when the last holder lets go.
import type { InodeNumber } from "../../core/inode-number.ts";
import type { RequestHandler } from "../../ports.ts";

interface Held {
  holders: number;
  references: number;
}

export class HeldInodes {
  readonly #handler: RequestHandler;
  readonly #held = new Map<InodeNumber, Held>();

  constructor(handler: RequestHandler) {
    this.#handler = handler;
  }

  get size(): number {
    return this.#held.size;
  }

  /** One more holder, after an outcome for which the Volume counted a reference. */
  take(inode: InodeNumber): void {
    this.#hold(inode).references += 1;
  }

  /** One more holder of an inode that is held already, or of the root, which needs no reference. */
  share(inode: InodeNumber): void {
    this.#hold(inode);
  }

  release(inode: InodeNumber): void {
    const held = this.#held.get(inode);
    if (held === undefined) throw new Error(`inode ${inode} is let go by nobody who held it`);
    held.holders -= 1;
    if (held.holders === 0) this.#giveBack(inode, held);
  }

  /** When the mount is over. */
  releaseAll(): void {
    for (const [inode, held] of this.#held) this.#giveBack(inode, held);
  }

  #hold(inode: InodeNumber): Held {
    let held = this.#held.get(inode);
    if (held === undefined) {
      held = { holders: 0, references: 0 };
      this.#held.set(inode, held);
    }
    held.holders += 1;
    return held;
  }

  #giveBack(inode: InodeNumber, { references }: Held): void {
    this.#held.delete(inode);
    if (references > 0) this.#handler.perform({ kind: "forget", inode, references });
  }
}
