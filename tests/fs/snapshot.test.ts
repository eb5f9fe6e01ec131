// Snapshots: what is written is read back, only what is needed is read, and damage is told and
// never returned.
import test from "ava";
import { nodeHasher } from "../../dhash/adapters/node-hasher.ts";
import { isTrouble, Trouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/core/index.ts";
import {
  applyRecord,
  emptyRoot,
  makeEdit,
  openSnapshot,
  rootDigest,
  rootInodeNumber,
  TreeDamage,
  writeSnapshot,
} from "../../fs/core/index.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { treeDigest } from "../support/tree-digest.ts";
import { Author, at, listing, make } from "../support/tree-story.ts";

const hasher = nodeHasher();
const top = rootInodeNumber;

/** A tree of `count` files in directories of 100, with the author who made it. */
function grow(count: number): { author: Author; root: Root } {
  const author = new Author(1);
  const edit = makeEdit();
  let root = emptyRoot();
  let directory = top;
  for (let index = 0; index < count; index++) {
    if (index % 100 === 0) {
      directory = author.newInode();
      const changes = [
        make.inode(directory, "directory"),
        make.link(top, `d${index / 100}`, directory),
      ];
      root = applyRecord(root, edit, author.write(...changes).stamp, changes);
    }
    const file = author.newInode();
    const changes = [
      make.inode(file),
      make.link(directory, `f${index}`, file),
      make.write(file, 0, 9),
    ];
    root = applyRecord(root, edit, author.write(...changes).stamp, changes);
  }
  return { author, root };
}

function reopen(store: MemorySnapshots): Root {
  const root = store.root === undefined ? undefined : openSnapshot(store.root, store, hasher);
  if (root === undefined || isTrouble(root)) throw new Error(root?.message ?? "no root");
  return root;
}

test("a reopened snapshot shows the same and has the same digest", (t) => {
  const { root } = grow(500);
  const store = new MemorySnapshots();
  writeWhole(root, store);
  const again = reopen(store);
  t.deepEqual(rootDigest(again, hasher), rootDigest(root, hasher));
  t.deepEqual(listing(again), listing(root));
  t.deepEqual(at(again, "d3/f333"), at(root, "d3/f333"));
});

test("a tree of many files is opened by reading a handful of nodes", (t) => {
  const { root } = grow(20_000);
  const store = new MemorySnapshots();
  writeWhole(root, store);
  store.loads = 0;
  const again = reopen(store);
  t.is(store.loads, 0);
  at(again, "d77/f7777");
  t.true(store.loads <= 12, `${store.loads} nodes`);
  const before = store.loads;
  at(again, "d77/f7778");
  t.true(store.loads - before <= 3);
});

test("a second snapshot writes only what changed", (t) => {
  const { author, root } = grow(5000);
  const store = new MemorySnapshots();
  writeWhole(root, store);
  const written = store.nodes.length;
  const file = at(root, "d7/f777").number;
  const changes = [make.write(file, 0, 5)];
  const later = applyRecord(root, undefined, author.write(...changes).stamp, changes);
  writeWhole(later, store);
  t.true(store.nodes.length - written <= 12, `${store.nodes.length - written} nodes`);
  t.deepEqual(rootDigest(reopen(store), hasher), rootDigest(later, hasher));
});

test("a tree in one store can be written whole into another", (t) => {
  const { root } = grow(2000);
  const first = new MemorySnapshots();
  writeWhole(root, first);
  const lazy = reopen(first);
  const second = new MemorySnapshots();
  writeWhole(lazy, second);
  t.is(second.nodes.length, first.nodes.length);
  first.nodes.length = 0;
  t.deepEqual(listing(lazy), listing(root));
  t.deepEqual(rootDigest(reopen(second), hasher), rootDigest(root, hasher));
});

test("an edit on a reopened tree gives the same as without a snapshot", (t) => {
  const { author, root } = grow(3000);
  const store = new MemorySnapshots();
  writeWhole(root, store);
  const again = reopen(store);
  const gone = at(root, "d1/f100").number;
  const changes = [
    make.unlink(at(root, "d1").number, "f100", gone),
    make.mode(at(root, "d2").number, 0o700),
  ];
  const { stamp } = author.write(...changes);
  const a = applyRecord(root, undefined, stamp, changes);
  const b = applyRecord(again, undefined, stamp, changes);
  t.deepEqual(rootDigest(a, hasher), rootDigest(b, hasher));
});

test("the tree's digest forgets what the root still remembers", (t) => {
  const { author, root } = grow(10);
  const end = author.write({ kind: "end" });
  const later = applyRecord(root, undefined, end.stamp, end.changes);
  t.deepEqual(treeDigest(later, hasher), treeDigest(root, hasher));
  t.notDeepEqual(rootDigest(later, hasher), rootDigest(root, hasher));
});

test("a flipped byte anywhere in any node is found when the node is read", (t) => {
  const { root } = grow(60);
  const store = new MemorySnapshots();
  writeWhole(root, store);
  store.nodes.forEach((node) => {
    for (let index = 0; index < node.length; index += 7) {
      const kept = node[index] ?? 0;
      node[index] = kept ^ 0x41;
      // References are checked by what they lead to: either way the walk ends in damage, not in
      // other data.
      t.throws(() => listing(reopen(store)).length + rootless(reopen(store)), {
        instanceOf: TreeDamage,
      });
      node[index] = kept;
    }
  });
  t.is(listing(reopen(store)).length, 61);
});

test("a flipped or missing byte of the root is told", (t) => {
  const { root } = grow(60);
  const store = new MemorySnapshots();
  writeWhole(root, store);
  const bytes = store.root ?? new Uint8Array(0);
  for (let index = 0; index < bytes.length; index++) {
    const damaged = Uint8Array.from(bytes);
    damaged[index] = (damaged[index] ?? 0) ^ 0x10;
    const opened = openSnapshot(damaged, store, hasher);
    // A flipped reference is found when it is followed.
    if (!isTrouble(opened))
      t.throws(() => listing(opened).length + rootless(opened), { instanceOf: TreeDamage });
    t.true(isTrouble(openSnapshot(bytes.subarray(0, index), store, hasher)));
  }
});

test("trouble while writing or reading is handed on", (t) => {
  const { root } = grow(60);
  const store = new MemorySnapshots();
  const full = new Trouble("full", "no room");
  const sink = { source: store, append: () => full, appendRoot: () => full };
  const steps = writeSnapshot(root, { sink, hasher, isCrowded: () => false });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  t.is(step.value, full);
  writeWhole(grow(60).root, store);
  store.nodes.length = 0;
  const error = t.throws(() => listing(reopen(store)), { instanceOf: TreeDamage });
  t.is(error?.trouble.reason, "absent");
});

/** Walks everything that a listing does not look at. */
function rootless(root: Root): number {
  return writeWhole(root, new MemorySnapshots());
}
