// Paths over a Volume: what a kernel does between a path and the inode numbers of requests. One
// reference to each inode on the way is taken and given back at once, as a kernel with small caches
// does.

import type { InodeNumber } from "../../fs/core/inode-number.ts";
import { rootInodeNumber } from "../../fs/core/inode-number.ts";
import type { Attributes, Caller, Outcome, Request } from "../../fs/core/request.ts";
import { errnoOfRefusal } from "../../fs/drivers/errno.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import { errnoName } from "./child/libc.ts";
import { Refused } from "./subject.ts";

export interface NewInode {
  readonly type: Attributes["type"];
  readonly mode: number;
  readonly device?: number;
  readonly target?: string;
}

export class Walk {
  readonly #volume: RequestHandler;
  readonly #root: string;
  /** Whose what is made is. */
  readonly caller: Caller;

  constructor(volume: RequestHandler, root: string, caller: Caller = { uid: 0, gid: 0 }) {
    this.#volume = volume;
    this.#root = root;
    this.caller = caller;
  }

  /** Throws what is refused. */
  ask(request: Request): Outcome {
    const outcome = this.#volume.perform(request);
    if (outcome.kind !== "refused") return outcome;
    throw new Refused(request.kind, errnoName(errnoOfRefusal[outcome.refusal]));
  }

  find(path: string): Attributes {
    return this.#findFrom(`${this.#root}/${path}`.split("/").filter((name) => name !== ""));
  }

  /** Directory and last name of a path. */
  place(path: string): { readonly parent: InodeNumber; readonly name: string } {
    const names = `${this.#root}/${path}`.split("/").filter((name) => name !== "");
    const name = names.pop();
    if (name === undefined) throw new Error("the root has no name");
    return { parent: this.#findFrom(names).inode, name };
  }

  make(path: string, made: NewInode): void {
    const { type, mode, device = 0, target = "" } = made;
    const request = { kind: "make", type, mode, umask: 0, device, target } as const;
    this.forget(entryOf(this.ask({ ...request, ...this.place(path), caller: this.caller })));
  }

  #findFrom(names: readonly string[]): Attributes {
    let inode = rootInodeNumber;
    for (const name of names) {
      inode = name === ".." ? this.#parentOf(inode) : this.#lookup(inode, name);
    }
    return attributesOf(this.ask({ kind: "get-attributes", inode }));
  }

  #lookup(parent: InodeNumber, name: string): InodeNumber {
    const found = entryOf(this.ask({ kind: "lookup", parent, name }));
    this.forget(found);
    return found;
  }

  #parentOf(inode: InodeNumber): InodeNumber {
    let parent = inode;
    const accept = (entry: { readonly name: string; readonly inode: InodeNumber }): boolean => {
      if (entry.name === "..") parent = entry.inode;
      return entry.name === "." || entry.name === "..";
    };
    this.ask({ kind: "read-directory", inode, cookie: 0, accept, counted: false });
    return parent;
  }

  forget(inode: InodeNumber): void {
    this.ask({ kind: "forget", inode, references: 1 });
  }

  /** Takes a reference to the inode, which keeps it alive without a name until it is forgotten. */
  hold(path: string): InodeNumber {
    return entryOf(this.ask({ kind: "lookup", ...this.place(path) }));
  }
}

export function entryOf(outcome: Outcome): InodeNumber {
  return outcome.kind === "entry" ? outcome.attributes.inode : unexpected(outcome);
}

export function attributesOf(outcome: Outcome): Attributes {
  return outcome.kind === "attributes" ? outcome.attributes : unexpected(outcome);
}

export function bytesOf(outcome: Outcome): Buffer {
  return outcome.kind === "bytes" ? Buffer.from(outcome.bytes) : unexpected(outcome);
}

export function countOf(outcome: Outcome): number {
  return outcome.kind === "count" ? outcome.count : unexpected(outcome);
}

export function unexpected(outcome: Outcome): never {
  throw new Error(`the Volume answered with ${outcome.kind}`);
}
