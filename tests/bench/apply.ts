// How fast the tree takes changes, and what it weighs: `node tests/bench/apply.ts [files]`, 100,000
// files by default; --json prints only the rates, for the benchmark. Run with
// --expose-gc for the memory figures.
import { parseArgs } from "node:util";
import { nodeHasher } from "../../dhash/adapters/node-hasher.ts";
import type { BlockKey } from "../../dhash/index.ts";
import { isBlockKey, isTrouble } from "../../dhash/index.ts";
import type { Change, InodeNumber, Root } from "../../fs/core/index.ts";
import {
  applyRecord,
  emptyRoot,
  findEntry,
  findInode,
  makeEdit,
  makeInodeNumber,
  openSnapshot,
  rootDigest,
  rootInodeNumber,
} from "../../fs/core/index.ts";
import { makeDot } from "../../logs/core/index.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { make, toName } from "../support/tree-story.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const fileCount = Number(positionals[0] ?? 100_000);
const perDirectory = 1000;
const freezeEvery = 512;

let root: Root = emptyRoot();
let edit = makeEdit();
let sequence = 0;
let isWarm = false;
/** What --json prints. */
const measured: { readonly kind: string; readonly changes: number; readonly seconds: number }[] =
  [];

function record(changes: readonly Change[]): void {
  const known = new Map([[1, sequence]]);
  sequence++;
  const dot = makeDot(1, sequence);
  const time = { seconds: 1_700_000_000 + sequence, nanoseconds: 5 };
  const stamp = { dot, lamport: sequence, logId: "a".repeat(64), known, time };
  root = applyRecord(root, edit, stamp, changes);
  if (sequence % freezeEvery === 0) edit = makeEdit();
}

interface Load {
  /** Its name in the JSON. */
  readonly kind: string;
  /** Changes in each step. */
  readonly changes: number;
  readonly steps: number;
}

function measure(what: string, load: Load, step: (index: number) => void): void {
  const start = process.cpuUsage();
  const begin = performance.now();
  for (let index = 0; index < load.steps; index++) step(index);
  const { user, system } = process.cpuUsage(start);
  const changes = load.changes * load.steps;
  const wall = (performance.now() - begin) / 1000;
  if (!isWarm) return;
  if (values.json) measured.push({ kind: load.kind, changes, seconds: wall });
  else printMeasured({ what, changes, wall, cpu: user + system });
}

interface Measured {
  readonly what: string;
  readonly changes: number;
  readonly wall: number;
  readonly cpu: number;
}

function printMeasured({ what, changes, wall, cpu }: Measured): void {
  const cost = (cpu / changes).toFixed(2).padStart(7);
  const rate = Math.round((changes * 1e6) / cpu)
    .toString()
    .padStart(9);
  const wallRate = Math.round(changes / wall)
    .toString()
    .padStart(9);
  console.log(`${what.padEnd(36)} ${cost} us of CPU ${rate}/s of CPU ${wallRate}/s of wall`);
}

function fileNumber(index: number): InodeNumber {
  return makeInodeNumber(1, 1_000_000 + index);
}

function directoryNumber(index: number): InodeNumber {
  return makeInodeNumber(1, 1 + Math.floor(index / perDirectory));
}

function nameOf(index: number): string {
  // Flat, as a codec makes it.
  return Buffer.from(`a-file-${index.toString().padStart(13, "0")}`).toString("latin1");
}

function keyOf(index: number): BlockKey {
  const key = `12${index.toString(16).padStart(64, "0")}`;
  if (!isBlockKey(key)) throw new Error("key");
  return key;
}

