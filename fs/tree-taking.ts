// Takes over the tree of a member, as it comes (FORMAT "Trees between members"), into a snapshot of
// one's own. It knows no network: messages come in, answers go out.
import { isTrouble, type Trouble } from "../dhash/core/index.ts";
import { TreeBuilding } from "./core/tree-building.ts";
import { treeBytesMax } from "./core/tree-limits.ts";
import { decodeTreeMessage, encodeTreeMessage } from "./core/tree-message.ts";
import type { Hasher, SnapshotStore } from "./snapshot-port.ts";

export type Taken =
  /** To be sent to the giver; undefined: nothing. */
  | { readonly kind: "more"; readonly answer: Uint8Array | undefined }
  /** The snapshot has the tree. */
  | { readonly kind: "done" }
  /** The giver has none to give now. */
  | { readonly kind: "none" }
  /** Nonsense: the giver is to blame. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

export function askForTree(): Uint8Array {
  return encodeTreeMessage({ kind: "ask" });
}

export class TreeTaking {
  readonly #store: SnapshotStore;
  readonly #building: TreeBuilding;
  #basis: Uint8Array | undefined;
  #pieces = 0;

  /** `store` is empty, and of no use unless it is done. */
  constructor({ store, hasher }: { readonly store: SnapshotStore; readonly hasher: Hasher }) {
    this.#store = store;
    this.#building = new TreeBuilding({ sink: store, hasher });
  }

  get bytes(): number {
    return this.#building.bytes;
  }

  /** From the one who was asked. */
  receive(bytes: Uint8Array): Taken {
    const message = decodeTreeMessage(bytes);
    switch (message.kind) {
      case "malformed":
        return refused(message.why);
      case "none":
        return { kind: "none" };
      case "offer":
        this.#basis ??= Uint8Array.from(message.basis);
        return { kind: "more", answer: undefined };
      case "piece":
        return this.#basis === undefined
          ? refused("a piece of no tree")
          : this.#take(message.nodes);
      case "root":
        return this.#basis === undefined
          ? refused("the root of no tree")
          : this.#end(this.#basis, message.root);
      // Whoever is being given a tree gives none.
      case "ask":
      case "taken":
        return { kind: "more", answer: undefined };
    }
  }

  #take(nodes: readonly Uint8Array[]): Taken {
    for (const node of nodes) {
      const wrong = this.#building.take(node);
      if (isTrouble(wrong)) return { kind: "trouble", trouble: wrong };
      if (wrong !== undefined) return refused(wrong.why);
    }
    if (this.#building.bytes > treeBytesMax) return refused("a tree that is too large");
    this.#pieces++;
    return { kind: "more", answer: encodeTreeMessage({ kind: "taken", pieces: this.#pieces }) };
  }

  #end(basis: Uint8Array, root: Uint8Array): Taken {
    const built = this.#building.end(root);
    if (built.kind === "malformed") return refused(built.why);
    const trouble = this.#store.appendRoot(Buffer.concat([basis, built.stored]));
    return trouble === undefined ? { kind: "done" } : { kind: "trouble", trouble };
  }
}

function refused(why: string): Taken {
  return { kind: "refused", why };
}
