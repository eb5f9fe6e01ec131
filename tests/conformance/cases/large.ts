// Sizes that take a while: tried apart from the suite.
import { strict as assert } from "node:assert";
import { anywhere } from "../case.ts";

const entries = 100_000;
/** One name goes and one comes for so many names listed; those that go are strides apart. */
const namesForChange = 20;
const stride = 7;

export const largeCases = [
  anywhere(`large: a directory of ${entries} entries is listed while it changes`, (s) => {
    s.makeDirectory("d");
    for (let i = 0; i < entries; i++) s.create(`d/entry-${i}`);
    const listing = s.startListing("d");
    const seen: string[] = [];
    const removed = new Set<string>();
    for (let more = listing.next(4000); more.length > 0; more = listing.next(4000)) {
      for (const name of more) seen.push(name);
      while (removed.size < seen.length / namesForChange && removed.size * stride < entries) {
        const goes = `entry-${removed.size * stride}`;
        s.unlink(`d/${goes}`);
        s.create(`d/new-${removed.size}`);
        removed.add(goes);
      }
    }
    listing.close();
    assert.equal(new Set(seen).size, seen.length, "a name was listed twice");
    const shown = new Set(seen);
    for (let i = 0; i < entries; i++) {
      const name = `entry-${i}`;
      assert.ok(shown.has(name) || removed.has(name), `${name} was not listed`);
    }
    assert.equal(s.list("d").length, entries);
  }),
];
