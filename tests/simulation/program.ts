// Programs on one participant's mount: turn the oracle's operations into requests and their
// outcomes into verdicts. Keeps which inode each of the oracle's things is.
import type { Outcome, Request } from "../../fs/core/index.ts";
import type { InodeNumber } from "../../fs/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import type { NodeId, Operation } from "./operation.ts";
import { rootId } from "./operation.ts";
import type { OracleState } from "./oracle-state.ts";
import { nodeOf } from "./oracle-state.ts";

const caller = { uid: 0, gid: 0 };

export class Program {
  #inodes = new Map<NodeId, InodeNumber>([[rootId, rootInodeNumber]]);

  /** Performs an operation; a new thing is `next` to the oracle. */
  perform(volume: RequestHandler, operation: Operation, next: NodeId): Outcome {
    const outcome = volume.perform(this.#toRequest(operation));
    const makes = operation.kind === "make" || operation.kind === "make-nameless";
    if (makes && outcome.kind === "entry") this.#inodes.set(next, outcome.attributes.inode);
    return outcome;
  }

  /** After a start everything is looked up anew, and held from then on. */
  relearn(volume: RequestHandler, state: OracleState): void {
    this.#inodes = new Map([[rootId, rootInodeNumber]]);
    const walk = (id: NodeId): void => {
      for (const [name, child] of nodeOf(state, id).entries) {
        const outcome = volume.perform({ kind: "lookup", parent: this.#inode(id), name });
        if (outcome.kind !== "entry") throw new Error(`looking ${name} up: ${outcome.kind}`);
        this.#inodes.set(child, outcome.attributes.inode);
        walk(child);
      }
    };
    walk(rootId);
  }

  #toRequest(operation: Operation): Request {
    switch (operation.kind) {
      case "make": {
        const { name, type, mode, target } = operation;
        const parent = this.#inode(operation.parent);
        return { kind: "make", parent, name, type, mode, target, umask: 0, device: 0, caller };
      }
      case "make-nameless": {
        const { kind, mode } = operation;
        return { kind, parent: this.#inode(operation.parent), mode, umask: 0, caller };
      }
      case "write": {
        const { kind, offset, data } = operation;
        const inode = this.#inode(operation.node);
        return { kind, inode, offset, data, dropSetId: false, timesKept: false };
      }
      case "truncate":
        return { ...noAttributes, inode: this.#inode(operation.node), size: operation.size };
      case "chmod":
        return { ...noAttributes, inode: this.#inode(operation.node), mode: operation.mode };
      case "punch": {
        const { offset, length } = operation;
        const inode = this.#inode(operation.node);
        const how = { operation: "punch-hole", keepSize: true } as const;
        return { kind: "allocate", inode, offset, length, ...how };
      }
      case "copy": {
        const [from, to] = [this.#inode(operation.from), this.#inode(operation.to)];
        const { fromOffset, toOffset, length } = operation;
        return { kind: "copy-range", from, fromOffset, to, toOffset, length };
      }
      case "unlink":
      case "remove-directory":
        return { ...operation, parent: this.#inode(operation.parent) };
      default:
        return this.#toOtherRequest(operation);
    }
  }

  #toOtherRequest(
    operation: Extract<
      Operation,
      { kind: "rename" | "link" | "set-xattr" | "remove-xattr" | "read" | "forget" | "sync" }
    >,
  ): Request {
    switch (operation.kind) {
      case "rename": {
        const [parent, newParent] = [
          this.#inode(operation.parent),
          this.#inode(operation.newParent),
        ];
        return { ...operation, parent, newParent };
      }
      case "link": {
        const { kind, newName } = operation;
        const newParent = this.#inode(operation.newParent);
        return { kind, inode: this.#inode(operation.node), newParent, newName };
      }
      case "set-xattr": {
        const { kind, name, value, mode } = operation;
        return {
          kind,
          inode: this.#inode(operation.node),
          name,
          value,
          mode,
          dropSetGroupId: false,
        };
      }
      case "remove-xattr":
        return { kind: operation.kind, inode: this.#inode(operation.node), name: operation.name };
      case "read": {
        const { kind, offset, length } = operation;
        return { kind, inode: this.#inode(operation.node), offset, length };
      }
      case "forget":
        return { kind: "forget", inode: this.#inode(operation.node), references: 1000 };
      case "sync":
        return operation;
    }
  }

  #inode(id: NodeId): InodeNumber {
    const inode = this.#inodes.get(id);
    if (inode === undefined) throw new Error(`the program does not know node ${id}`);
    return inode;
  }
}

const noAttributes = {
  kind: "set-attributes",
  mode: undefined,
  uid: undefined,
  gid: undefined,
  size: undefined,
  accessed: undefined,
  modified: undefined,
  changed: undefined,
  dropSetId: false,
} as const;
