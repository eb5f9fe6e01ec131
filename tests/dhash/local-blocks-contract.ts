// The contract of LocalBlocks: one suite for every implementation.
import type { ExecutionContext, TestFn } from "ava";
import type { LocalBlocks } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
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
