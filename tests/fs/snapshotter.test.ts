// The keeper of snapshots: what it gives up it lets go of, so that the next snapshot takes its
// place.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { nodeDisk, nodeHasher } from "../../dhash/index.ts";
import { openSnapshots } from "../../fs/adapters/snapshot-files.ts";
import type { Root } from "../../fs/core/index.ts";
import { applyRecord, emptyRoot, makeEdit, rootInodeNumber } from "../../fs/core/index.ts";
import { Snapshotter } from "../../fs/snapshotter.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";
import { Author, make } from "../support/tree-story.ts";

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

/** A snapshotter on a real disk, which knows whose files are open. */
function open(directory: string): { snapshotter: Snapshotter; names: () => readonly string[] } {
  const disk = nodeDisk(directory);
  const files = expectNoTrouble(openSnapshots({ disk }));
  const report = expectNoTrouble<void>;
  const parts = { files, hasher: nodeHasher(), sync: () => undefined, report };
  const names = (): readonly string[] => expectNoTrouble(disk.list("snapshots"));
  return { snapshotter: new Snapshotter(parts), names };
}

function save(snapshotter: Snapshotter, root: Root): void {
  snapshotter.begin(root);
  snapshotter.turn(() => false);
}

test("a snapshot that was given up is removed by the next one", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "ivy-test-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const first = open(directory);
  save(first.snapshotter, grow(10));
  first.snapshotter.close();
  const { snapshotter, names } = open(directory);
  t.truthy(snapshotter.load());
  snapshotter.discard();
  save(snapshotter, grow(20));
  t.deepEqual(names(), ["snapshot-00000002.ivs"]);
  snapshotter.close();
  t.is(open(directory).snapshotter.load()?.inodeCount, 21);
});

test("a snapshot that is given up while another is written leaves no file open", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "ivy-test-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const { snapshotter, names } = open(directory);
  snapshotter.begin(grow(1000));
  t.true(snapshotter.turn(() => true));
  snapshotter.discard();
  save(snapshotter, grow(20));
  t.deepEqual(names(), ["snapshot-00000002.ivs"]);
  snapshotter.close();
});
