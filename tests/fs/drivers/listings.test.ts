// Listings as the kernel gets them, and what it counts and keeps of them; on a toy volume and
// without a kernel.
import test from "ava";
import { servedOpcodes } from "../../../fs/drivers/linux/opcodes.ts";
import { Harness, root } from "../../support/answer-harness.ts";
import { fields } from "../../support/kernel-request.ts";
import { ToyVolume } from "../../support/toy-volume.ts";

test("a listing goes on where the last one stopped and never exceeds the room asked for", (t) => {
  const harness = new Harness();
  const wanted = [".", ".."];
  for (let i = 0; i < 100; i++) {
    harness.create(`file-${"x".repeat(i)}`);
    wanted.push(`file-${"x".repeat(i)}`);
  }
  for (const plus of [false, true]) {
    const opcode = plus ? servedOpcodes.readDirectoryPlus : servedOpcodes.readDirectory;
    const names: string[] = [];
    let cookie = 0n;
    for (;;) {
      t.is(harness.ask(opcode, root, fields(0n, cookie, 1000, 0, 0n, 0, 0)), "replied");
      const { body } = harness;
      if (body.length === 0) break;
      t.true(body.length <= 1000);
      for (let at = 0; at < body.length; ) {
        const dirent = at + (plus ? 128 : 0);
        const length = body.readUInt32LE(dirent + 16);
        cookie = body.readBigUInt64LE(dirent + 8);
        names.push(body.toString("latin1", dirent + 24, dirent + 24 + length));
        at = dirent + 24 + length + (-length & 7);
      }
    }
    t.deepEqual(names, wanted);
  }
});

test("one opening of a directory at a time uses the kernel's cache of listings", (t) => {
  const harness = new Harness();
  const open = (node: number): [handle: bigint, flags: number] => {
    harness.ask(servedOpcodes.openDirectory, node, fields(0, 0));
    return [harness.body.readBigUInt64LE(0), harness.body.readUInt32LE(8)];
  };
  const release = (handle: bigint): void => {
    harness.ask(servedOpcodes.releaseDirectory, root, fields(handle, 0, 0, 0n));
  };
  t.deepEqual(open(root), [1n, 0b1010]);
  t.deepEqual(open(root), [0n, 0]);
  release(0n);
  t.deepEqual(open(root), [0n, 0], "the first is still open");
  t.deepEqual(open(9), [1n, 0b1010], "another directory");
  release(1n);
  t.deepEqual(open(root), [1n, 0b1010]);
});

test("what was counted is forgotten again", (t) => {
  const volume = new ToyVolume();
  const harness = new Harness(volume);
  const before = volume.inodeCount;
  const file = harness.create("file");
  harness.ask(servedOpcodes.lookup, root, fields("file"));
  harness.ask(servedOpcodes.unlink, root, fields("file"));
  harness.ask(servedOpcodes.forget, file, fields(1n));
  t.is(volume.inodeCount, before + 1, "still in use");
  harness.ask(servedOpcodes.batchForget, 0, fields(1, 0, BigInt(file), 1n));
  t.is(volume.inodeCount, before);
});
