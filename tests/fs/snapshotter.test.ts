// The keeper of snapshots: what it gives up it lets go of, so that the next snapshot takes its
// place.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { nodeDisk, nodeHasher } from "../../dhash/index.ts";
import { openSnapshots } from "../../fs/adapters/snapshot-files.ts";
import type { Root } from "../../fs/core/index.ts";
import {
  applyRecord,
  emptyRoot,
  findInode,
  makeEdit,
  makeInodeNumber,
  rootInodeNumber,
  unloadStored,
} from "../../fs/core/index.ts";
import { Snapshotter } from "../../fs/snapshotter.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";
import { MemoryGenerations } from "../support/memory-generations.ts";
import { Author, listing, make } from "../support/tree-story.ts";

/** A tree with so many files in its root. */
function grow(count: number): Root {
  const author = new Author(1);
  let root = emptyRoot();
  for (let index = 0; index < count; index++) {
    const file = author.newInode();
    const changes = [make.inode(file), make.link(rootInodeNumber, `f${index}`, file)];
    root = applyRecord(root, makeEdit(), author.write(...changes).stamp, changes);
  }
  return root;
}

const basisOf = (): Uint8Array => new Uint8Array(32);

/** A snapshotter on a real disk, which knows whose files are open. */
function open(directory: string): { snapshotter: Snapshotter; names: () => readonly string[] } {
  const disk = nodeDisk(directory);
  const files = expectNoTrouble(openSnapshots({ disk }));
  const report = expectNoTrouble<void>;
  const parts = {
    ...{ files, hasher: nodeHasher(), report },
    ...{ sync: () => undefined, settle: async () => {}, retiring: () => {}, basisOf },
  };
  const names = (): readonly string[] => expectNoTrouble(disk.list("snapshots"));
  return { snapshotter: new Snapshotter(parts), names };
}

const roomy = (): boolean => false;

function save(snapshotter: Snapshotter, root: Root): void {
  snapshotter.begin(root, roomy);
  snapshotter.finish();
}

test("a snapshot that was given up is gone at once", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "ivy-test-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const first = open(directory);
  save(first.snapshotter, grow(10));
  first.snapshotter.close();
  const { snapshotter, names } = open(directory);
  t.truthy(snapshotter.load());
  snapshotter.discard();
  t.deepEqual(names(), []);
  save(snapshotter, grow(20));
  t.is(names().length, 1);
  snapshotter.close();
  t.is(open(directory).snapshotter.load()?.inodeCount, 21);
});

test("a snapshot that is given up while another is written leaves no file open", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "ivy-test-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const { snapshotter, names } = open(directory);
  snapshotter.begin(grow(1000), roomy);
  t.true(snapshotter.turn(() => true));
  snapshotter.discard();
  t.deepEqual(names(), []);
  save(snapshotter, grow(20));
  t.is(names().length, 1);
  snapshotter.close();
});

/** A keeper that begins a new generation each time, in memory. */
function moving(): { snapshotter: Snapshotter; files: MemoryGenerations } {
  const files = new MemoryGenerations();
  const report = expectNoTrouble<void>;
  const snapshotter = new Snapshotter({
    ...{ files, hasher: nodeHasher(), report, isGarbage: () => true },
    ...{ sync: () => undefined, settle: async () => {}, retiring: () => {}, basisOf },
  });
  return { snapshotter, files };
}

test("who reads while the tree moves to a new generation finds everything there", async (t) => {
  const { snapshotter, files } = moving();
  const root = grow(2000);
  save(snapshotter, root);
  for (const _ of unloadStored(root));
  snapshotter.begin(root, roomy);
  for (let number = 1; snapshotter.isWriting; number = (number % 2000) + 1) {
    snapshotter.turn(() => true);
    t.truthy(findInode(root, makeInodeNumber(1, number)));
    await undefined;
  }
  t.is(files.newest?.generation, 2);
  t.is(listing(root).length, 2000);
});

test("what a full disk left of a generation is good for reading until there is another", (t) => {
  const files = new MemoryGenerations();
  const troubles: string[] = [];
  const snapshotter = new Snapshotter({
    ...{ files, hasher: nodeHasher(), report: ({ reason }) => troubles.push(reason) },
    ...{ sync: () => undefined, settle: async () => {}, retiring: () => {}, basisOf },
    isGarbage: () => true,
  });
  const root = grow(2000);
  snapshotter.begin(root, roomy);
  for (let turns = 0; turns < 100; turns++) snapshotter.turn(() => true);
  files.isFull = true;
  snapshotter.finish();
  t.deepEqual(troubles, ["full"]);
  for (const _ of unloadStored(root));
  t.is(listing(root).length, 2000);
  files.isFull = false;
  save(snapshotter, root);
  t.deepEqual(troubles, ["full"]);
  for (const _ of unloadStored(root));
  t.is(listing(root).length, 2000);
});

test("the root waits until the device has taken what is before it", async (t) => {
  const files = new MemoryGenerations();
  const settled = Promise.withResolvers<void>();
  const snapshotter = new Snapshotter({
    ...{ files, hasher: nodeHasher(), report: expectNoTrouble<void> },
    ...{ sync: () => undefined, settle: () => settled.promise, retiring: () => {}, basisOf },
  });
  snapshotter.begin(grow(10), roomy);
  while (snapshotter.turn(() => false));
  t.false(snapshotter.turn(() => false));
  t.true(snapshotter.isWriting);
  t.is(files.newest, undefined);
  settled.resolve();
  await settled.promise;
  snapshotter.turn(() => false);
  t.false(snapshotter.isWriting);
  t.truthy(files.newest);
});
