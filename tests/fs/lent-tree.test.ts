// A Volume that shows somebody else's tree: it writes nothing, and whatever is wrong with that tree
// ends with the own one being shown.
import test from "ava";
import { isTrouble, nodeHasher, Trouble } from "../../dhash/index.ts";
import type { FoldRecord, Root } from "../../fs/core/index.ts";
import { openSnapshot, rootInodeNumber } from "../../fs/core/index.ts";
import { Volume } from "../../fs/volume.ts";
import { ownTreeTicket } from "../../fs/volume-options.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { MemoryLog, memoryPorts } from "../support/memory-volume.ts";
import { Author, fold, make } from "../support/tree-story.ts";

const hasher = nodeHasher();

/** A hundred files in the root directory, as they are in somebody's snapshot. */
function somebodys(): { readonly store: MemorySnapshots; readonly records: FoldRecord[] } {
  const author = new Author(2);
  const records = Array.from({ length: 100 }, (_, at) => {
    const file = author.newInode();
    return author.write(make.inode(file), make.link(rootInodeNumber, `f${at}`, file));
  });
  const store = new MemorySnapshots();
  writeWhole(fold(...records), store);
  return { store, records };
}

function opened(store: MemorySnapshots): Root {
  const root = store.root && openSnapshot(store.root, store, hasher);
  if (root === undefined || isTrouble(root)) throw new Error("no root");
  return root;
}

async function volumeOf(root: Root, isWaitedFor = () => true): Promise<Volume> {
  const ports = { ...(await memoryPorts(new MemoryLog())), report: () => {} };
  const lent = { root, isWaitedFor };
  const own = { root: fold(), slot: 1, nextCounter: 1, readOnly: false };
  const volume = new Volume(ports, { ...own, lent });
  volume.share([2]);
  return volume;
}

function lookUp(volume: Volume, name: string): string {
  const outcome = volume.perform({ kind: "lookup", parent: rootInodeNumber, name });
  return outcome.kind === "refused" ? outcome.refusal : outcome.kind;
}

function makeFile(volume: Volume): ReturnType<Volume["perform"]> {
  const wish = { parent: rootInodeNumber, name: "mine", type: "file", mode: 0o644 } as const;
  const rest = { umask: 0, device: 0, target: "", caller: { uid: 0, gid: 0 } };
  return volume.perform({ kind: "make", ...wish, ...rest });
}

test("records are folded behind the tree that is shown, and nothing is said of them", async (t) => {
  const { store, records } = somebodys();
  const volume = await volumeOf(opened(store));
  t.is(lookUp(volume, "f7"), "entry");
  t.deepEqual(volume.absorb(records.slice(0, 3)), []);
  t.is(lookUp(volume, "f7"), "entry");
  const differences = volume.showOwn();
  t.false(isTrouble(differences));
  t.is(lookUp(volume, "f2"), "entry");
  t.is(lookUp(volume, "f7"), "no-entry");
});

test("who writes waits, or is refused, and nothing is appended", async (t) => {
  let isWaitedFor = true;
  const volume = await volumeOf(opened(somebodys().store), () => isWaitedFor);
  t.deepEqual(makeFile(volume), { kind: "waits", ticket: ownTreeTicket });
  isWaitedFor = false;
  t.deepEqual(makeFile(volume), { kind: "refused", refusal: "read-only" });
  t.true(isTrouble(volume.resolve(rootInodeNumber, [])));
  volume.showOwn();
  t.is(makeFile(volume).kind, "entry");
});

test("a tree that cannot be read is given up for the own one", async (t) => {
  const { store, records } = somebodys();
  const volume = await volumeOf(opened(store));
  volume.absorb(records.slice(0, 3));
  store.load = () => new Trouble("damaged", "nothing can be read");
  t.is(lookUp(volume, "f2"), "entry");
  t.false(volume.isLent);
  t.is(lookUp(volume, "f7"), "no-entry");
});

test("a tree without sense is given up for the own one", async (t) => {
  const { store, records } = somebodys();
  const root = opened(store);
  const broken = { ...root };
  Object.defineProperty(broken, "inodes", {
    get: () => {
      throw new Error("no such thing");
    },
  });
  const volume = await volumeOf(broken);
  volume.absorb(records.slice(0, 3));
  t.is(lookUp(volume, "f2"), "entry");
  t.false(volume.isLent);
});
