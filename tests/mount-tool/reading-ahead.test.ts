// Which data is sent for before it is asked for.
import { randomBytes } from "node:crypto";
import test from "ava";
import type { BlockKey } from "../../dhash/index.ts";
import type { InodeNumber } from "../../fs/core/index.ts";
import { findInode, piecesBetween, rootInodeNumber } from "../../fs/core/index.ts";
import type { Volume } from "../../fs/volume.ts";
import { ReadingAhead } from "../../mount-tool/compose/sharing/reading-ahead.ts";
import { memoryVolume } from "../support/memory-volume.ts";
import { entryOf } from "../support/subject-volume-walk.ts";

const mebibyte = 1024 * 1024;
const fileBytes = 32 * mebibyte;

/** Somebody who has nothing of a file but what was sent for. */
class Reader {
  readonly inode: InodeNumber;
  readonly sentFor = new Set<BlockKey>();
  readonly #volume: Volume;
  readonly #ahead: ReadingAhead;
  /** Reads that had to wait. */
  waits = 0;

  constructor(volume: Volume) {
    this.#volume = volume;
    const caller = { uid: 0, gid: 0 };
    const shape = { type: "file", mode: 0o644, umask: 0, device: 0, target: "", caller } as const;
    const made = { kind: "make", parent: rootInodeNumber, name: "data", ...shape } as const;
    this.inode = entryOf(volume.perform(made));
    for (let offset = 0; offset < fileBytes; offset += mebibyte) {
      const data = randomBytes(mebibyte);
      const write = { kind: "write", inode: this.inode, offset, data, timesKept: false } as const;
      volume.perform({ ...write, dropSetId: false });
    }
    this.#ahead = new ReadingAhead({
      volume,
      parts: { blocks: { has: (key) => this.sentFor.has(key) } },
      fetch: (keys) => this.#send(keys),
      handler: {
        perform: (request) => {
          if (request.kind !== "read") return volume.perform(request);
          const blocks = this.#lacking(request.offset, request.offset + request.length);
          return blocks.length === 0 ? volume.perform(request) : { kind: "needs", blocks };
        },
      },
    });
  }

  /** One request, and what it lacks comes. */
  read(offset: number, length = mebibyte): void {
    const request = { kind: "read", inode: this.inode, offset, length } as const;
    const outcome = this.#ahead.perform(request);
    if (outcome.kind !== "needs") return;
    this.waits++;
    this.#send(outcome.blocks);
  }

  #send(keys: readonly BlockKey[]): void {
    for (const key of keys) this.sentFor.add(key);
  }

  #lacking(from: number, to: number): readonly BlockKey[] {
    const root = this.#volume.freeze();
    const inode = findInode(root, this.inode);
    if (inode === undefined) return [];
    return piecesBetween(root, inode, from, Math.min(to, inode.size)).flatMap(({ source }) =>
      source.kind === "block" && !this.sentFor.has(source.key) ? [source.key] : [],
    );
  }
}

test("who reads from the start to the end waits at the start only", async (t) => {
  const reader = new Reader(await memoryVolume());
  for (let offset = 0; offset < fileBytes; offset += mebibyte) reader.read(offset);
  t.is(reader.waits, 1);
});

test("what the kernel asks out of turn is in turn", async (t) => {
  const reader = new Reader(await memoryVolume());
  for (let offset = 0; offset < fileBytes; offset += 2 * mebibyte) {
    reader.read(offset + mebibyte);
    reader.read(offset);
  }
  t.true(reader.waits <= 3, `${reader.waits}`);
});

test("a read here and there sends for nothing else", async (t) => {
  const reader = new Reader(await memoryVolume());
  for (const at of [20, 5, 11, 29, 2, 15]) reader.read(at * mebibyte, 4096);
  t.is(reader.sentFor.size, 6);
});

test("no more than some mebibytes are sent for ahead of the reader", async (t) => {
  const reader = new Reader(await memoryVolume());
  for (let offset = 0; offset < 8 * mebibyte; offset += mebibyte) reader.read(offset);
  t.true(reader.sentFor.size * 256 * 1024 <= 17 * mebibyte, `${reader.sentFor.size} blocks`);
});

test("nothing is looked for where all is here", async (t) => {
  const reader = new Reader(await memoryVolume());
  for (let offset = 0; offset < fileBytes; offset += mebibyte) reader.read(offset);
  const { size } = reader.sentFor;
  for (let offset = 0; offset < fileBytes; offset += mebibyte) reader.read(offset);
  t.is(reader.sentFor.size, size);
});
