// Bugs that a failing disk once brought to light: each test has the claim that was broken.
import test from "ava";
import {
  isTrouble,
  MemoryBlocks,
  nameBlock,
  nodeDisk,
  nodeHasher,
  openPackBlocks,
} from "../../dhash/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import { HomeSharing } from "../../logs/index.ts";
import { sample } from "../dhash/block-samples.ts";
import { SimulatedDisk } from "../simulation/disk.ts";
import { DiskDirectory } from "../simulation/disk-directory.ts";
import { DiskProcess } from "../simulation/disk-process.ts";
import { noFaults } from "../simulation/faults.ts";
import { makeSmallHome } from "../simulation/small-home.ts";
import { readTree } from "../simulation/tree-reader.ts";
import { Chance } from "../support/chance.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

const always = 1000;
const hasher = nodeHasher();

function emptyDisk() {
  const disk = new SimulatedDisk(new Chance(1));
  const process = new DiskProcess(disk);
  const home = nodeDisk("/home", process);
  expectNoTrouble(home.makeDirectory(""));
  return { disk, process, home };
}

test("a replacement that fails, and cannot be cleaned up, is trouble and not thrown", (t) => {
  const { disk, home } = emptyDisk();
  expectNoTrouble(home.replaceFile("f", Buffer.from("before")));
  disk.faults = { ...noFaults, failedWrites: always, failedNames: 0 };
  let calls = 0;
  const failing = new Proxy(new DiskProcess(disk), {
    get: (target, name) =>
      name === "rmSync"
        ? () => {
            calls += 1;
            throw new Error("EIO");
          }
        : (...given: unknown[]) => Reflect.apply(Reflect.get(target, name), target, given),
  });
  t.true(isTrouble(nodeDisk("/home", failing).replaceFile("f", Buffer.from("after"))));
  t.is(calls, 1);
  t.is(disk.file("/home/f").contents().toString(), "before");
});

test("a directory that cannot be opened just now is no lost write: the next sync succeeds", (t) => {
  const { disk, home } = emptyDisk();
  const file = expectNoTrouble(home.openFile("f"));
  expectNoTrouble(file.append([Buffer.from("hello")]));
  disk.faults = { ...noFaults, failedNames: always };
  t.true(isTrouble(file.sync()));
  disk.faults = noFaults;
  t.is(file.sync(), undefined);
  disk.losePower("nothing");
  t.is(disk.file("/home/f").contents().toString(), "hello");
});

test("what a failed append left past the end is not made durable", (t) => {
  const { disk, home } = emptyDisk();
  const file = expectNoTrouble(home.openFile("f"));
  expectNoTrouble(file.append([Buffer.from("hello")]));
  disk.faults = { ...noFaults, failedWrites: always, failedNames: always };
  t.true(isTrouble(file.append([Buffer.alloc(50_000, 1)])));
  disk.faults = noFaults;
  t.is(file.sync(), undefined);
  disk.losePower("nothing");
  t.is(disk.file("/home/f").contents().toString(), "hello");
});

test("a directory made by a process that was killed is made durable by the next one", (t) => {
  const { disk, home: before } = emptyDisk();
  expectNoTrouble(before.makeDirectory("other"));
  disk.place("/home/new").directory.set("new", new DiskDirectory());
  const home = nodeDisk("/home", new DiskProcess(disk));
  expectNoTrouble(home.makeDirectory("new"));
  disk.losePower("nothing");
  t.not(disk.find("/home/new"), undefined);
});

test("a view that was not kept is not there later, though its file had its name already", (t) => {
  const { disk, process, home } = emptyDisk();
  let isFailing = true;
  const failing = new Proxy(process, {
    get:
      (target, name) =>
      (...given: unknown[]) => {
        const isName = name === "fsyncSync" || name === "unlinkSync";
        if (isFailing && isName && disk.find(viewPath) !== undefined) throw new Error("EIO");
        return Reflect.apply(Reflect.get(target, name), target, given);
      },
  });
  const view = Buffer.from("a view");
  const key = nameBlock(hasher, [view]);
  const viewPath = `/home/views/${key}.ivv`;
  const blocks = new MemoryBlocks(hasher);
  const parts = { hasher, blocks, mode: "append" } as const;
  const store = new HomeSharing({ ...parts, disk: nodeDisk("/home", failing) });
  t.true(isTrouble(store.keepView(key, view)));
  t.not(disk.find(viewPath), undefined);
  isFailing = false;
  expectNoTrouble(store.sync());
  t.deepEqual(new HomeSharing({ ...parts, disk: home }).views(), []);
  expectNoTrouble(store.keepView(key, view));
  expectNoTrouble(store.sync());
  t.is(expectNoTrouble(store.views()).length, 1);
});

test("a pack that cannot be read at a start is trouble, and no damage", async (t) => {
  const { disk, home } = emptyDisk();
  const { blocks } = expectNoTrouble(await openPackBlocks({ disk: home, hasher }));
  for (let number = 0; number < 3; number++) {
    const { key, bytes } = sample(number, 9000);
    expectNoTrouble(blocks.put(key, bytes));
  }
  await blocks.close();
  for (let failing = 30; failing <= 1000; failing += 97) {
    disk.faults = { ...noFaults, failedReads: failing };
    const opened = await openPackBlocks({ disk: nodeDisk("/home", new DiskProcess(disk)), hasher });
    if (isTrouble(opened)) t.is(opened.reason, "failed");
    else t.deepEqual(opened.report.damage, []);
  }
});

test("a start that cannot read a journal or a block refuses; nothing is cut", async (t) => {
  const { machine, lines } = await makeSmallHome();
  const sound = machine.disk.contents();
  let refused = 0;
  for (let seed = 0; seed < 60; seed++) {
    machine.disk.restore(sound);
    machine.disk.faults = { ...noFaults, failedReads: 20 + seed * 5 };
    const trouble = await machine.start();
    machine.disk.faults = noFaults;
    if (trouble === undefined) t.deepEqual(readTree(machine.home.volume), lines);
    else refused += 1;
    machine.kill();
    t.is(await machine.start(), undefined);
    t.deepEqual(readTree(machine.home.volume), lines);
    machine.kill();
  }
  t.true(refused > 10);
});

test("a snapshot that proves damaged while records are folded on it costs time only", async (t) => {
  const { machine, lines } = await makeSmallHome();
  // Records after the snapshot, and then a crash.
  t.is(await machine.start(), undefined);
  const make = { kind: "make", parent: rootInodeNumber, name: "late", type: "file" } as const;
  const rest = { mode: 0o644, umask: 0, device: 0, target: "", caller: { uid: 0, gid: 0 } };
  t.is(machine.home.volume.perform({ ...make, ...rest }).kind, "entry");
  machine.kill();
  const contents = machine.disk.contents();
  const snapshot = [...contents.keys()].find((path) => path.endsWith(".ivs")) ?? "";
  const size = contents.get(snapshot)?.length ?? 0;
  for (let position = 40; position < size; position += 61) {
    const bytes = Buffer.from(contents.get(snapshot) ?? []);
    bytes[position] = (bytes[position] ?? 0) ^ 0xff;
    machine.disk.restore(new Map([...contents, [snapshot, bytes]]));
    t.is(await machine.start(), undefined, `byte ${position}`);
    const seen = readTree(machine.home.volume);
    // Each thing once: a listing that the damage broke off goes on where it was.
    t.is(seen.length, lines.length + 1, `byte ${position}`);
    t.deepEqual(seen.filter((line) => !line.startsWith("/late ")).slice(1), lines.slice(1));
    machine.kill();
  }
});
