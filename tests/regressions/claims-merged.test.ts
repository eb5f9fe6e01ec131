// Found by the simulation of newcomers: a request that waited for ever, as a claim for its name was
// ended by that for the same name in a directory for which another one acts by now.
import test from "ava";
import { Agreement } from "../../fs/agreement.ts";
import { isName, makeInodeNumber } from "../../fs/index.ts";

const [before, after] = [makeInodeNumber(3, 1), makeInodeNumber(4, 1)];

test("a claim whose directory was merged does not end the one that came after it", (t) => {
  let now = 0;
  let acting = before;
  const agreement = new Agreement({
    slot: 1,
    milliseconds: () => now,
    knowledge: {
      known: () => new Map(),
      reached: () => 0,
      acting: () => acting,
      hasName: () => false,
    },
  });
  agreement.connect("ben", 2);
  const name = "a";
  if (!isName(name)) return t.fail();
  const place = { directory: before, name };
  const first = agreement.names.ask(place);
  const settled = new Set<number>();
  const pass = (milliseconds: number): void => {
    for (let passed = 0; passed < milliseconds; passed += 50) {
      now += 50;
      agreement.tick();
      for (const event of agreement.take()) if (event.kind === "settled") settled.add(event.ticket);
    }
  };
  // Ben says nothing: it is settled without him. Whoever waited asks anew, of the other directory.
  pass(2100);
  t.true(typeof first === "number" && settled.has(first));
  acting = after;
  agreement.receive("ben", new Uint8Array());
  agreement.connect("cleo", 5);
  const second = agreement.names.ask(place);
  pass(7000);
  t.true(second === "free" || (typeof second === "number" && settled.has(second)));
  t.not(second, "free");
  return undefined;
});
