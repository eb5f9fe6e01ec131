// Snapshot files: nodes and roots are read back, the newest whole root is found whatever happened
// to the end of the file, and damage is never returned as data.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import type { Disk } from "../../dhash/index.ts";
import { isTrouble, nodeDisk } from "../../dhash/index.ts";
import type { SnapshotFile } from "../../fs/adapters/snapshot-file.ts";
import type { SnapshotFiles } from "../../fs/adapters/snapshot-files.ts";
import { openSnapshots } from "../../fs/adapters/snapshot-files.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";

const path = "snapshots/snapshot-00000001.ivs";
const random = (target: Uint8Array): void => void target.fill(0x5a);

function open(disk: Disk, readOnly = false): SnapshotFiles {
  return expectNoTrouble(openSnapshots({ disk, random, readOnly }));
}

function begin(disk: Disk): SnapshotFile {
  return expectNoTrouble(open(disk).begin());
}

function node(number: number, size = 50): Uint8Array {
  return new Uint8Array(size).fill(number);
}

function append(file: SnapshotFile, bytes: Uint8Array): number {
  return expectNoTrouble(file.append(bytes));
}

function loaded(file: SnapshotFile, reference: number): string {
  const bytes = file.load(reference);
  return isTrouble(bytes) ? bytes.reason : `${bytes.length} x ${bytes[0]}`;
}

function rootOf(disk: Disk): string {
  const { newest } = open(disk, true);
  const root = newest?.newestRoot();
  return root === undefined ? "none" : Buffer.from(root).toString();
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}

for (const what of ["memory disk", "real disk"]) {
  test(`${what}: nodes are read back, buffered, written and reopened`, (t) => {
    const disk = what === "memory disk" ? new MemoryDisk() : nodeDisk(temporaryDirectory(t));
    const file = begin(disk);
    const sizes = [1, 50, 8_000, 32_768, 40_000, 262_136, 262_137, 1_000_000, 3];
    const references = sizes.map((size, at) => append(file, node(at, size)));
    const expected = sizes.map((size, at) => `${size} x ${at}`);
    t.deepEqual(
      references.map((reference) => loaded(file, reference)),
      expected,
    );
    t.is(file.appendRoot(text("root")), undefined);
    t.deepEqual(
      references.map((reference) => loaded(file, reference)),
      expected,
    );
    file.close();
    const again = open(disk).newest;
    t.truthy(again);
    if (again === undefined) return;
    t.is(Buffer.from(again.newestRoot() ?? []).toString(), "root");
    t.deepEqual(
      references.map((reference) => loaded(again, reference)),
      expected,
    );
    const more = append(again, node(99));
    t.is(again.appendRoot(text("second")), undefined);
    t.is(loaded(again, more), "50 x 99");
    again.close();
    t.is(rootOf(disk), "second");
  });
}

function temporaryDirectory(t: import("ava").ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), "ivy-snapshots-"));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A disk with two roots in one file, and a tail of nodes behind them. */
function diskWithTwoRoots(): {
  readonly disk: MemoryDisk;
  readonly firstEnd: number;
  readonly secondEnd: number;
} {
  const disk = new MemoryDisk();
  const file = begin(disk);
  append(file, node(1));
  expectNoTrouble(file.appendRoot(text("first")));
  const firstEnd = file.size;
  append(file, node(2));
  append(file, node(3));
  expectNoTrouble(file.appendRoot(text("second")));
  const secondEnd = file.size;
  append(file, node(4));
  expectNoTrouble(file.flush());
  file.close();
  return { disk, firstEnd, secondEnd };
}

test("wherever the file ends, the newest whole root is found and what is behind it is cut", (t) => {
  const { disk, firstEnd, secondEnd } = diskWithTwoRoots();
  const whole = disk.bytesOf(path);
  for (let size = 0; size <= whole.length; size++) {
    const torn = new MemoryDisk();
    torn.makeDirectory("snapshots");
    torn.setBytes(path, whole.slice(0, size));
    const expected = size >= secondEnd ? "second" : size >= firstEnd ? "first" : "none";
    t.is(rootOf(torn), expected, `${size} bytes`);
    const store = open(torn);
    if (expected === "none") {
      t.deepEqual(torn.paths(), []);
      continue;
    }
    t.is(torn.bytesOf(path).length, size >= secondEnd ? secondEnd : firstEnd);
    store.newest?.close();
  }
});

