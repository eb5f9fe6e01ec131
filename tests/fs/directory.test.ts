// Entries of a directory: the specified hash, buckets of equal hash, and listings that stay true
// while others write.
import test from "ava";
import fc from "fast-check";
import type { Entries, Entry } from "../../fs/core/directory.ts";
import {
  Bucket,
  bucketEntriesMax,
  EntryCursor,
  entryOf,
  hasRoomFor,
  withEntry,
  withoutEntry,
} from "../../fs/core/directory.ts";
import { makeInodeNumber } from "../../fs/core/index.ts";
import { nameHash } from "../../fs/core/name-hash.ts";
import { makeEdit, Single } from "../../fs/core/trie.ts";
import { makeDot } from "../../logs/core/index.ts";
import { toName } from "../support/tree-story.ts";

/** Two names of equal hash, found by trying nine million. */
const twins = ["nary7", "n268hj"];

function entry(name: string, counter = 1): Entry {
  return {
    name: toName(name),
    inode: makeInodeNumber(1, counter),
    type: "file",
    dot: makeDot(1, counter),
  };
}

function directory(...names: readonly string[]): Entries {
  const edit = makeEdit();
  return names.reduce<Entries>((entries, name) => withEntry(entries, edit, entry(name)), undefined);
}

function list(entries: Entries, after = 0): string[] {
  return [...new EntryCursor(entries, after)].map((listed) => listed.entry.name);
}

test("the hash of a name is the one that is specified", (t) => {
  t.is(nameHash(toName("a")), 6142514698265);
  t.is(nameHash(toName("file")), 1985558613723);
  t.is(nameHash(toName("README.md")), 7980743503870);
  t.is(nameHash(toName("\u00ff")), 2897927974204);
});

test("names of equal hash live side by side, sorted, and go one by one", (t) => {
  t.is(nameHash(toName("nary7")), nameHash(toName("n268hj")));
  const both = directory(...twins, "other");
  t.deepEqual(
    list(both).filter((name) => twins.includes(name)),
    ["n268hj", "nary7"],
  );
  for (const name of twins) t.is(entryOf(both, toName(name))?.name, toName(name));
  const one = withoutEntry(both, makeEdit(), toName("n268hj"));
  t.is(entryOf(one, toName("n268hj")), undefined);
  t.is(entryOf(one, toName("nary7"))?.name, toName("nary7"));
  t.deepEqual(list(withoutEntry(one, makeEdit(), toName("nary7"))), ["other"]);
  t.deepEqual(list(withoutEntry(one, makeEdit(), toName("n268hj"))).sort(), ["nary7", "other"]);
});

test("an entry replaces the one of its name, alone or among equal hashes", (t) => {
  const edit = makeEdit();
  for (const names of [["nary7"], twins]) {
    const changed = withEntry(directory(...names), edit, entry("nary7", 9));
    t.is(entryOf(changed, toName("nary7"))?.inode, makeInodeNumber(1, 9));
    t.is(list(changed).length, names.length);
  }
});

test("a listing can stop and go on after any cookie", (t) => {
  const names = Array.from({ length: 300 }, (_, index) => `name-${index}`);
  const entries = directory(...names, ...twins);
  const all = [...new EntryCursor(entries, 0)];
  t.is(all.length, 302);
  all.forEach(({ cookie }, index) => {
    t.true(Number.isSafeInteger(cookie) && cookie >= bucketEntriesMax);
    t.deepEqual([...new EntryCursor(entries, cookie)], all.slice(index + 1));
  });
});

test("while names come and go, a listing shows every other name exactly once", (t) => {
  const names = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(names, names, fc.integer({ min: 1, max: 10 }), (kept, moving, portion) => {
      const edit = makeEdit();
      const stays = kept.map((number) => `stays-${number}`);
      let entries = directory(...stays);
      const seen: string[] = [];
      for (let [after, round] = [0, 0]; ; round++) {
        const moved = toName(`moves-${moving[round % moving.length] ?? 0}`);
        entries =
          round % 2 === 0
            ? withEntry(entries, edit, entry(moved))
            : withoutEntry(entries, edit, moved);
        const page = [...new EntryCursor(entries, after)].slice(0, portion);
        seen.push(...page.map((listed) => listed.entry.name));
        const last = page.at(-1);
        if (last === undefined) break;
        after = last.cookie;
      }
      t.deepEqual(seen.filter((name) => name.startsWith("stays")).sort(), stays.sort());
    }),
    { numRuns: 60 },
  );
});

test("a bucket has room for so many names and no more", (t) => {
  const crowd = Array.from({ length: bucketEntriesMax }, (_, index) => entry(`crowd-${index}`));
  const name = toName("one-more");
  const full: Entries = new Single(nameHash(name), new Bucket(crowd));
  t.false(hasRoomFor(full, name));
  t.true(hasRoomFor(new Single(nameHash(name), new Bucket(crowd.slice(1))), name));
  t.true(
    hasRoomFor(
      new Single(nameHash(name), new Bucket([entry("one-more"), ...crowd.slice(1)])),
      name,
    ),
  );
  t.true(hasRoomFor(undefined, name));
  t.true(hasRoomFor(directory("one-more"), name));
});