function blockWrite(inode: InodeNumber, index: number): Change {
  const contentKey = Buffer.alloc(32, index % 251);
  const source = { kind: "block", key: keyOf(index), contentKey, start: 0 } as const;
  return { kind: "write", inode, extents: [{ offset: 0, length: 100_000, source }] };
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

/** Figures are per change, file or node as the line says. The first run, on a small tree, warms the
 * compiler up. */
function bench(count: number): void {
  root = emptyRoot();
  sequence = 0;
  const before = heap();
  benchCreation(count);
  if (isWarm && !values.json && globalThis.gc !== undefined) {
    console.log(`memory: ${((heap() - before) / count).toFixed(0)} bytes a file`);
  }
  benchChanges(count);
  benchSnapshots(count);
  measure("unlink", { kind: "unlink", changes: 1, steps: count }, (index) =>
    record([make.unlink(directoryNumber(index), `r${index}`, fileNumber(index))]),
  );
}

function benchCreation(count: number): void {
  measure("create file (inode + link)", { kind: "create", changes: 2, steps: count }, (index) => {
    const directory = directoryNumber(index);
    if (index % perDirectory === 0) {
      record([
        make.inode(directory, "directory"),
        make.link(rootInodeNumber, `d${index}`, directory),
      ]);
    }
    record([make.inode(fileNumber(index)), make.link(directory, nameOf(index), fileNumber(index))]);
  });
  measure("write a block", { kind: "write", changes: 1, steps: count }, (index) =>
    record([blockWrite(fileNumber(index), index)]),
  );
}

function benchChanges(count: number): void {
  measure("write inline, overlapping", { kind: "overwrite", changes: 1, steps: count }, (index) =>
    record([make.write(fileNumber(index), 50_000, 100)]),
  );
  measure(
    "append a block to one file",
    { kind: "append", changes: 1, steps: Math.min(20_000, count * 2) },
    (index) => {
      const source = { kind: "part", dot: undefined, part: 0, start: 0 } as const;
      record([
        {
          kind: "write",
          inode: fileNumber(0),
          extents: [{ offset: 1e6 + index * 4096, length: 4096, source }],
        },
      ]);
    },
  );
  measure("set mode", { kind: "mode", changes: 1, steps: count }, (index) =>
    record([make.mode(fileNumber(index), 0o600)]),
  );
  measure("rename within the directory", { kind: "rename", changes: 1, steps: count }, (index) => {
    const directory = directoryNumber(index);
    record([make.rename(fileNumber(index), [directory, nameOf(index)], [directory, `r${index}`])]);
  });
  measure("lookup by name and inode", { kind: "lookup", changes: 1, steps: count }, (index) => {
    const directory = findInode(root, directoryNumber(index));
    const entry = directory && findEntry(root, directory, toName(`r${index}`));
    if (entry === undefined || findInode(root, entry.inode) === undefined) throw new Error("gone");
  });
}

function benchSnapshots(count: number): void {
  const hasher = nodeHasher();
  measure("digest of everything", { kind: "digest", changes: count, steps: 1 }, () =>
    rootDigest(root, hasher),
  );
  const store = new MemorySnapshots();
  measure("snapshot of everything", { kind: "snapshot", changes: count, steps: 1 }, () => {
    writeWhole(root, store);
  });
  if (isWarm && !values.json)
    console.log(`snapshot: ${(store.bytes / count).toFixed(0)} bytes a file`);
  measure(
    "digest after one more write",
    { kind: "digest-again", changes: 1, steps: 200 },
    (index) => {
      edit = makeEdit();
      record([make.write(fileNumber(index * 7), 0, 10)]);
      rootDigest(root, hasher);
    },
  );
  const opened = openSnapshot(store.root ?? new Uint8Array(0), store, hasher);
  if (isTrouble(opened)) throw new Error(opened.message);
  measure(
    "first look at each inode, reopened",
    { kind: "reopened", changes: 1, steps: count },
    (index) => {
      if (findInode(opened, fileNumber(index)) === undefined) throw new Error("gone");
    },
  );
}

bench(Math.min(10_000, fileCount));
isWarm = true;
bench(fileCount);
if (values.json) console.log(JSON.stringify(measured));
