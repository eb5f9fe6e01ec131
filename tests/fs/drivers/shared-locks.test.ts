// Locks that are served: what the kernel says of a lock and its owner, and that nothing of a file
// is left in the kernel between one holder and the next.
import test from "ava";
import type { Lock } from "../../../fs/core/agreement/lock-table.ts";
import { initFlags, lockFlags } from "../../../fs/drivers/linux/init.ts";
import { servedOpcodes } from "../../../fs/drivers/linux/opcodes.ts";
import type { FileRange } from "../../../fs/drivers/linux/verdict.ts";
import { defaultManner } from "../../../fs/drivers/linux/verdict.ts";
import type { LockHandler } from "../../../fs/ports.ts";
import { FakeKernel } from "../../support/fake-kernel.ts";
import { fields } from "../../support/kernel-request.ts";
import { ToyVolume } from "../../support/toy-volume.ts";

const { setLock, waitForLock, testLock } = servedOpcodes;
const [read, write, none] = [0, 1, 2];
const strict = { ...defaultManner, isStrict: true };
const endOfAll = 2n ** 63n - 1n;

/** What is taken, and what comes of it. */
class Locks implements LockHandler {
  readonly taken: Lock[] = [];
  readonly said: string[] = [];
  outcome: ReturnType<LockHandler["take"]> = { kind: "done" };
  found: ReturnType<LockHandler["test"]>;

  take(lock: Lock, isBlocking: boolean): ReturnType<LockHandler["take"]> {
    this.taken.push(lock);
    this.said.push(isBlocking ? "wait" : "try");
    return this.outcome;
  }

  test(): ReturnType<LockHandler["test"]> {
    return this.found;
  }

  give(inode: number, { space, owner, start, end }: Parameters<LockHandler["give"]>[1]): void {
    this.said.push(`give ${inode} ${space} ${owner} ${start} ${end}`);
  }

  close(inode: number, handle: number): void {
    this.said.push(`close ${inode} ${handle}`);
  }
}

interface Asked {
  readonly type: number;
  readonly start?: bigint;
  readonly end?: bigint;
  readonly isFile?: boolean;
}

function lockBody({ type, start = 0n, end = endOfAll, isFile = false }: Asked): Buffer {
  return fields(5n, (7n << 32n) | 6n, start, end, type, 99, Number(isFile), 0);
}

test("locks are taken from the kernel only where they are shared", (t) => {
  const offered = Object.values({ ...initFlags, ...lockFlags }).reduce((all, bit) => all | bit, 0);
  const body = fields(7, 45, 0, offered & ~initFlags.initExt);
  const flagsOf = (kernel: FakeKernel): number =>
    kernel.ask({ opcode: servedOpcodes.init, body })[0]?.body.readUInt32LE(12) ?? 0;
  const wanted = lockFlags.posixLocks | lockFlags.flockLocks;
  using local = new FakeKernel({ volume: new ToyVolume() });
  t.is(flagsOf(local) & wanted, 0);
  t.is(local.ask({ opcode: setLock, body: lockBody({ type: read }) })[0]?.error, 38);
  using shared = new FakeKernel({
    ...{ volume: new ToyVolume(), locks: new Locks() },
    wishes: { without: 0, besides: wanted },
  });
  t.is(flagsOf(shared) & wanted, wanted);
});

test("a lock is what the kernel says of it, and its owner is told apart", (t) => {
  const locks = new Locks();
  using kernel = new FakeKernel({ volume: new ToyVolume(), locks });
  t.is(kernel.ask({ opcode: setLock, body: lockBody({ type: write }) })[0]?.error, 0);
  const narrow = { type: read, start: 3n, end: 4n, isFile: true };
  kernel.ask({ opcode: waitForLock, body: lockBody(narrow) });
  const whole = { start: 0, end: Number.MAX_SAFE_INTEGER, space: "range", isExclusive: true };
  const who = { owner: "7:6", handle: 5, process: 99 };
  t.like(locks.taken[0], { ...whole, ...who });
  t.like(locks.taken.at(-1), { start: 3, end: 4, space: "file", isExclusive: false, ...who });
  const odd = [lockBody({ type: 3 }), lockBody({ type: read, start: 5n, end: 4n })];
  for (const body of odd) t.is(kernel.ask({ opcode: setLock, body })[0]?.error, 22);
});

