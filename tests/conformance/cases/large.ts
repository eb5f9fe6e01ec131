// Sizes that take a while: tried apart from the suite.
import { strict as assert } from "node:assert";
import { anywhere } from "../case.ts";

const entries = 100_000;
/**
 * Names that go and names that come at each step of the listing, and how many names a step lists.
 */
const changesAtStep = 200;
const namesAtStep = 4000;

export const largeCases = [
  anywhere(`large: a directory of ${entries} entries is listed while it changes`, (s) => {
    s.makeDirectory("d");
    for (let i = 0; i < entries; i++) s.create(`d/entry-${i}`);
    const listing = s.startListing("d");
    const seen: string[] = [];
    const removed = new Set<string>();
    for (let step = 0; ; step++) {
      const more = listing.next(namesAtStep);
      if (more.length === 0) break;
      for (const name of more) seen.push(name);
      for (let i = 0; i < changesAtStep; i++) {
        const goes = `entry-${(step * changesAtStep + i) * 7}`;
        s.unlink(`d/${goes}`);
        removed.add(goes);
        s.create(`d/new-${step}-${i}`);
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
