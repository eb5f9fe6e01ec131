// The table of keys and places behaves as a Map.

import test from "ava";
import fc from "fast-check";
import { KeyTable } from "../../dhash/core/key-table.ts";

function keyOf(number: number): Uint8Array {
  const key = new Uint8Array(33);
  key[0] = number % 2 === 0 ? 0x12 : 0xed;
  // Many keys begin alike, so that slots collide.
  key[32] = number >> 1;
  key[5] = number >> 9;
  return key;
}

test("a key table is a map from keys to places", (t) => {
  const step = fc.tuple(fc.nat(3000), fc.nat(2 ** 24), fc.nat(2 ** 28 - 1), fc.nat(2 ** 22));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4000, minLength: 1000 }), (steps) => {
      const table = new KeyTable();
      const model = new Map<number, object>();
      for (const [number, pack, position, length] of steps) {
        t.is(table.set(keyOf(number), { pack, position, length }), !model.has(number));
        model.set(number, { pack, position, length });
      }
      t.is(table.size, model.size);
      for (let number = 0; number <= 3000; number += 7) {
        t.deepEqual<unknown, unknown>(table.get(keyOf(number)), model.get(number));
      }
      const places = new Set([...model.values()].map((place) => JSON.stringify(place)));
      const keys = new Set<string>();
      for (const [key, place] of table.entries()) {
        keys.add(Buffer.from(key).toString("hex"));
        t.true(places.has(JSON.stringify(place)));
      }
      t.is(keys.size, model.size);
    }),
    { numRuns: 10 },
  );
});