test("what the kernel has of a file goes before a lock is had or given back", (t) => {
  const locks = new Locks();
  const flushed: (readonly [string, FileRange])[] = [];
  const flush = (key: string, range: FileRange): number => flushed.push([key, range]);
  using kernel = new FakeKernel({ volume: new ToyVolume(), locks, flush });
  t.deepEqual(kernel.ask({ opcode: setLock, unique: 8, body: lockBody({ type: write }) }), []);
  t.like(flushed[0]?.[1], { inode: 1, offset: 0, end: Number.POSITIVE_INFINITY });
  kernel.session.resume(flushed[0]?.[0] ?? "");
  t.like(kernel.replies(), [{ unique: 8, error: 0 }]);
  t.deepEqual(kernel.ask({ opcode: setLock, unique: 10, body: lockBody({ type: none }) }), []);
  t.deepEqual(locks.said, ["try", "try"], "nothing is given back yet");
  kernel.session.resume(flushed[1]?.[0] ?? "");
  t.like(kernel.replies(), [{ unique: 10, error: 0 }]);
  t.is(locks.said.at(-1), `give 1 range 7:6 0 ${Number.MAX_SAFE_INTEGER}`);
});

test("who waits for a lock is parked, and interrupted without a lock", (t) => {
  const locks = new Locks();
  locks.outcome = { kind: "waits", ticket: 3 };
  const [waiting, abandoned]: [string[], string[]] = [[], []];
  using kernel = new FakeKernel({
    ...{ volume: new ToyVolume(), locks },
    wait: (key) => waiting.push(key),
    abandon: (key) => abandoned.push(key),
  });
  const body = lockBody({ type: write });
  t.deepEqual(kernel.ask({ opcode: waitForLock, unique: 8, body }), []);
  t.deepEqual(kernel.ask({ opcode: waitForLock, unique: 10, body }), []);
  const interrupt = { opcode: servedOpcodes.interrupt, unique: 11, body: fields(8n) };
  t.like(kernel.ask(interrupt)[0], { unique: 8, error: 4 });
  t.deepEqual(abandoned, [waiting[0]]);
  locks.outcome = { kind: "refused", refusal: "locked" };
  kernel.session.resume(waiting[1] ?? "");
  t.like(kernel.replies(), [{ unique: 10, error: 11 }]);
});

test("a signal that comes when the lock is had does not take it away", (t) => {
  const locks = new Locks();
  const flushed: string[] = [];
  const flush = (key: string): number => flushed.push(key);
  using kernel = new FakeKernel({ volume: new ToyVolume(), locks, flush });
  const body = lockBody({ type: write });
  kernel.ask({ opcode: waitForLock, unique: 8, body });
  const interrupt = { opcode: servedOpcodes.interrupt, unique: 9, body: fields(8n) };
  t.deepEqual(kernel.ask(interrupt), []);
  kernel.session.resume(flushed[0] ?? "");
  t.like(kernel.replies(), [{ unique: 8, error: 0 }]);
});

test("who asks is told which lock is in the way", (t) => {
  const locks = new Locks();
  using kernel = new FakeKernel({ volume: new ToyVolume(), locks, wait: () => undefined });
  const body = lockBody({ type: write, start: 2n, end: 9n });
  const [free] = kernel.ask({ opcode: testLock, body });
  t.deepEqual(free?.body, fields(2n, 9n, none, 99));
  kernel.ask({ opcode: setLock, body });
  const [taken] = locks.taken;
  if (taken === undefined) return t.fail();
  locks.found = { ...taken, start: 1, end: Number.MAX_SAFE_INTEGER, process: 0 };
  const [held] = kernel.ask({ opcode: testLock, body });
  t.deepEqual(held?.body, fields(1n, endOfAll, write, 0));
  locks.found = { kind: "waits", ticket: 1 };
  return t.deepEqual(kernel.ask({ opcode: testLock, body }), []);
});

test("the locks of an opening end with it; a close ends those of a process", (t) => {
  const locks = new Locks();
  using kernel = new FakeKernel({ volume: new ToyVolume(), locks });
  const handles = [1, 2].map(() => {
    const [opened] = kernel.ask({ opcode: servedOpcodes.open, body: fields(2, 0) });
    t.is(opened?.body.readUInt32LE(8), 1 << 1, "pages are kept");
    return opened?.body.readBigUInt64LE(0);
  });
  t.deepEqual(handles, [1n, 2n]);
  kernel.ask({ opcode: servedOpcodes.flush, body: fields(2n, 0, 0, (7n << 32n) | 6n) });
  kernel.ask({ opcode: servedOpcodes.release, body: fields(2n, 2, 0, 0n) });
  t.deepEqual(locks.said, [`give 1 range 7:6 0 ${Number.MAX_SAFE_INTEGER}`, "close 1 2"]);
  using alone = new FakeKernel({ volume: new ToyVolume(), manner: strict });
  const [opened] = alone.ask({ opcode: servedOpcodes.open, body: fields(2, 0) });
  t.deepEqual(opened?.body, fields(0n, 0, 0));
});
