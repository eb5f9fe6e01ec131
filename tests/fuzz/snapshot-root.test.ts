// Roots of snapshots whose digest fits bytes that nobody should have written. A tree is opened or
// refused; where it proves damaged later, it says so, and nothing else is thrown.
import test from "ava";
import fc from "fast-check";
import { isTrouble, nodeHasher } from "../../dhash/index.ts";
import type { Root } from "../../fs/core/index.ts";
import {
  findInode,
  listConflicts,
  listEntries,
  openSnapshot,
  piecesBetween,
  rootInodeNumber,
  TreeDamage,
} from "../../fs/core/index.ts";
import { ByteReader, ByteWriter } from "../../fs/core/snapshot-bytes.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { memoryVolume } from "../support/memory-volume.ts";
import { fuzzRuns, holds, mutated, require } from "./mutation.ts";

const hasher = nodeHasher();
const digestBytes = 32;
const parent = rootInodeNumber;
const caller = { uid: 0, gid: 0 };

/** Of a tree with few files, which is in the root itself, and of one with many. */
async function snapshotOf(files: number): Promise<MemorySnapshots> {
  const volume = await memoryVolume();
  for (let number = 0; number < files; number++) {
    const make = { kind: "make", parent, name: `f${number}`, type: "file", mode: 0o644 } as const;
    const made = volume.perform({ ...make, umask: 0, device: 0, target: "", caller });
    if (made.kind !== "entry") throw new Error(made.kind);
    const { inode } = made.attributes;
    const how = { dropSetId: false, timesKept: false };
    volume.perform({ kind: "write", inode, offset: 0, data: Buffer.alloc(10), ...how });
  }
  const snapshots = new MemorySnapshots();
  writeWhole(volume.freeze(), snapshots);
  return snapshots;
}

/** The canonical bytes and the references that follow them. */
function split(root: Uint8Array): { readonly canonical: Uint8Array; readonly rest: Uint8Array } {
  const reader = new ByteReader(root.subarray(digestBytes));
  const canonical = reader.bytes();
  const head = new ByteWriter();
  head.bytes(canonical);
  return { canonical, rest: root.subarray(digestBytes + head.view().length) };
}

function join(canonical: Uint8Array, rest: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.bytes(canonical);
  const digest = hasher.hash("ivy tree root 1", [canonical]);
  return Buffer.concat([digest, writer.view(), rest]);
}

function walk(root: Root): void {
  let seen = 0;
  for (const _ of listConflicts(root)) if (++seen > 1000) break;
  const directory = findInode(root, parent);
  if (directory === undefined) return;
  for (const { entry } of listEntries(root, directory, 0)) {
    const inode = findInode(root, entry.inode);
    if (inode?.type === "file") piecesBetween(root, inode, 0, 100);
    if (++seen > 1000) return;
  }
}

for (const files of [0, 1, 60]) {
  test(`a root of ${files} files with other bytes and a digest that fits`, async (t) => {
    const snapshots = await snapshotOf(files);
    const { canonical, rest } = split(snapshots.root ?? new Uint8Array(0));
    t.false(isTrouble(openSnapshot(join(canonical, rest), snapshots, hasher)));
    const property = fc.property(mutated([canonical]), ({ bytes }) => {
      const root = openSnapshot(join(bytes, rest), snapshots, hasher);
      if (isTrouble(root)) return require(root.reason === "damaged", root.reason);
      try {
        walk(root);
      } catch (error) {
        if (!(error instanceof TreeDamage)) throw error;
      }
    });
    t.is(await holds(property, { runs: fuzzRuns(300) }), "holds");
  });
}
