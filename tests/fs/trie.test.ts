// The trie against a plain map, and its canonical shape.
import test from "ava";
import fc from "fast-check";
import type { Edit, Trie } from "../../fs/core/trie.ts";
import { makeEdit, Single, TrieNode, trieGet, trieRemove, trieSet } from "../../fs/core/trie.ts";
import { diffTries, TrieCursor, trieFloor } from "../../fs/core/trie-cursor.ts";

const keys = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.maxSafeNat(),
  fc.integer({ min: 0, max: 52 }).map((bits) => 2 ** bits),
  fc.integer({ min: 0, max: 40 }).map((low) => 5 * 2 ** 37 + low),
);
const steps = fc.array(
  fc.record({ key: keys, kind: fc.constantFrom("set", "set", "remove", "freeze") }),
  { maxLength: 120 },
);

interface Played {
  readonly trie: Trie<string>;
  readonly map: Map<number, string>;
}

function play(list: readonly { readonly key: number; readonly kind: string }[]): Played {
  let trie: Trie<string>;
  let edit = makeEdit();
  const map = new Map<number, string>();
  list.forEach(({ key, kind }, index) => {
    if (kind === "freeze") edit = makeEdit();
    else if (kind === "remove") {
      trie = trieRemove(trie, edit, key);
      map.delete(key);
    } else {
      trie = trieSet(trie, edit, key, `${index}`);
      map.set(key, `${index}`);
    }
  });
  return { trie, map };
}

/** The trie without owners: what must be equal for equal contents. */
function shape<V>(trie: Trie<V> | V): unknown {
  if (trie instanceof Single) return [trie.key, trie.value];
  if (!(trie instanceof TrieNode)) return trie;
  const { level, prefix, bitmap } = trie;
  return { level, prefix, bitmap, keys: trie.keys, items: trie.items.map((item) => shape(item)) };
}

function sorted(map: ReadonlyMap<number, string>): { key: number; value: string }[] {
  return [...map].map(([key, value]) => ({ key, value })).sort((a, b) => a.key - b.key);
}

test("it holds what was set and not removed, in order of keys", (t) => {
  fc.assert(
    fc.property(steps, fc.array(keys), (list, probes) => {
      const { trie, map } = play(list);
      t.deepEqual([...new TrieCursor(trie)], sorted(map));
      for (const key of [...probes, ...map.keys()]) t.is(trieGet(trie, key), map.get(key));
    }),
  );
});

test("a walk from any key, and the greatest key up to any key, are those of a sorted list", (t) => {
  fc.assert(
    fc.property(steps, keys, (list, from) => {
      const { trie, map } = play(list);
      const all = sorted(map);
      for (const key of [from, ...map.keys(), ...[...map.keys()].map((held) => held + 1)]) {
        t.deepEqual(
          [...new TrieCursor(trie, key)],
          all.filter((entry) => entry.key >= key),
        );
        const floor = trieFloor(trie, key);
        t.is(floor?.key, all.findLast((entry) => entry.key <= key)?.key);
      }
    }),
    { numRuns: 60 },
  );
});

test("equal contents have equal shape, whatever happened before", (t) => {
  fc.assert(
    fc.property(steps, (list) => {
      const { trie, map } = play(list);
      const edit = makeEdit();
      let fresh: Trie<string>;
      for (const [key, value] of [...map].reverse()) fresh = trieSet(fresh, edit, key, value);
      t.deepEqual(shape(trie), shape(fresh));
    }),
  );
});

test("a frozen trie never changes", (t) => {
  fc.assert(
    fc.property(steps, steps, (before, after) => {
      const { trie, map } = play(before);
      const kept = shape(trie);
      let edit: Edit = makeEdit();
      let later: Trie<string> = trie;
      for (const { key, kind } of after) {
        if (kind === "freeze") edit = makeEdit();
        else if (kind === "remove") later = trieRemove(later, edit, key);
        else later = trieSet(later, edit, key, "later");
      }
      t.deepEqual(shape(trie), kept);
      t.deepEqual([...new TrieCursor(trie)], sorted(map));
    }),
  );
});

test("the difference of two tries turns one into the other and says nothing twice", (t) => {
  fc.assert(
    fc.property(steps, steps, (common, more) => {
      const a = play(common);
      const b = play([...common, ...more]);
      const edit = makeEdit();
      let patched: Trie<string> = a.trie;
      const seen = new Set<number>();
      for (const { key, before, after } of diffTries(a.trie, b.trie)) {
        t.false(seen.has(key));
        seen.add(key);
        t.is(before, a.map.get(key));
        t.is(after, b.map.get(key));
        patched =
          after === undefined ? trieRemove(patched, edit, key) : trieSet(patched, edit, key, after);
      }
      t.deepEqual(shape(patched), shape(b.trie));
    }),
  );
});

test("the difference enters only nodes that differ", (t) => {
  const edit = makeEdit();
  let trie: Trie<string>;
  for (let key = 0; key < 10_000; key++) trie = trieSet(trie, edit, key, "x");
  const later = trieSet(trie, makeEdit(), 5000, "y");
  t.deepEqual([...diffTries(trie, later)], [{ key: 5000, before: "x", after: "y" }]);
});
