// The contract of LocalBlocks: one suite for every implementation.
import type { ExecutionContext, TestFn } from "ava";
import type { HeldBlock, LocalBlocks } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";
import type { Sample } from "./block-samples.ts";
import { countOf, look, lookAll, owner, putAll, sample, samples, verify } from "./block-samples.ts";

type OpenBlocks = (t: ExecutionContext) => Promise<LocalBlocks>;
type Claim = (text: string, prove: (t: ExecutionContext, blocks: LocalBlocks) => void) => void;

export function testLocalBlocksContract(test: TestFn, what: string, open: OpenBlocks): void {
  const claim: Claim = (text, prove) => {
    test(`${what}: ${text}`, async (t) => {
      const blocks = await open(t);
      prove(t, blocks);
      t.is(await blocks.close(), undefined);
    });
  };
  claimContentBlocks(claim);
  claimRemoval(claim);
  claimSums(claim);
  claimNames(claim);
  claimPublicKeyBlocks(claim);
}

function claimContentBlocks(claim: Claim): void {
  claim("a block is found with its bytes, others are absent", (t, blocks) => {
    putAll(blocks, [sample(1), sample(2, 300_000)]);
    t.is(look(blocks, sample(1)), "found");
    t.is(look(blocks, sample(2, 300_000), false), "found");
    t.is(look(blocks, sample(3)), "absent");
    t.true(blocks.has(sample(1).key));
    t.false(blocks.has(sample(3).key));
  });

  claim("a block may be empty or as large as a block can be", (t, blocks) => {
    const empty = sample(1, 0);
    const largest = sample(2, 4 * 1024 * 1024);
    putAll(blocks, [empty, largest]);
    t.deepEqual(lookAll(blocks, [empty, largest]), ["found", "found"]);
  });

  claim("putting a block again stores nothing", (t, blocks) => {
    putAll(blocks, [sample(1), sample(2)]);
    const before = blocks.statistics();
    putAll(blocks, [sample(1), sample(2)]);
    t.deepEqual(blocks.statistics(), before);
    t.is(before.blocks, 2);
  });

  claim(
    "bytes that the caller reuses after put or changes after get do not matter",
    (t, blocks) => {
      const { key, bytes } = sample(1);
      const mine = bytes.slice();
      blocks.put(key, mine);
      mine.fill(0);
      const got = blocks.get(key, true);
      if (!isTrouble(got) && got.kind === "found") got.bytes.fill(0);
      t.is(look(blocks, sample(1)), "found");
    },
  );
}

function claimRemoval(claim: Claim): void {
  claim("a removed block is absent and not counted, the others stay", (t, blocks) => {
    putOthers(blocks, samples(4));
    t.is(blocks.remove(sample(2).key), "removed");
    t.is(blocks.remove(sample(2).key), "removed");
    t.is(blocks.remove(sample(77).key), "removed");
    t.deepEqual(lookAll(blocks, samples(4)), ["found", "found", "absent", "found"]);
    t.false(blocks.has(sample(2).key));
    t.is(blocks.statistics().blocks, 3);
  });

  claim("an own block is not removed, nor one that became own", (t, blocks) => {
    putOthers(blocks, samples(1));
    putAll(blocks, samples(2));
    putOthers(blocks, samples(2));
    t.deepEqual(
      samples(2).map(({ key }) => blocks.remove(key)),
      ["own", "own"],
    );
    t.deepEqual(lookAll(blocks, samples(2)), ["found", "found"]);
    t.deepEqual(blocks.look(sample(1).key), { key: sample(1).key, bytes: 40, origin: "own" });
    t.is(blocks.look(sample(2).key), undefined);
  });

  claim("a removed block is there again when it is put again", (t, blocks) => {
    putOthers(blocks, samples(2));
    blocks.remove(sample(1).key);
    putAll(blocks, samples(2));
    t.deepEqual(lookAll(blocks, samples(2)), ["found", "found"]);
    t.is(blocks.statistics().blocks, 2);
  });

  claim("what is held is told with its size and whose it is, the first first", (t, blocks) => {
    const all = samples(200);
    for (const [at, { key, bytes }] of all.entries()) {
      blocks.put(key, bytes, at % 2 === 0 ? "own" : "others");
    }
    blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
    blocks.put(all[0]?.key ?? sample(0).key, sample(0).bytes, "others");
    blocks.put(sample(1).key, sample(1).bytes, "own");
    blocks.remove(sample(3).key);
    const held = heldBy(blocks);
    t.is(held.length, 199);
    t.deepEqual(held[0], { key: sample(0).key, bytes: 40, origin: "own" });
    const own = held.filter(({ origin }) => origin === "own").map(({ key }) => key);
    t.is(own.length, 101);
    t.true(own.includes(sample(1).key));
  });
}