test("a flipped byte anywhere is never returned as data; at worst there is no snapshot", (t) => {
  const { disk } = diskWithTwoRoots();
  const whole = disk.bytesOf(path);
  const references = [32, 32 + 58 + 13 + 32, 32 + 58 + 13 + 32 + 58];
  const sound = ["50 x 1", "50 x 2", "50 x 3"];
  const newest = open(disk, true).newest;
  t.deepEqual(
    references.map((reference) => newest && loaded(newest, reference)),
    sound,
  );
  for (let position = 0; position < whole.length; position++) {
    disk.flipByte(path, position, 1 << (position % 8));
    const file = open(disk, true).newest;
    const root = Buffer.from(file?.newestRoot() ?? []).toString();
    t.true(["", "first", "second"].includes(root), `byte ${position}`);
    references.forEach((reference, at) => {
      const result = file === undefined ? "none" : loaded(file, reference);
      t.true(["none", "damaged", sound[at]].includes(result), `byte ${position}: ${result}`);
    });
    disk.flipByte(path, position, 1 << (position % 8));
  }
});

test("a node that holds a copy of the file's own end does not pass for a root", (t) => {
  const { disk, firstEnd } = diskWithTwoRoots();
  const imitation = disk.bytesOf(path).slice(firstEnd - 32 - 13, firstEnd);
  const file = open(disk).newest;
  t.truthy(file);
  if (file === undefined) return;
  append(file, imitation);
  expectNoTrouble(file.flush());
  file.close();
  t.is(rootOf(disk), "second");
});

test("power loss at any time leaves the root before or the new one, with all its nodes", (t) => {
  for (let kept = 0; kept < 130; kept++) {
    const disk = new MemoryDisk();
    const file = begin(disk);
    const one = append(file, node(1));
    expectNoTrouble(file.appendRoot(text("first")));
    const two = append(file, node(2));
    expectNoTrouble(file.appendRoot(text("second")));
    disk.losePower(kept);
    const { newest } = open(disk);
    const root = Buffer.from(newest?.newestRoot() ?? []).toString();
    if (newest === undefined) continue;
    t.true(root === "first" || root === "second");
    t.is(loaded(newest, one), "50 x 1");
    if (root === "second") t.is(loaded(newest, two), "50 x 2");
  }
});

test("a new generation counts once it has a root; then the old one is retired", (t) => {
  const { disk } = diskWithTwoRoots();
  const store = open(disk);
  const file = expectNoTrouble(store.begin());
  t.is(file.generation, 2);
  append(file, node(7));
  expectNoTrouble(file.flush());
  t.is(rootOf(disk), "second");
  t.is(file.appendRoot(text("third")), undefined);
  t.is(rootOf(disk), "third");
  store.newest?.close();
  t.is(store.retireBefore(2), undefined);
  t.deepEqual(disk.paths(), ["snapshots/snapshot-00000002.ivs"]);
  t.is(store.bytesStored, file.size);
  t.is(rootOf(disk), "third");
});

test("a generation without a root is removed at the next opening", (t) => {
  const { disk } = diskWithTwoRoots();
  const store = open(disk);
  append(expectNoTrouble(store.begin()), node(7));
  disk.kill();
  const again = open(disk);
  t.is(Buffer.from(again.newest?.newestRoot() ?? []).toString(), "second");
  t.deepEqual(disk.paths(), [path]);
  t.is(expectNoTrouble(again.begin()).generation, 2);
});

test("a full disk refuses a node or a root, and it can be tried again", (t) => {
  const disk = new MemoryDisk();
  const file = begin(disk);
  append(file, node(1));
  expectNoTrouble(file.appendRoot(text("first")));
  disk.limitBytes(file.size + 40);
  const reference = append(file, node(2));
  t.is(file.appendRoot(text("second"))?.reason, "full");
  const large = file.append(node(3, 400_000));
  t.true(isTrouble(large) && large.reason === "full");
  disk.limitBytes(1_000_000);
  t.is(loaded(file, reference), "50 x 2");
  t.is(file.appendRoot(text("second")), undefined);
  file.close();
  t.is(rootOf(disk), "second");
});

test("a reference to no node is damage, not data", (t) => {
  const file = begin(new MemoryDisk());
  const reference = append(file, node(1));
  for (const wrong of [0, 1, reference + 1, reference + 20, 10_000, 2 ** 40]) {
    t.is(loaded(file, wrong), "damaged");
  }
});
