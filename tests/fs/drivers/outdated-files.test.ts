// The register of files of which the kernel keeps an outdated size: told again with longer and
// longer pauses, until the kernel has forgotten them.
import test from "ava";
import {
  createInode,
  type FileType,
  type Inode,
  type InodeDifference,
  type Place,
} from "../../../fs/core/index.ts";
import { type InodeNumber, makeInodeNumber } from "../../../fs/core/inode-number.ts";
import { OutdatedFiles } from "../../../fs/drivers/linux/index.ts";
import { Author, make, toName } from "../../support/tree-story.ts";

const directory = makeInodeNumber(1, 1);
const [a, b] = [makeInodeNumber(1, 2), makeInodeNumber(1, 3)];
const none = Number.POSITIVE_INFINITY;

/** Each file has the names that it is given here. */
function register(names: Map<InodeNumber, readonly string[]>) {
  const placesOf = (inode: InodeNumber): Place[] =>
    (names.get(inode) ?? []).map((name) => ({ directory, name: toName(name) }));
  const files = new OutdatedFiles(placesOf);
  const told = (now: number): string[] =>
    files.turn(now).map((one) => (one.kind === "entry" ? one.name : one.kind));
  return { files, told };
}

test("a file is told again after pauses that double up to the longest", (t) => {
  const { files, told } = register(new Map([[a, ["a"]]]));
  files.add(a, 1000);
  const pauses: number[] = [];
  let now = 1000;
  for (let turn = 0; turn < 9; turn++) {
    const rest = files.restMilliseconds(now);
    t.deepEqual(told(now + rest - 1), []);
    now += rest;
    t.deepEqual(told(now), ["a"]);
    pauses.push(rest);
  }
  t.deepEqual(pauses, [50, 100, 200, 400, 800, 1600, 3200, 3200, 3200]);
});

test("what the kernel has forgotten is told no more", (t) => {
  const { files, told } = register(new Map([a, b].map((inode) => [inode, [`${inode}`]])));
  t.is(files.restMilliseconds(0), none);
  files.add(a, 0);
  files.add(b, 10);
  files.forget(a);
  t.is(files.restMilliseconds(0), 60);
  t.deepEqual(told(60), [`${b}`]);
  files.forget(b);
  files.forget(b);
  t.is(files.size, 0);
  t.is(files.restMilliseconds(60), none);
  t.deepEqual(told(100_000), []);
});

test("a file that is changed once more waits from the beginning, in one place", (t) => {
  const { files, told } = register(new Map([[a, ["a"]]]));
  files.add(a, 0);
  for (const now of [50, 150, 350]) t.deepEqual(told(now), ["a"]);
  files.add(a, 400);
  t.is(files.size, 1);
  t.deepEqual(told(449), []);
  t.deepEqual(told(450), ["a"]);
  files.forget(a);
  t.is(files.size, 0);
});

test("a file is told by the names that it has then; without any it is left", (t) => {
  const names = new Map([[a, ["old"]]]);
  const { files, told } = register(names);
  files.add(a, 0);
  names.set(a, ["new", "other"]);
  t.deepEqual(told(50), ["new", "other"]);
  names.delete(a);
  t.deepEqual(told(150), []);
  t.is(files.size, 0);
});

test("so many files that requests would wait are told in several turns", (t) => {
  const inodes = Array.from({ length: 3000 }, (_, index) => makeInodeNumber(2, index + 1));
  const { files, told } = register(new Map(inodes.map((inode) => [inode, [`${inode}`]])));
  for (const inode of inodes) files.add(inode, 0);
  const all: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    t.is(files.restMilliseconds(50), 0);
    const some = told(50);
    t.true(some.length > 0 && some.length < 2000);
    all.push(...some);
  }
  t.is(files.restMilliseconds(50), 100);
  t.deepEqual(all, inodes.map(String));
  for (const inode of inodes) files.forget(inode);
  t.is(files.size, 0);
});

test("regular files that are there are noted, also those that are there again", (t) => {
  const { stamp } = new Author(1).write();
  const inodeOf = (number: InodeNumber, type: FileType): Inode => {
    const change = make.inode(number, type);
    if (change.kind !== "inode") throw new Error("not an inode");
    return createInode(change, stamp);
  };
  const [file, folder] = [inodeOf(a, "file"), inodeOf(b, "directory")];
  const nothing = { entries: [], ranges: [], before: undefined, after: undefined };
  const noted = (difference: Partial<InodeDifference>): number => {
    const { files } = register(new Map());
    files.note([{ ...nothing, inode: a, ...difference }], 0);
    return files.size;
  };
  t.is(noted({ before: file, after: { ...file, size: 1 } }), 1);
  t.is(noted({ after: file }), 1);
  t.is(noted({ before: file }), 0);
  t.is(noted({ inode: b, before: folder, after: { ...folder, size: 1 } }), 0);
});
