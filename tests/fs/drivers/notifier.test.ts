// The notifier against a file in place of /dev/fuse: batches, overflow, end.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import test from "ava";
import { makeInodeNumber } from "../../../fs/core/inode-number.ts";
import type { Notification } from "../../../fs/drivers/linux/index.ts";
import { Notifier } from "../../../fs/drivers/linux/index.ts";
import { loadLibc } from "../../../fs/drivers/linux/libc.ts";

const directory = mkdtempSync(join(tmpdir(), "ivy-notifier-"));
test.after.always(() => rmSync(directory, { recursive: true }));

function attributesOf(counter: number): Notification {
  return { kind: "attributes", inode: makeInodeNumber(1, counter) };
}

/** Inode counters of the "attributes" messages written, after `use` and until nothing is left. */
async function written(
  name: string,
  everything: () => Iterable<Notification>,
  use: (notifier: Notifier) => void,
): Promise<number[]> {
  const file = join(directory, name);
  const descriptor = openSync(file, "w");
  const wakeDescriptor = loadLibc().eventfd(0, 0o4000);
  const log = (message: string): never => {
    throw new Error(message);
  };
  const options = { descriptor, wakeDescriptor, minorVersion: 45, log };
  const notifier = new Notifier({ ...options, everything, queuedMax: 1000 });
  use(notifier);
  while (!notifier.statistics().idle) await setTimeout(1);
  await notifier.close();
  closeSync(descriptor);
  closeSync(wakeDescriptor);
  const bytes = readFileSync(file);
  const counters: number[] = [];
  for (let at = 0; at < bytes.length; at += 40) counters.push(bytes.readUInt32LE(at + 16));
  return counters;
}

test("notifications are written in order, however many at once", async (t) => {
  const all = Array.from({ length: 900 }, (_, index) => index);
  const counters = await written(
    "order",
    () => [],
    (notifier) => {
      notifier.notify(all.slice(0, 700).map(attributesOf));
      notifier.notify(all.slice(700).map(attributesOf));
    },
  );
  t.deepEqual(counters, all);
});

test("when the queue overflows everything is told anew, then what came later", async (t) => {
  const everything = (): Notification[] => [7001, 7002].map(attributesOf);
  const counters = await written("overflow", everything, (notifier) => {
    for (let i = 0; i < 3; i++) {
      notifier.notify(Array.from({ length: 600 }, (_, index) => attributesOf(index)));
    }
    notifier.notify([attributesOf(8000)]);
    t.is(notifier.statistics().overflows, 1);
  });
  t.deepEqual(counters.slice(-1), [8000]);
  t.true(counters.includes(7001) && counters.includes(7002));
  t.true(counters.length < 1800);
});

test("a closed notifier takes nothing more", async (t) => {
  const counters = await written(
    "closed",
    () => [],
    (notifier) => {
      void notifier.close();
      notifier.notify([attributesOf(1)]);
    },
  );
  t.deepEqual(counters, []);
});