export function putOthers(blocks: LocalBlocks, all: readonly Sample[]): void {
  for (const { key, bytes } of all) expectNoTrouble(blocks.put(key, bytes, "others"));
}

/** Everything that is held now. */
export function heldBy(blocks: LocalBlocks): readonly HeldBlock[] {
  const held: HeldBlock[] = [];
  const walk = blocks.held();
  for (let step = walk.next(); step.done !== true; step = walk.next()) {
    if (step.value !== undefined) held.push(step.value);
  }
  return held;
}

function claimSums(claim: Claim): void {
  claim("many blocks are all found and counted", (t, blocks) => {
    const all = samples(2000);
    putAll(blocks, all);
    t.is(countOf(lookAll(blocks, all), "found"), 2000);
    t.is(blocks.statistics().blocks, 2000);
    t.is(blocks.sync(), undefined);
  });

  claim("verify yields every block once", (t, blocks) => {
    putAll(blocks, samples(20));
    blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
    t.deepEqual(verify(blocks), { sound: 21, damaged: [] });
    t.deepEqual(verify(blocks), { sound: 21, damaged: [] });
  });
}

function claimNames(claim: Claim): void {
  claim("names tells everything that is stored", (t, blocks) => {
    putAll(blocks, samples(20));
    blocks.putPublicKeyBlock({ owner: owner(1), version: 1, bytes: Buffer.from("one") });
    blocks.putPublicKeyBlock({ owner: owner(1), version: 7, bytes: Buffer.from("seven") });
    const versions = new Map<string, number>();
    const names = blocks.names();
    for (let next = names.next(); next.done !== true; next = names.next()) {
      // Nothing: a pause in a long walk.
      if (next.value === undefined) continue;
      const { name, version } = next.value;
      versions.set(name, Math.max(version, versions.get(name) ?? 0));
    }
    t.is(versions.size, 21);
    for (const { key } of samples(20)) t.is(versions.get(key), 0);
    t.is(versions.get(`ed${Buffer.from(owner(1)).toString("hex")}`), 7);
  });
}

function claimPublicKeyBlocks(claim: Claim): void {
  claim(
    "of a public-key block the newest version is kept, whatever order they come in",
    (t, blocks) => {
      const put = (version: number, text: string): void => {
        t.is(
          blocks.putPublicKeyBlock({ owner: owner(7), version, bytes: Buffer.from(text) }),
          undefined,
        );
      };
      t.is(blocks.getPublicKeyBlock(owner(7)), undefined);
      put(2, "two");
      put(1, "one");
      t.is(textOf(blocks, 7), "2 two");
      put(2, "another two");
      t.is(textOf(blocks, 7), "2 two");
      put(2 ** 40, "large");
      t.is(textOf(blocks, 7), `${2 ** 40} large`);
      t.is(textOf(blocks, 8), "");
      t.is(blocks.statistics().blocks, 1);
    },
  );
}

/** Version and text of an owner's block, or nothing. */
export function textOf(blocks: LocalBlocks, number: number): string {
  const block = blocks.getPublicKeyBlock(owner(number));
  if (block === undefined) return "";
  if (isTrouble(block)) return block.reason;
  return `${block.version} ${Buffer.from(block.bytes).toString()}`;
}
