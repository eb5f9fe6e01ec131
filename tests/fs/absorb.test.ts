// A Volume takes records of others while its kernel works: who uses a file keeps it, what changed
// is told, and both participants end with one tree.
import test from "ava";
import { type InodeDifference, isInodeNumber, rootInodeNumber } from "../../fs/core/index.ts";
import { differencesToNotifications, revivedDirectories } from "../../fs/drivers/linux/index.ts";
import { SharedWorld } from "../support/shared-world.ts";
import { refuses } from "../support/subject.ts";
import { volumeSubject } from "../support/subject-volume.ts";

function twoSides() {
  const world = new SharedWorld((message) => {
    throw new Error(message);
  });
  const here = volumeSubject(world.volume("here"), "");
  const there = volumeSubject(world.volume("there"), "");
  /** Both hear of everything; what that changed here. */
  const meet = (): readonly InodeDifference[] => {
    world.hear("there");
    return world.hear("here");
  };
  return { world, here, there, meet };
}

/** What our kernel is told; every file has x at its end. */
function told(differences: readonly InodeDifference[], gone: boolean): string[] {
  const view = { isGone: () => gone, byteAt: () => Buffer.from("x") };
  return differencesToNotifications(differences, view).map(({ kind }) => kind);
}

function write(subject: ReturnType<typeof volumeSubject>, path: string, text: string): void {
  const file = subject.open(path);
  file.write(0, text);
  file.close();
}

test("a file that the other one removes stays readable and writable for who has it open", (t) => {
  const { world, here, there, meet } = twoSides();
  here.create("f");
  write(here, "f", "old");
  const held = here.open("f");
  meet();
  there.unlink("f");
  const differences = meet();
  refuses("ENOENT", () => here.facts("f"));
  t.is(held.read(0, 10).toString(), "old");
  held.write(3, "er");
  t.is(held.read(0, 10).toString(), "older");
  t.is(held.facts().links, 0);
  refuses("ENOENT", () => held.linkAs("g"));
  t.deepEqual(told(differences, true), ["removed", "contents", "attributes"]);
  held.close();
  refuses("ESTALE", () => held.read(0, 1));
  t.true(world.isSame());
});

test("a file that is replaced by the other one's stays what it was for who has it open", (t) => {
  const { here, there, meet } = twoSides();
  here.create("f");
  write(here, "f", "mine");
  const held = here.open("f");
  meet();
  there.create("g");
  write(there, "g", "theirs");
  there.rename("g", "f");
  meet();
  t.is(held.read(0, 10).toString(), "mine");
  const now = here.open("f");
  t.is(now.read(0, 10).toString(), "theirs");
});

test("what comes late is folded at its place, below the own records after it", (t) => {
  const { world, here, there, meet } = twoSides();
  here.makeDirectory("d");
  meet();
  there.create("d/late");
  for (let file = 0; file < 40; file++) here.create(`d/${file}`);
  meet();
  t.is(here.list("d").length, 41);
  t.is(world.absorbed, 1 + 1 + 40);
  meet();
  t.true(world.isSame());
  here.create("d/after");
  meet();
  t.true(there.list("d").includes("after"));
});

test("a file that was removed here and written there is there again", (t) => {
  const { world, here, there, meet } = twoSides();
  here.create("f");
  write(here, "f", "first");
  const held = here.open("f");
  meet();
  here.unlink("f");
  write(there, "f", "second");
  t.is(held.facts().links, 0);
  meet();
  t.is(held.facts().links, 1);
  t.is(held.read(0, 10).toString(), "second");
  t.true(world.isSame());
});

test("a directory that was removed here and filled there is there again, as another one", (t) => {
  const { world, here, there, meet } = twoSides();
  here.makeDirectory("d");
  const held = here.open("d");
  meet();
  here.removeDirectory("d");
  there.create("d/f");
  t.deepEqual(revivedDirectories(meet()), [held.facts().inode]);
  t.deepEqual(here.list("d"), ["f"]);
  t.true(world.isSame());
});

test("a directory that was merged and then removed is empty for who is in it", (t) => {
  const { world, here, there, meet } = twoSides();
  for (const [remover, name] of [
    [there, "d"],
    [here, "e"],
  ] as const) {
    for (const side of [here, there]) side.makeDirectory(name);
    const held = [here.open(name), there.open(name)];
    meet();
    world.hear("there");
    t.deepEqual(here.list(""), [name]);
    remover.removeDirectory(name);
    meet();
    world.hear("there");
    for (const directory of held) t.is(directory.facts().links, 0);
  }
  t.true(world.isSame());
});

test("only what the kernel may have cached is told", (t) => {
  const { here, there, meet } = twoSides();
  here.makeDirectory("known");
  here.makeDirectory("unknown");
  const held = here.open("known");
  meet();
  there.create("unknown/f");
  there.create("known/f");
  const differences = meet();
  const inodes = differences.map(({ inode }) => inode);
  t.deepEqual(inodes, [held.facts().inode]);
  t.deepEqual(told(differences, false), ["entry", "contents"]);
  there.create("f");
  t.deepEqual(
    meet().map(({ inode }) => inode),
    [rootInodeNumber],
  );
});

test("pages, a larger size and the names of a file that the other one wrote are told", (t) => {
  const { here, there, meet } = twoSides();
  here.create("f");
  write(here, "f", "123");
  const held = here.open("f");
  meet();
  write(there, "f", "12345");
  t.deepEqual(told(meet(), false), ["stored", "contents", "entry", "attributes"]);
  write(there, "f", "54321");
  t.deepEqual(told(meet(), false), ["contents", "entry", "attributes"]);
  held.close();
});

test("who asks hears of each inode that the kernel refers to no longer", (t) => {
  const { world, here } = twoSides();
  here.create("f");
  const forgotten: number[] = [];
  world.volume("here").watchForgotten((inode) => forgotten.push(inode));
  const held = here.open("f");
  const { inode } = here.facts("f");
  t.deepEqual(forgotten, []);
  held.close();
  t.deepEqual(forgotten, [inode]);
});

test("a file has its names also below the numbers of directories that were merged", (t) => {
  const { world, here, there, meet } = twoSides();
  const sides = { here, there } as const;
  here.makeDirectory("d");
  there.makeDirectory("d");
  const numbers = { here: here.open("d").facts().inode, there: there.open("d").facts().inode };
  here.create("d/f");
  meet();
  world.hear("there");
  for (const side of ["here", "there"] as const) {
    const { inode } = sides[side].facts("d/f");
    const places = isInodeNumber(inode) ? world.volume(side).placesOf(inode) : [];
    const directories = new Set<number>([sides[side].facts("d").inode, numbers[side]]);
    t.deepEqual(places.map(({ directory }) => Number(directory)).sort(), [...directories].sort());
    t.true(places.every(({ name }) => name === "f"));
  }
  t.not(numbers.here, numbers.there);
});
