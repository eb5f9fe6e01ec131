// Free space is answered from memory and asked for at most once a second.
import test from "ava";
import { diskSpace } from "../../fs/adapters/disk-space.ts";
import { MemoryDisk } from "../support/memory-disk.ts";

test("figures are refreshed once a second, and kept when the disk does not answer", (t) => {
  const disk = new MemoryDisk();
  let time = 5;
  const space = diskSpace(disk, () => time);
  disk.limitBytes(1000);
  t.is(space.space().bytesFree, 1000);
  disk.limitBytes(500);
  time += 999;
  t.is(space.space().bytesFree, 1000);
  time += 1;
  t.is(space.space().bytesFree, 500);
  time += 1000;
  disk.failCall(1);
  t.is(space.space().bytesFree, 500);
});

test("before the disk has ever answered there is no space", (t) => {
  const disk = new MemoryDisk();
  disk.failCall(1);
  t.is(diskSpace(disk).space().bytesFree, 0);
});
