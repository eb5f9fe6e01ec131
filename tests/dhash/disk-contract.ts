// The contract of the Disk port: one suite for every implementation.
import type { TestFn } from "ava";
import type { Disk } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

const hello = Buffer.from("hello");
const world = Buffer.from(", world");

export function testDiskContract(test: TestFn, what: string, makeDisk: () => Disk): void {
  testAppending(test, what, makeDisk);
  testHandles(test, what, makeDisk);
  testWholeFiles(test, what, makeDisk);
}

function testAppending(test: TestFn, what: string, makeDisk: () => Disk): void {
  test(`${what}: an absent directory lists as empty, names come sorted`, (t) => {
    const disk = makeDisk();
    t.deepEqual(disk.list("nowhere"), []);
    expectNoTrouble(disk.makeDirectory("a/b"));
    expectNoTrouble(disk.makeDirectory("a/b"));
    for (const name of ["z", "m", "aa"]) expectNoTrouble(disk.openFile(`a/b/${name}`)).close();
    t.deepEqual(disk.list("a/b"), ["aa", "m", "z"]);
    t.deepEqual(disk.list("a"), ["b"]);
  });

  test(`${what}: appended parts are read back to back from any position`, (t) => {
    const file = expectNoTrouble(makeDisk().openFile("f"));
    t.is(file.size(), 0);
    expectNoTrouble(file.append([hello, world]));
    expectNoTrouble(file.append([]));
    expectNoTrouble(file.append([hello]));
    t.is(file.size(), 17);
    t.is(readText(file, 3, 6), "lo, wo");
    t.is(readText(file, 12, 100), "hello");
    t.is(readText(file, 17, 4), "");
    t.is(readText(file, 400, 4), "");
    t.is(file.sync(), undefined);
    file.close();
  });

  test(`${what}: an append of very many parts is whole`, (t) => {
    const file = expectNoTrouble(makeDisk().openFile("f"));
    const parts = Array.from({ length: 3000 }, (_, i) => Buffer.from([i & 0xff]));
    expectNoTrouble(file.append(parts));
    const target = new Uint8Array(3000);
    t.is(file.read(0, target), 3000);
    t.deepEqual(Buffer.from(target), Buffer.concat(parts));
    file.close();
  });

  test(`${what}: a file keeps its bytes when it is closed and opened again`, (t) => {
    const disk = makeDisk();
    const file = expectNoTrouble(disk.openFile("f"));
    expectNoTrouble(file.append([hello]));
    file.close();
    const again = expectNoTrouble(disk.openFile("f"));
    t.is(again.size(), 5);
    expectNoTrouble(again.append([world]));
    t.is(readText(again, 0, 12), "hello, world");
    again.close();
  });
}

function testHandles(test: TestFn, what: string, makeDisk: () => Disk): void {
  test(`${what}: all handles of a file see what one of them appended`, (t) => {
    const disk = makeDisk();
    const one = expectNoTrouble(disk.openFile("f"));
    const two = expectNoTrouble(disk.openFile("f"));
    const reader = expectNoTrouble(disk.openForReading("f"));
    if (reader === undefined) return t.fail("the file is there");
    expectNoTrouble(one.append([hello]));
    expectNoTrouble(two.append([world]));
    one.close();
    t.is(reader.size(), 12);
    t.is(readText(reader, 0, 12), "hello, world");
    t.throws(() => reader.append([hello]));
    two.close();
    reader.close();
  });

  test(`${what}: a reader opened first sees what is appended later`, (t) => {
    const disk = makeDisk();
    expectNoTrouble(disk.openFile("f")).close();
    const reader = expectNoTrouble(disk.openForReading("f"));
    const writer = expectNoTrouble(disk.openFile("f"));
    expectNoTrouble(writer.append([hello]));
    t.is(reader?.size(), 5);
    writer.close();
    reader?.close();
  });

  test(`${what}: reading an absent file is an answer, not trouble`, (t) => {
    t.is(makeDisk().openForReading("nothing"), undefined);
  });

  test(`${what}: truncate shortens, and the next append goes on there`, (t) => {
    const file = expectNoTrouble(makeDisk().openFile("f"));
    expectNoTrouble(file.append([hello, world]));
    expectNoTrouble(file.truncate(4));
    t.is(file.size(), 4);
    expectNoTrouble(file.append([world]));
    t.is(readText(file, 0, 100), "hell, world");
    file.close();
  });
}

function testWholeFiles(test: TestFn, what: string, makeDisk: () => Disk): void {
  test(`${what}: a replaced file holds exactly the new bytes`, (t) => {
    const disk = makeDisk();
    expectNoTrouble(disk.replaceFile("f", Buffer.from("hello, world")));
    expectNoTrouble(disk.replaceFile("f", hello));
    const reader = expectNoTrouble(disk.openForReading("f"));
    if (reader === undefined) return t.fail("the file is there");
    t.is(readText(reader, 0, 100), "hello");
    reader.close();
    t.deepEqual(disk.list(""), ["f"]);
  });

  test(`${what}: a removed file is gone, removing it again is no trouble`, (t) => {
    const disk = makeDisk();
    expectNoTrouble(disk.replaceFile("f", hello));
    t.is(disk.removeFile("f"), undefined);
    t.is(disk.removeFile("f"), undefined);
    t.deepEqual(disk.list(""), []);
  });

  test(`${what}: opening in an absent directory is trouble that names it`, (t) => {
    const file = makeDisk().openFile("no/where");
    t.true(isTrouble(file) && file.reason === "absent" && file.message.includes("no/where"));
  });

  test(`${what}: free space is known`, (t) => {
    const space = expectNoTrouble(makeDisk().space());
    t.true(space.bytesTotal >= space.bytesFree && space.bytesFree > 0 && space.filesTotal > 0);
  });
}

function readText(
  file: { read(position: number, target: Uint8Array): unknown },
  position: number,
  length: number,
): string {
  const target = new Uint8Array(length);
  const read = file.read(position, target);
  if (typeof read !== "number") throw new Error("trouble while reading");
  return Buffer.from(target.subarray(0, read)).toString();
}
