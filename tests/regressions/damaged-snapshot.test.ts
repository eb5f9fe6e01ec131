// A snapshot may prove damaged in the middle of any request, because its nodes are read when they
// are first needed. It costs time only: the request is answered once, and changes the log once.
import test from "ava";
import { nodeHasher, Trouble } from "../../dhash/index.ts";
import type { Request } from "../../fs/core/index.ts";
import {
  applyRecord,
  decodeChanges,
  emptyRoot,
  makeEdit,
  openSnapshot,
} from "../../fs/core/index.ts";
import type { Root } from "../../fs/index.ts";
import { rootInodeNumber, Volume } from "../../fs/index.ts";
import { isMalformed } from "../../logs/index.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { MemoryLog, memoryPorts, memoryVolume } from "../support/memory-volume.ts";

const hasher = nodeHasher();
const parent = rootInodeNumber;
const make = { kind: "make", parent, type: "file", mode: 0o644, umask: 0, device: 0 } as const;
const caller = { uid: 0, gid: 0 };
const files = 300;

/** A snapshot of a directory with some files, whose nodes cannot be read after some loads. */
class FailingSnapshots extends MemorySnapshots {
  loadsLeft = Number.POSITIVE_INFINITY;

  override load(reference: number): Uint8Array | Trouble {
    if (--this.loadsLeft < 0) return new Trouble("damaged", "a node is damaged");
    return super.load(reference);
  }
}

const log = new MemoryLog();
const written = await memoryVolume(log);
for (let number = 0; number < files; number++) {
  written.perform({ ...make, name: `file ${number}`, target: "", caller });
}
const snapshots = new FailingSnapshots();
writeWhole(written.freeze(), snapshots);

function foldAgain(own: MemoryLog): Root {
  const edit = makeEdit();
  let root = emptyRoot();
  for (const { stamp, changes, partCount } of own.records) {
    const decoded = decodeChanges(changes, partCount);
    if (!isMalformed(decoded)) root = applyRecord(root, edit, stamp, decoded);
  }
  return root;
}

/** What comes of a request when the snapshot fails after so many loads. */
async function tryWith(request: Request, loads: number) {
  const own = new MemoryLog(log);
  const root = openSnapshot(snapshots.root ?? new Uint8Array(0), snapshots, hasher);
  if (root instanceof Trouble) throw new Error(root.message);
  let refolds = 0;
  const refold = (): Root => {
    refolds += 1;
    return foldAgain(own);
  };
  const ports = { ...(await memoryPorts(own)), refold, report: () => {} };
  const volume = new Volume(ports, { root, slot: 1, nextCounter: files + 1, readOnly: false });
  // In use, so that losing its name keeps it.
  volume.perform({ kind: "lookup", parent, name: "file 1" });
  snapshots.loadsLeft = loads;
  const outcome = volume.perform(request);
  snapshots.loadsLeft = Number.POSITIVE_INFINITY;
  return { outcome, refolds, records: own.records.length - log.records.length, volume };
}

const requests: readonly Request[] = [
  { kind: "unlink", parent, name: "file 207" },
  {
    kind: "rename",
    parent,
    name: "file 207",
    newParent: parent,
    newName: "file 1",
    mode: "replace",
  },
  { kind: "rename", parent, name: "file 9", newParent: parent, newName: "new", mode: "replace" },
  { ...make, name: "new", target: "", caller },
];

for (const [number, request] of requests.entries()) {
  test(`${number} ${request.kind} is done once, where a snapshot proves damaged`, async (t) => {
    let damaged = 0;
    for (let loads = 0; loads < 30; loads++) {
      const { outcome, records, refolds } = await tryWith(request, loads);
      t.not(outcome.kind, "refused", `after ${loads} loads`);
      t.is(records, 1, `after ${loads} loads`);
      damaged += refolds;
    }
    t.true(damaged > 0);
  });
}

test("a listing names each entry once, wherever the snapshot proves damaged", async (t) => {
  let damaged = 0;
  for (let loads = 0; loads < 40; loads++) {
    const names: string[] = [];
    const accept = ({ name }: { readonly name: string }): boolean => names.push(name) > 0;
    const list = { kind: "read-directory", inode: parent, cookie: 0, counted: true } as const;
    damaged += (await tryWith({ ...list, accept }, loads)).refolds;
    t.is(names.length, files + 2);
    t.is(new Set(names).size, files + 2);
  }
  t.true(damaged > 10);
});
