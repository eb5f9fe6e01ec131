// A participant's whole store on a disk that fails and forgets (promise C3): some seeds here, any
// number by `npm run simulate -- --seed 1 --seeds 1000`.
import test from "ava";
import { isTrouble, nodeDisk } from "../../dhash/index.ts";
import { loadCrypto } from "../../logs/index.ts";
import { testDiskContract } from "../dhash/disk-contract.ts";
import { Chance } from "../support/chance.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";
import { SimulatedDisk } from "./disk.ts";
import { DiskProcess } from "./disk-process.ts";
import type { DiskFaults } from "./faults.ts";
import { noFaults } from "./faults.ts";
import { simulate } from "./run.ts";

const crypto = await loadCrypto();
const seeds = Number(process.env["IVY_SEEDS"] ?? 100);
const perTest = 25;

for (let first = 1; first <= seeds; first += perTest) {
  const last = Math.min(seeds, first + perTest - 1);
  test.serial(
    `seeds ${first} to ${last}: nothing promised is lost, whatever the disk does`,
    async (t) => {
      for (let seed = first; seed <= last; seed++) await simulate({ seed, crypto, operations: 40 });
      t.pass();
    },
  );
}

test.serial("the world is a function of its seed", async (t) => {
  const once = await simulate({ seed: 11, crypto });
  const again = await simulate({ seed: 11, crypto });
  t.is(again.trace, once.trace);
  t.deepEqual(again.counts, once.counts);
  t.not((await simulate({ seed: 12, crypto })).trace, once.trace);
});

test.serial("a failure names the seed that replays it", async (t) => {
  const broken = { ...crypto, open: () => false };
  const error = await t.throwsAsync(simulate({ seed: 5, crypto: broken }));
  t.regex(error?.message ?? "", /npm run simulate -- --seed 5/);
});

testDiskContract(test, "simulated disk", () => {
  const disk = nodeDisk("/home", new DiskProcess(new SimulatedDisk(new Chance(1))));
  expectNoTrouble(disk.makeDirectory(""));
  return disk;
});

interface Tried {
  readonly disk: SimulatedDisk;
  readonly process: DiskProcess;
}

function diskWith(faults: Partial<DiskFaults>): Tried {
  const disk = new SimulatedDisk(new Chance(1));
  disk.faults = { ...noFaults, ...faults };
  return { disk, process: new DiskProcess(disk) };
}

const bytes = Buffer.alloc(10_000, 7);

test("faults are what they are called", (t) => {
  const always = 1000;
  const short = diskWith({ shortWrites: always });
  const descriptor = short.process.openSync("/f", "w");
  const taken = short.process.writevSync(descriptor, [bytes], 0);
  t.true(taken > 0 && taken < bytes.length);
  t.is(short.disk.file("/f").size, taken);
  for (const [faults, code] of [
    [{ failedWrites: always }, "EIO"],
    [{ suddenlyFull: always }, "ENOSPC"],
    [{ bytesMax: 0 }, "ENOSPC"],
  ] as const) {
    const { disk, process } = diskWith(faults);
    t.throws(() => process.writevSync(process.openSync("/f", "w"), [bytes], 0), { code });
    t.is(disk.takeHappened().size, 1);
  }
  const reading = diskWith({ failedReads: always });
  const opened = reading.process.openSync("/f", "w");
  t.throws(() => reading.process.readSync(opened, Buffer.alloc(1), 0, 1, 0), { code: "EIO" });
  t.throws(() => diskWith({ failedNames: always }).process.openSync("/f", "w"), { code: "EIO" });
});

test("a failed sync loses pages once, and the next one does not know", (t) => {
  const { disk, process } = diskWith({ failedSyncs: 1000 });
  const descriptor = process.openSync("/f", "w");
  process.writevSync(descriptor, [Buffer.alloc(100 * 4096, 7)], 0);
  t.throws(() => process.fsyncSync(descriptor), { code: "EIO" });
  disk.faults = noFaults;
  process.fsyncSync(descriptor);
  t.false(disk.file("/f").contents().includes(0));
  disk.endProcesses();
  t.true(disk.file("/f").contents().includes(0));
  t.true(disk.file("/f").contents().includes(7));
});

test("power loss keeps what was synced, and of the rest what it says", (t) => {
  for (const loss of ["nothing", "prefix", "any-pages"] as const) {
    const { disk, process } = diskWith({});
    const descriptor = process.openSync("/f", "w");
    process.fsyncSync(process.openSync("/", 0));
    process.writevSync(descriptor, [bytes], 0);
    process.fsyncSync(descriptor);
    process.writevSync(descriptor, [Buffer.alloc(100_000, 9)], bytes.length);
    process.openSync("/unsynced", "w");
    disk.losePower(loss);
    const kept = disk.file("/f").contents();
    t.deepEqual(kept.subarray(0, bytes.length), bytes, loss);
    if (loss === "nothing") t.is(kept.length, bytes.length);
    if (loss === "nothing") t.is(disk.find("/unsynced"), undefined);
    if (loss === "prefix") t.false(kept.includes(0));
  }
});

test("a process that was killed has no effect any more", (t) => {
  const { disk, process } = diskWith({});
  const home = nodeDisk("/home", process);
  expectNoTrouble(home.makeDirectory(""));
  const file = expectNoTrouble(home.openFile("f"));
  process.dieAtCall(1);
  t.true(isTrouble(file.append([bytes])));
  const size = disk.file("/home/f").size;
  t.true(size <= bytes.length);
  t.true(isTrouble(file.truncate(0)));
  t.is(disk.file("/home/f").size, size);
  t.true(process.isDead);
});
