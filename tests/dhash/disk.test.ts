// The disks against their contract, and their faults: what a full, failing or powerless disk may
// and may not do.
import fs from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import test from "ava";
import type { Disk, PendingSync, Trouble } from "../../dhash/index.ts";
import { isTrouble, nodeDisk } from "../../dhash/index.ts";
import { expectNoTrouble, Killed, MemoryDisk } from "../support/memory-disk.ts";
import { testDiskContract } from "./disk-contract.ts";

const directories: string[] = [];
function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(join(tmpdir(), "ivy-disk-"));
  directories.push(directory);
  return directory;
}
test.after.always(() => {
  for (const directory of directories) fs.rmSync(directory, { recursive: true });
});

testDiskContract(test, "memory disk", () => new MemoryDisk());
testDiskContract(test, "real disk", () => nodeDisk(temporaryDirectory()));

const four = Buffer.from("four");

/** Asks a sync that was begun until it is over. */
async function end(sync: PendingSync): Promise<Trouble | undefined> {
  for (;;) {
    const answer = sync();
    if (answer !== "waiting") return answer;
    await nextTurn();
  }
}

test("real disk: a sync beside this thread is of all files below a directory", async (t) => {
  const disk = nodeDisk(temporaryDirectory());
  expectNoTrouble(disk.makeDirectory("a"));
  const files = ["a/1", "a/2"].map((path) => expectNoTrouble(disk.openFile(path)));
  // The first sync of a file makes its name durable as well.
  for (const round of [1, 2, 3]) {
    for (const file of files) expectNoTrouble(file.append([four]));
    const sync = disk.beginSync?.(["a", "nowhere"], undefined);
    if (sync === undefined) {
      t.pass("this system has no such syncs");
      return;
    }
    t.is(await end(sync), undefined, `round ${round}`);
  }
  for (const file of files) file.close();
});

/** Syncs that end when, and as, the test says. */
function heldSyncs() {
  const results: (number | undefined)[] = [];
  const syncs = {
    isPossible: true,
    begin: () => {
      const at = results.push(undefined) - 1;
      return () => results[at];
    },
  };
  return { results, syncs };
}

test("real disk: a sync that fails beside this thread poisons its file", (t) => {
  const { results, syncs } = heldSyncs();
  const disk = nodeDisk(temporaryDirectory(), { ...fs, syncs });
  const file = expectNoTrouble(disk.openFile("a"));
  expectNoTrouble(file.append([four]) ?? file.sync() ?? file.append([four]));
  const sync = disk.beginSync?.(["."], undefined);
  t.is(sync?.(), undefined, "below another directory there is nothing to sync");
  file.close();
  expectNoTrouble(disk.makeDirectory("d"));
  const other = expectNoTrouble(disk.openFile("d/b"));
  expectNoTrouble(other.append([four]) ?? other.sync() ?? other.append([four]));
  const failing = disk.beginSync?.(["d"], undefined);
  t.is(failing?.(), "waiting");
  results[0] = constants.errno.EIO;
  const trouble = failing?.();
  t.true(isTrouble(trouble) && /EIO/.test(trouble.message));
  t.true(isTrouble(other.sync()), "and so does every later one");
  t.true(isTrouble(other.append([four])));
  other.close();
});

test("real disk: what is appended after a sync began is synced by the next one", (t) => {
  const { results, syncs } = heldSyncs();
  let count = 0;
  const fdatasyncSync = (): void => void count++;
  const disk = nodeDisk(temporaryDirectory(), { ...fs, syncs, fdatasyncSync });
  expectNoTrouble(disk.makeDirectory("d"));
  const file = expectNoTrouble(disk.openFile("d/a"));
  expectNoTrouble(file.append([four]) ?? file.sync() ?? file.append([four]));
  const begun = disk.beginSync?.(["d"], undefined);
  expectNoTrouble(file.append([four]));
  results[0] = 0;
  t.is(begun?.(), undefined);
  t.is(count, 1);
  expectNoTrouble(file.sync());
  t.is(count, 2, "there was more to sync");
  expectNoTrouble(file.sync());
  t.is(count, 2, "there is nothing more");
  expectNoTrouble(file.append([four]));
  const cut = disk.beginSync?.(["d"], undefined);
  expectNoTrouble(file.truncate(4) ?? file.append([four, four, four]));
  t.is(count, 3, "a truncation is synced before something is written in its place");
  results[1] = 0;
  t.is(cut?.(), undefined);
  expectNoTrouble(file.sync());
  t.is(count, 4, "a truncation is not what the sync was of");
  file.close();
});

