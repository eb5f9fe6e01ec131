// A peer that was silent once is asked for one block at a time; those that it lacks must not keep
// the last one from being asked for.
import test from "ava";
import { samples } from "../dhash/block-samples.ts";
import { BlockNet } from "../support/block-net.ts";

test("the last of many blocks comes after a lost question, though the others are nowhere", (t) => {
  const all = samples(17);
  const net = new BlockNet("anna", "ben", "cleo");
  const [anna, , cleo] = net.parties;
  const last = all.at(-1);
  if (anna === undefined || cleo === undefined || last === undefined) return t.fail();
  cleo.blocks.put(last.key, last.bytes);
  net.linkAll();
  net.cut(net.party(1), net.party(0));
  const keys = all.slice(3).map(({ key }) => key);
  net.take(anna, anna.exchange.want(keys, "now"));
  net.packets.splice(0, 1);
  net.linkAll();
  net.run(130_000, undefined, 200);
  t.true(anna.holds(last.key));
});

test("a block comes from who has it, though somebody who never answers was asked first", (t) => {
  const [block] = samples(1);
  const net = new BlockNet("anna", "ben", "cleo");
  const [anna, ben, cleo] = net.parties;
  if (anna === undefined || cleo === undefined || block === undefined) return t.fail();
  Object.assign(ben?.exchange ?? {}, { receive: () => [] });
  cleo.blocks.put(block.key, block.bytes);
  net.linkAll();
  net.take(anna, anna.exchange.want([block.key], "later"));
  net.run(30_000, undefined, 200);
  t.true(anna.holds(block.key));
});
