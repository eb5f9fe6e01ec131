// The entries of a directory: a trie from the hash of the name to the entry. Entries of equal hash
// share a bucket, sorted by name. The listing cookie of an entry is (hash + 1) * 512 + its index
// among equal hashes: it stays the same while other entries come and go (FORMAT "Directory
// entries").
import type { Dot } from "../../logs/core/index.ts";
import type { FileType } from "./change.ts";
import type { InodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import { nameHash } from "./name-hash.ts";
import type { Edit, Trie } from "./trie.ts";
import { trieGet, trieRemove, trieSet } from "./trie.ts";
import { TrieCursor } from "./trie-cursor.ts";

export interface Entry {
  readonly name: Name;
  readonly inode: InodeNumber;
  readonly type: FileType;
  /** The record that put the entry there. */
  readonly dot: Dot;
  /** Only on an entry of a directory that others were merged into here: the records that did so. */
  readonly merged?: readonly Dot[];
}

/** Two or more entries of equal hash, ascending by name. */
export class Bucket {
  readonly entries: readonly Entry[];
  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }
}

export type Entries = Trie<Entry | Bucket>;

export interface ListedName {
  readonly entry: Entry;
  readonly cookie: number;
}

/** Entries of one hash in one directory. Chance never gets near it; it bounds what a malicious
 * member can cause. */
export const bucketEntriesMax = 512;

export function entryOf(entries: Entries, name: Name): Entry | undefined {
  return named(trieGet(entries, nameHash(name)), name);
}

/** False when the bucket of the name is full and the name is not in it: the name cannot be added.
 * */
export function hasRoomFor(entries: Entries, name: Name): boolean {
  const slot = trieGet(entries, nameHash(name));
  if (!(slot instanceof Bucket) || slot.entries.length < bucketEntriesMax) return true;
  return named(slot, name) !== undefined;
}

/** No entry has the name, and one can be added. */
export function isFree(entries: Entries, name: Name): boolean {
  const slot = trieGet(entries, nameHash(name));
  if (!(slot instanceof Bucket)) return slot?.name !== name;
  return slot.entries.length < bucketEntriesMax && named(slot, name) === undefined;
}

/** Adds the entry or replaces the one of its name. The bucket must have room. */
export function withEntry(entries: Entries, edit: Edit, entry: Entry): Entries {
  const hash = nameHash(entry.name);
  const slot = trieGet(entries, hash);
  const isAlone = !(slot instanceof Bucket) && (slot === undefined || slot.name === entry.name);
  if (isAlone) return trieSet(entries, edit, hash, entry);
  const others = bucketWithout(slot, entry.name);
  const sorted = [...others, entry].sort((a, b) => (a.name < b.name ? -1 : 1));
  return trieSet(entries, edit, hash, new Bucket(sorted));
}

export function withoutEntry(entries: Entries, edit: Edit, name: Name): Entries {
  const hash = nameHash(name);
  const slot = trieGet(entries, hash);
  if (slot === undefined) return entries;
  const [first, ...others] = bucketWithout(slot, name);
  if (first === undefined) return trieRemove(entries, edit, hash);
  const left = others.length === 0 ? first : new Bucket([first, ...others]);
  return trieSet(entries, edit, hash, left);
}

/** The entries whose cookie is above `afterCookie`, by ascending cookie. */
export class EntryCursor implements IterableIterator<ListedName> {
  readonly #cursor: TrieCursor<Entry | Bucket>;
  readonly #afterCookie: number;
  #hash = 0;
  #bucket: readonly Entry[] = [];
  #index = 0;

  constructor(entries: Entries, afterCookie: number) {
    this.#afterCookie = afterCookie;
    const hash = Math.max(0, Math.floor(afterCookie / bucketEntriesMax) - 1);
    this.#cursor = new TrieCursor(entries, hash);
  }

  next(): IteratorResult<ListedName, undefined> {
    for (;;) {
      const entry = this.#bucket[this.#index];
      const cookie = (this.#hash + 1) * bucketEntriesMax + this.#index;
      this.#index++;
      if (entry === undefined) {
        const at = this.#cursor.step();
        if (at === undefined) return { done: true, value: undefined };
        this.#hash = at.key;
        this.#bucket = at.value instanceof Bucket ? at.value.entries : [at.value];
        this.#index = 0;
      } else if (cookie > this.#afterCookie) {
        return { done: false, value: { entry, cookie } };
      }
    }
  }

  [Symbol.iterator](): this {
    return this;
  }
}

function named(slot: Entry | Bucket | undefined, name: Name): Entry | undefined {
  if (slot instanceof Bucket) return slot.entries.find((entry) => entry.name === name);
  return slot?.name === name ? slot : undefined;
}

function bucketWithout(slot: Entry | Bucket, name: Name): readonly Entry[] {
  const entries = slot instanceof Bucket ? slot.entries : [slot];
  return entries.filter((entry) => entry.name !== name);
}
