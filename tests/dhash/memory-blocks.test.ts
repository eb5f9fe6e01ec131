// The block store in memory against its contract, and its fault.
import test from "ava";
import { MemoryBlocks } from "../../dhash/index.ts";
import { hasher, look, putAll, sample, verify } from "./block-samples.ts";
import { testLocalBlocksContract } from "./local-blocks-contract.ts";

testLocalBlocksContract(test, "memory blocks", async () => new MemoryBlocks(hasher));

test("memory blocks: a flipped byte is found by get and verify, and a put repairs it", (t) => {
  const blocks = new MemoryBlocks(hasher);
  putAll(blocks, [sample(1), sample(2)]);
  blocks.flipByte(sample(1).key, 5);
  t.is(look(blocks, sample(1)), "damaged");
  t.is(look(blocks, sample(2)), "found");
  t.is(verify(blocks).damaged.length, 1);
  putAll(blocks, [sample(1)]);
  t.is(look(blocks, sample(1)), "found");
});
