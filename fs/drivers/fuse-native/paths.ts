// From paths, which libfuse 2 speaks, to inodes, which the Volume speaks. Directories on the way
// are remembered, so that an operation costs one look-up at any depth; the last name is looked up
// each time and therefore never stale.

import type { InodeNumber } from "../../core/inode-number.ts";
import { rootInodeNumber } from "../../core/inode-number.ts";
import type { Attributes } from "../../core/request.ts";
import type { RequestHandler } from "../../ports.ts";
import type { Answer } from "./answer.ts";
import { done, refuse, unfinished } from "./answer.ts";
import type { HeldInodes } from "./held-inodes.ts";
import type { HiddenNames } from "./hidden-names.ts";
import { knownDirectoriesMax } from "./limits.ts";
import type { NameCodec } from "./names.ts";
import { splitPath } from "./names.ts";

export interface Place {
  readonly parent: InodeNumber;
  /** A byte string. */
  readonly name: string;
}

export interface Found {
  readonly attributes: Attributes;
  /** It has lost the name it was opened by; libfuse uses one of its own making. */
  readonly hidden: boolean;
}

export interface PathsOptions {
  readonly handler: RequestHandler;
  readonly names: NameCodec;
  readonly held: HeldInodes;
  readonly hidden: HiddenNames;
}

export class Paths {
  readonly #options: PathsOptions;
  /** By path without a slash at the end, least recently used first. */
  readonly #directories = new Map<string, InodeNumber>();

  constructor(options: PathsOptions) {
    this.#options = options;
  }

  /** What is at `path`, held while `use` runs. */
  use<T>(path: string, use: (found: Found) => Answer<T>): Answer<T> {
    const found = this.#find(path);
    if (found.kind !== "done") return found;
    try {
      return use(found.value);
    } finally {
      this.#options.held.release(found.value.attributes.inode);
    }
  }

  /** The directory and name that `path` stands for, whether or not anything is there. */
  place(path: string): Answer<Place> {
    const { directory, name } = splitPath(path);
    if (name === "") return refuse("invalid"); // the root has no place
    const bytes = this.#options.names.decode(name);
    if (bytes === undefined) return refuse("invalid");
    const parent = this.#directory(directory);
    return parent.kind === "done" ? done({ parent: parent.value, name: bytes }) : parent;
  }

  /** Forgets `path` and what is below it: it has been renamed or removed. */
  forgetBelow(path: string): void {
    for (const [known, inode] of this.#directories) {
      if (known === path || known.startsWith(`${path}/`)) this.#forget(known, inode);
    }
  }

  /** Forgets all: somebody else may have renamed or removed anything. */
  forgetAll(): void {
    for (const [known, inode] of this.#directories) this.#forget(known, inode);
  }

  #find(path: string): Answer<Found> {
    const { handler, hidden, held } = this.#options;
    const inode = path === "/" ? rootInodeNumber : hidden.find(path);
    if (inode !== undefined) {
      const outcome = handler.perform({ kind: "get-attributes", inode });
      if (outcome.kind !== "attributes") return unfinished(outcome);
      held.share(inode);
      return done({ attributes: outcome.attributes, hidden: path !== "/" });
    }
    const place = this.place(path);
    if (place.kind !== "done") return place;
    const outcome = handler.perform({ kind: "lookup", ...place.value });
    if (outcome.kind !== "entry") return unfinished(outcome);
    held.take(outcome.attributes.inode);
    return done({ attributes: outcome.attributes, hidden: false });
  }

  /** Walks down from the nearest directory that is known. Paths may be longer than PATH_MAX,
   *  hence no recursion. */
  #directory(path: string): Answer<InodeNumber> {
    const missing: string[] = [];
    let above = path;
    while (above !== "" && !this.#directories.has(above)) {
      missing.push(above);
      above = splitPath(above).directory;
    }
    let inode = above === "" ? rootInodeNumber : this.#known(above);
    for (const next of missing.reverse()) {
      const entered = this.#enter(inode, next);
      if (entered.kind !== "done") return entered;
      inode = entered.value;
    }
    return done(inode);
  }

  #known(path: string): InodeNumber {
    const inode = this.#directories.get(path);
    if (inode === undefined) throw new Error("a directory was forgotten while it was looked up");
    this.#directories.delete(path);
    this.#directories.set(path, inode);
    return inode;
  }

  /** The directory at `path`, whose last name is in `parent`. */
  #enter(parent: InodeNumber, path: string): Answer<InodeNumber> {
    const { handler, held, names } = this.#options;
    const name = names.decode(splitPath(path).name);
    if (name === undefined) return refuse("invalid");
    const outcome = handler.perform({ kind: "lookup", parent, name });
    if (outcome.kind !== "entry") return unfinished(outcome);
    const { inode, type } = outcome.attributes;
    held.take(inode);
    if (type === "directory") this.#remember(path, inode);
    held.release(inode);
    return type === "directory" ? done(inode) : refuse("not-directory");
  }

  #remember(path: string, inode: InodeNumber): void {
    this.#options.held.share(inode);
    this.#directories.set(path, inode);
    if (this.#directories.size <= knownDirectoriesMax) return;
    for (const [oldest, itsInode] of this.#directories) {
      this.#forget(oldest, itsInode);
      break;
    }
  }

  #forget(path: string, inode: InodeNumber): void {
    this.#directories.delete(path);
    this.#options.held.release(inode);
  }
}
