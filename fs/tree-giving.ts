// Gives the tree to members who have none yet (FORMAT "Trees between members"): the tree as it is
// when they ask, in pieces, so many of them under way at once, made in slices between requests. It
// knows no network and no timers: messages and time come in, messages go out.
import { type Held, isTrouble, type Trouble } from "../dhash/core/index.ts";
import type { Root } from "./core/index.ts";
import { TreeDamage } from "./core/index.ts";
import type { CopyStep } from "./core/tree-copy.ts";
import { copyTree } from "./core/tree-copy.ts";
import {
  givingsMax,
  nodeBytesMax,
  piecesAheadMax,
  takenMillisecondsMax,
  treePieceBytesMax,
} from "./core/tree-limits.ts";
import type { TreeMessage } from "./core/tree-message.ts";
import { decodeTreeMessage, encodeTreeMessage } from "./core/tree-message.ts";
import type { Hasher } from "./snapshot-port.ts";

export interface RootWithBasis {
  /** Frozen; all records that it folds are durable. */
  readonly root: Root;
  /** 32 bytes that say which these are. */
  readonly basis: Uint8Array;
}

export interface TreeGivingOptions {
  readonly hasher: Hasher;
  readonly milliseconds: () => number;
  /** The tree as it is; undefined: it is not to be given now. */
  readonly tree: () => RootWithBasis | Trouble | undefined;
  readonly send: (peer: string, bytes: Uint8Array) => void;
  readonly close: (peer: string, why: string) => void;
  readonly report: (trouble: Trouble) => void;
}

interface Giving {
  readonly steps: Generator<CopyStep, Uint8Array>;
  sent: number;
  taken: number;
  /** When it was taken last. */
  takenAt: number;
  /** Its link has enough to send. */
  isHeld: boolean;
}

export class TreeGiving {
  readonly #options: TreeGivingOptions;
  readonly #byPeer = new Map<string, Giving>();

  constructor(options: TreeGivingOptions) {
    this.#options = options;
  }

  /** There is a piece to be made now. */
  get isBusy(): boolean {
    return this.#next() !== undefined;
  }

  held(): Held {
    return { what: "trees that are given", size: this.#byPeer.size, max: givingsMax };
  }

  /** From a member. */
  receive(peer: string, bytes: Uint8Array): void {
    const message = decodeTreeMessage(bytes);
    const giving = this.#byPeer.get(peer);
    if (message.kind === "malformed") {
      this.#byPeer.delete(peer);
      return this.#options.close(peer, message.why);
    }
    if (message.kind === "ask" && giving === undefined) return this.#begin(peer);
    if (message.kind !== "taken" || giving === undefined) return;
    // Who says that it took what was not sent is believed nothing more.
    if (message.pieces > giving.sent) this.#byPeer.delete(peer);
    giving.taken = Math.max(giving.taken, message.pieces);
    giving.takenAt = this.#options.milliseconds();
  }

  disconnect(peer: string): void {
    this.#byPeer.delete(peer);
  }

  hold(peer: string): void {
    const giving = this.#byPeer.get(peer);
    if (giving !== undefined) giving.isHeld = true;
  }

  drained(peer: string): void {
    const giving = this.#byPeer.get(peer);
    if (giving !== undefined) giving.isHeld = false;
  }

  tick(): void {
    const now = this.#options.milliseconds();
    for (const [peer, { takenAt }] of this.#byPeer) {
      if (now - takenAt > takenMillisecondsMax) this.#byPeer.delete(peer);
    }
  }

  /** A slice of work; true: there is more to do now. */
  turn(isTimeUp: () => boolean): boolean {
    for (let next = this.#next(); next !== undefined && !isTimeUp(); next = this.#next()) {
      this.#sendPiece(...next);
    }
    return this.isBusy;
  }

  #next(): readonly [string, Giving] | undefined {
    for (const each of this.#byPeer) {
      const [, { isHeld, sent, taken }] = each;
      if (!isHeld && sent - taken < piecesAheadMax) return each;
    }
    return undefined;
  }

  #begin(peer: string): void {
    const { hasher, tree, milliseconds, report } = this.#options;
    const given = this.#byPeer.size < givingsMax ? tree() : undefined;
    if (isTrouble(given)) report(given);
    if (given === undefined || isTrouble(given)) return this.#send(peer, { kind: "none" });
    const steps = copyTree(given.root, hasher);
    const counts = { sent: 0, taken: 0, takenAt: milliseconds(), isHeld: false };
    this.#byPeer.set(peer, { steps, ...counts });
    this.#send(peer, { kind: "offer", basis: given.basis });
  }

  #sendPiece(peer: string, giving: Giving): void {
    const nodes: Uint8Array[] = [];
    let bytes = 0;
    while (bytes < treePieceBytesMax) {
      const step = this.#step(giving);
      if (step === undefined) return this.#end(peer, { kind: "none" });
      if (step.done === true) {
        if (nodes.length > 0) this.#send(peer, { kind: "piece", nodes });
        const isSmall = step.value.length <= nodeBytesMax;
        return this.#end(peer, isSmall ? { kind: "root", root: step.value } : { kind: "none" });
      }
      if (step.value === "") continue;
      if (step.value.length > nodeBytesMax) return this.#end(peer, { kind: "none" });
      nodes.push(Uint8Array.from(step.value));
      bytes += step.value.length;
    }
    giving.sent++;
    this.#send(peer, { kind: "piece", nodes });
  }

  /** Undefined: a node cannot be read. An old root may name nodes of a snapshot that is gone. */
  #step({ steps }: Giving): IteratorResult<CopyStep, Uint8Array> | undefined {
    try {
      return steps.next();
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      this.#options.report(error.trouble);
      return undefined;
    }
  }

  #end(peer: string, message: TreeMessage): void {
    this.#byPeer.delete(peer);
    this.#send(peer, message);
  }

  #send(peer: string, message: TreeMessage): void {
    this.#options.send(peer, encodeTreeMessage(message));
  }
}