/** A real disk some of whose system calls are replaced. */
function faultyDisk(faults: Partial<typeof fs>): Disk {
  return nodeDisk(temporaryDirectory(), { ...fs, ...faults });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test("real disk: a short write is completed", (t) => {
  const disk = faultyDisk({
    writevSync: (descriptor, parts, position) =>
      fs.writeSync(
        descriptor,
        Buffer.concat(
          parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
        ),
        0,
        3,
        position ?? 0,
      ),
  });
  const file = expectNoTrouble(disk.openFile("f"));
  expectNoTrouble(file.append([four, four]));
  const target = Buffer.alloc(8);
  t.is(file.read(0, target), 8);
  t.is(target.toString(), "fourfour");
  file.close();
});

for (const [code, reason] of [
  ["ENOSPC", "full"],
  ["EDQUOT", "over-quota"],
  ["EIO", "failed"],
  ["EACCES", "denied"],
  ["EROFS", "failed"],
] as const) {
  test(`real disk: ${code} in an append is "${reason}" and leaves the former size`, (t) => {
    let isBroken = true;
    const disk = faultyDisk({
      writevSync: (descriptor, parts, position) => {
        if (!isBroken) return fs.writevSync(descriptor, parts, position ?? undefined);
        fs.writeSync(descriptor, Buffer.from("fo"), 0, 2, position ?? 0);
        throw systemError(code);
      },
    });
    const file = expectNoTrouble(disk.openFile("f"));
    const trouble = file.append([four]);
    t.is(isTrouble(trouble) ? trouble.reason : undefined, reason);
    t.is(file.size(), 0);
    t.is(file.read(0, new Uint8Array(9)), 0);
    isBroken = false;
    expectNoTrouble(file.append([four]));
    t.is(file.read(0, new Uint8Array(9)), 4);
    file.close();
  });
}

test("real disk: what a failed append left is cut for good before the next one", (t) => {
  let isBroken = true;
  const calls: string[] = [];
  const disk = faultyDisk({
    writevSync: (descriptor, parts, position) => {
      calls.push("write");
      if (!isBroken) return fs.writevSync(descriptor, parts, position ?? undefined);
      fs.writeSync(descriptor, Buffer.from("remains"), 0, 7, position ?? 0);
      throw systemError("EIO");
    },
    ftruncateSync: (descriptor, length) => {
      if (isBroken) throw systemError("EIO");
      calls.push("cut");
      fs.ftruncateSync(descriptor, length);
    },
    fdatasyncSync: () => calls.push("sync"),
  });
  const file = expectNoTrouble(disk.openFile("f"));
  t.true(isTrouble(file.append([four])));
  isBroken = false;
  for (let i = 0; i < 2; i++) expectNoTrouble(file.append([four]));
  t.is(file.read(0, new Uint8Array(20)), 8);
  t.deepEqual(calls, ["write", "cut", "sync", "write", "write"]);
  file.close();
});

test("real disk: after a failed sync every later sync and append fails", (t) => {
  let failures = 1;
  const disk = faultyDisk({
    fdatasyncSync: () => {
      if (failures-- > 0) throw systemError("EIO");
    },
  });
  const file = expectNoTrouble(disk.openFile("f"));
  expectNoTrouble(file.append([four]));
  for (let i = 0; i < 3; i++) t.true(isTrouble(file.sync()));
  t.true(isTrouble(file.append([four])));
  t.is(file.size(), 4);
  file.close();
});

test("real disk: an unfinished replacement is not listed, the next one is not disturbed", (t) => {
  const directory = temporaryDirectory();
  fs.writeFileSync(join(directory, "f.unfinished"), "long remains of a crash");
  const disk = nodeDisk(directory);
  t.deepEqual(disk.list(""), []);
  expectNoTrouble(disk.replaceFile("f", four));
  t.deepEqual(fs.readdirSync(directory), ["f"]);
  t.is(fs.readFileSync(join(directory, "f"), "utf8"), "four");
});

test("real disk: files are for their owner only", (t) => {
  const directory = temporaryDirectory();
  const disk = nodeDisk(directory);
  expectNoTrouble(disk.makeDirectory("d"));
  expectNoTrouble(disk.openFile("d/f")).close();
  t.is(fs.statSync(join(directory, "d/f")).mode & 0o777, 0o600);
  t.is(fs.statSync(join(directory, "d")).mode & 0o777, 0o700);
});

test("memory disk: power loss forgets unsynced bytes and names, and may keep a torn tail", (t) => {
  const disk = new MemoryDisk();
  const file = expectNoTrouble(disk.openFile("synced"));
  expectNoTrouble(file.append([four]));
  expectNoTrouble(file.sync());
  expectNoTrouble(file.append([four]));
  expectNoTrouble(expectNoTrouble(disk.openFile("unsynced")).append([four]));
  disk.losePower(1);
  t.deepEqual(disk.paths(), ["synced"]);
  t.is(Buffer.from(disk.bytesOf("synced")).toString(), "fourf");
  t.throws(() => file.sync(), { message: /process that is gone/ });
  disk.losePower();
  t.is(Buffer.from(disk.bytesOf("synced")).toString(), "fourf");
});

test("memory disk: faults are what they are called", (t) => {
  const disk = new MemoryDisk();
  const file = expectNoTrouble(disk.openFile("f"));
  disk.limitBytes(6);
  expectNoTrouble(file.append([four]));
  const full = file.append([four]);
  t.is(isTrouble(full) ? full.reason : undefined, "full");
  t.is(file.size(), 4);
  disk.limitBytes(100);
  disk.failCall(2);
  expectNoTrouble(file.append([four]));
  t.true(isTrouble(file.append([four])));
  expectNoTrouble(file.append([four]));
  disk.flipByte("f", 1, 1);
  t.is(Buffer.from(disk.bytesOf("f")).toString(), "fnurfourfour");
  disk.failSync(1);
  t.true(isTrouble(file.sync()));
  t.true(isTrouble(file.sync()));
  disk.killInNextAppend(2);
  const again = expectNoTrouble(disk.openFile("g"));
  t.throws(() => again.append([four]), { instanceOf: Killed });
  t.is(disk.bytesOf("g").length, 2);
});
