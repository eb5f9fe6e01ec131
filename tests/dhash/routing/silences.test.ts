// Silences: bounded, and the oldest are forgotten first.
import test from "ava";
import { silencesMax } from "../../../dhash/core/routing/limits.ts";
import { Silences } from "../../../dhash/core/routing/silences.ts";
import { pointFrom } from "./members.ts";

test("of too many silent nodes those of longest ago are forgotten", (t) => {
  const silences = new Silences();
  const idAt = (index: number) => pointFrom(index.toString(16).padStart(8, "0"));
  for (let index = 0; index < 3 * silencesMax; index++) silences.note(idAt(index));
  t.false(silences.has(idAt(0)));
  t.true(silences.has(idAt(silencesMax)));
  t.true(silences.has(idAt(3 * silencesMax - 1)));
  silences.end(idAt(silencesMax));
  t.false(silences.has(idAt(silencesMax)));
});
