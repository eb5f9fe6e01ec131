// What is in memory is nobody's business: a tree that is written to snapshots in slices, let go,
// moved to new generations, on a disk that is full now and then, stays the tree that its records
// make (promise C1).
import { strictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import { isTrouble, nodeHasher } from "../../dhash/index.ts";
import type { Change, FoldRecord, InodeNumber, Root } from "../../fs/core/index.ts";
import {
  applyRecord,
  emptyRoot,
  findInode,
  makeEdit,
  makeInodeNumber,
  openSnapshot,
  rootDigest,
  rootInodeNumber,
} from "../../fs/core/index.ts";
import { LoadedNodes } from "../../fs/loaded-nodes.ts";
import { Snapshotter } from "../../fs/snapshotter.ts";
import { MemoryGenerations } from "../support/memory-generations.ts";
import { treeDigest } from "../support/tree-digest.ts";
import { Author, fold, listing, make } from "../support/tree-story.ts";

const hasher = nodeHasher();
const directories = 8;
/** In front of each root. */
const basisBytes = 32;

/** Records of one author on eight directories, each a function of a number. */
class Writer {
  readonly #author = new Author(1);
  readonly #directories: InodeNumber[] = [];
  readonly #files: { inode: InodeNumber; directory: InodeNumber; name: string }[] = [];
  #names = 0;

  record(dice: number): FoldRecord {
    return this.#author.write(...this.#changes(dice));
  }

  #changes(dice: number): Change[] {
    if (this.#directories.length < directories) return this.#makeDirectory();
    const directory = this.#directories[dice % directories] ?? rootInodeNumber;
    const file = this.#files[dice % Math.max(1, this.#files.length)];
    const name = `name-${this.#names++}`;
    const kind = dice % 7;
    if (file === undefined || kind < 3) {
      const inode = this.#author.newInode();
      this.#files.push({ inode, directory, name });
      return [make.inode(inode), make.link(directory, name, inode), make.write(inode, 0, 10)];
    }
    if (kind === 3) {
      const from = [file.directory, file.name] as const;
      Object.assign(file, { directory, name });
      return [make.rename(file.inode, [...from], [directory, name])];
    }
    if (kind === 4) {
      this.#files.splice(this.#files.indexOf(file), 1);
      return [make.unlink(file.directory, file.name, file.inode)];
    }
    if (kind === 5) return [make.mode(file.inode, 0o600 + (dice % 64))];
    return [make.write(file.inode, (dice % 50) * 10, 10)];
  }

  #makeDirectory(): Change[] {
    const inode = this.#author.newInode();
    this.#directories.push(inode);
    return [
      make.inode(inode, "directory"),
      make.link(rootInodeNumber, `d${this.#directories.length}`, inode),
    ];
  }
}

/** A tree as a mount keeps it, with the memory and the snapshots of one. */
class World {
  readonly #files = new MemoryGenerations();
  readonly #writer = new Writer();
  readonly #loaded = new LoadedNodes(0);
  readonly #snapshotter: Snapshotter;
  readonly records: FoldRecord[] = [];
  isCrowded = false;
  #edit = makeEdit();
  root: Root = emptyRoot();

  constructor() {
    this.#snapshotter = new Snapshotter({
      files: this.#files,
      hasher,
      basisOf: () => new Uint8Array(32),
      sync: () => undefined,
      settle: async () => {},
      retiring: () => {},
      report: ({ reason }) => strictEqual(reason, "full"),
      isGarbage: () => this.records.length % 2 === 0,
    });
  }

  write(dice: number): void {
    const record = this.#writer.record(dice);
    this.records.push(record);
    this.root = applyRecord(this.root, this.#edit, record.stamp, record.changes);
  }

  freeze(): Root {
    this.#edit = makeEdit();
    return this.root;
  }

  /** A turn of the background work that ends after so many steps. */
  turn(steps: number): void {
    let left = steps;
    const isTimeUp = (): boolean => --left <= 0;
    if (this.#snapshotter.isWriting) this.#snapshotter.turn(isTimeUp);
    else this.#loaded.turn(this.#snapshotter.bytesPassed, () => this.freeze(), isTimeUp);
  }

  begin(): void {
    if (this.#snapshotter.isWriting) return;
    this.#loaded.interrupt();
    this.#snapshotter.begin(this.freeze(), () => this.isCrowded);
  }

  /** The disk takes no more, or takes something again. */
  fill(isFull: boolean): void {
    this.#files.isFull = isFull;
  }

  /** The newest snapshot, as a new process finds it. */
  reopened(): Root | undefined {
    this.fill(false);
    this.#snapshotter.finish();
    this.#snapshotter.begin(this.freeze(), () => this.isCrowded);
    this.#snapshotter.finish();
    const { newest } = this.#files;
    const opened = newest?.root && openSnapshot(newest.root.subarray(basisBytes), newest, hasher);
    return isTrouble(opened) ? undefined : opened;
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("write"), size: fc.nat(40) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("turn"), size: fc.nat(30) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("begin"), size: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("fill"), size: fc.nat(1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("read"), size: fc.nat(500) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("look"), size: fc.constant(0) }) },
  ),
  { minLength: 10, maxLength: 80 },
);

function digest(root: Root): string {
  return Buffer.from(rootDigest(root, hasher)).toString("hex");
}

test("a tree that is written, let go and loaded again in slices stays the same tree", async (t) => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (program, seed) => {
      const world = new World();
      let dice = seed;
      for (const { kind, size } of program) {
        if (kind === "begin") world.begin();
        world.isCrowded = size % 2 === 1;
        if (kind === "turn") world.turn(size + 1);
        if (kind === "fill") world.fill(size === 1);
        if (kind === "read") findInode(world.root, makeInodeNumber(1, size));
        if (kind === "look") strictEqual(listing(world.root).join(), listing(plain(world)).join());
        for (let count = 0; kind === "write" && count < size; count++) {
          dice = (Math.imul(dice, 1_103_515_245) + 12_345) & 0x7fffffff;
          world.write(dice >>> 8);
        }
        await undefined;
      }
      const expected = plain(world);
      const reopened = world.reopened();
      strictEqual(digest(world.root), digest(expected));
      strictEqual(reopened && digest(reopened), digest(expected));
    }),
    { numRuns: 200 },
  );
  t.pass();
});

function plain(world: World): Root {
  return fold(...world.records);
}

test("a tree that was let go is loaded again when somebody looks", (t) => {
  const world = new World();
  for (let index = 0; index < 500; index++) world.write(index * 7919);
  const before = Buffer.from(treeDigest(world.root, hasher)).toString("hex");
  const shown = listing(world.root);
  world.begin();
  world.turn(1e6);
  t.false(isTrouble(world.reopened()));
  world.turn(1e6);
  const { inodes } = world.root;
  t.true(inodes !== undefined && "bitmap" in inodes && inodes.bitmap === 0, "nothing is loaded");
  t.deepEqual(listing(world.root), shown);
  t.is(Buffer.from(treeDigest(world.root, hasher)).toString("hex"), before);
});
