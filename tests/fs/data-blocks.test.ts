// Data blocks: what is sealed opens to the same bytes, equal data is one block, and whatever is
// wrong with a stored block is told and never returned as data.
import test from "ava";
import type { LocalBlocks } from "../../dhash/index.ts";
import {
  isTrouble,
  MemoryBlocks,
  nameBlock,
  nodeHasher,
  openPackBlocks,
} from "../../dhash/index.ts";
import { loadContentCipher } from "../../fs/adapters/content-cipher.ts";
import { dataBlocks } from "../../fs/adapters/data-blocks.ts";
import { nodeGcm } from "../../fs/adapters/node-gcm.ts";
import { opensslGcm } from "../../fs/adapters/openssl-gcm.ts";
import type { ContentCipher, DataBlocks, SealedBlock } from "../../fs/ports.ts";
import { loadCrypto } from "../../logs/adapters/sodium.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";

const hasher = nodeHasher();
const crypto = await loadCrypto();
const implementations = { openssl: opensslGcm(), node: nodeGcm() };
const groupKey = Uint8Array.from({ length: 32 }, (_, at) => at);

function over(
  blocks: LocalBlocks,
  options: { cacheBytes?: number; key?: Uint8Array; cipher?: ContentCipher } = {},
): DataBlocks {
  const key = options.key ?? groupKey;
  return dataBlocks({
    blocks,
    hasher,
    crypto,
    contentCipher: options.cipher ?? loadContentCipher(),
    groupKey: () => key,
    cacheBytes: options.cacheBytes,
  });
}

function seal(data: DataBlocks, plaintext: Uint8Array): SealedBlock {
  return expectNoTrouble(data.seal(plaintext));
}

function opened(data: DataBlocks, { key, contentKey }: SealedBlock): string {
  const plaintext = data.open(key, contentKey);
  return isTrouble(plaintext) ? plaintext.reason : Buffer.from(plaintext).toString("latin1");
}

const hello = Buffer.from("hello");

test("what is sealed opens to the same bytes, from the cache or the store, in every size", (t) => {
  const blocks = new MemoryBlocks(hasher);
  const data = over(blocks);
  const uncached = over(blocks, { cacheBytes: 0 });
  for (const size of [0, 1, 8193, 65_536, 262_143, 262_144]) {
    const plaintext = Uint8Array.from({ length: size }, (_, at) => (at * 7 + size) & 0xff);
    const sealed = seal(data, plaintext);
    for (const from of [data, data, uncached]) {
      t.deepEqual(
        Buffer.from(expectNoTrouble(from.open(sealed.key, sealed.contentKey))),
        Buffer.from(plaintext),
      );
    }
  }
});

test("golden bytes of a data block, by both implementations of the cipher", (t) => {
  for (const [name, cipher] of Object.entries(implementations)) {
    if (cipher === undefined) throw new Error(`${name} does not load`);
    const blocks = new MemoryBlocks(hasher);
    const { key, contentKey } = seal(over(blocks, { cipher }), hello);
    t.is(
      Buffer.from(contentKey).toString("hex"),
      "caf434b8819d23c21dbca12f8408dd0445c55ef4c13559c1498f106f015fbd2a",
    );
    t.is(String(key), "124cc01355903051bfee7b90627aca30147630a8f4b9a212c6e0f0cf403b7d02a6");
    const got = expectNoTrouble(blocks.get(key, true));
    t.is(
      got.kind === "found" && Buffer.from(got.bytes).toString("hex"),
      "0102182b07ce1804f5b1619135b472eccb2b9a23074a8b",
    );
  }
});

test("both implementations of the cipher open what the other sealed, and refuse the rest", (t) => {
  const { openssl, node } = implementations;
  if (openssl === undefined) throw new Error("openssl does not load");
  const key = Uint8Array.from({ length: 32 }, (_, at) => at * 3);
  const associatedData = Uint8Array.of(1, 2);
  for (const [one, other] of [
    [openssl, node],
    [node, openssl],
  ] as const) {
    for (const size of [0, 1, 15, 16, 17, 8193, 262_144]) {
      const plaintext = Uint8Array.from({ length: size }, (_, at) => (at * 5 + size) & 0xff);
      const sealed = new Uint8Array(size + 16);
      one.seal({ target: sealed, plaintext, associatedData, key });
      const target = new Uint8Array(size);
      t.true(other.open({ target, sealed, associatedData, key }));
      t.deepEqual(target, plaintext);
      t.false(other.open({ target, sealed, associatedData: Uint8Array.of(1, 1), key }));
      for (const at of [0, size >> 1, size, size + 15]) {
        const wrong = Uint8Array.from(sealed);
        wrong[at] = (wrong[at] ?? 0) ^ 1;
        t.false(other.open({ target, sealed: wrong, associatedData, key }), `byte ${at}`);
      }
    }
  }
});

test("blocks as earlier versions wrote them open: cipher 1, and another content key", (t) => {
  const blocks = new MemoryBlocks(hasher);
  const earlier = [
    {
      stored: "0101017776dd3fe69002a7d788073cd9b5d3d768117467",
      name: "126033b239bc085296f9eab93ca891fb153dd4c9f8f411e6e41393e6a826663b69",
    },
    {
      stored: "0102a758179c073bd7241900ed4871633f5f938728b687",
      name: "12ff60967238fd46f3bfcaa2ae221a6a673e141dc123ecfed80967caa554451261",
    },
  ];
  const contentKey = Buffer.from(
    "9313f5e728a17e124b2b5cc83a4ec522b17c9c08faabe6eebb6a4f3d9d0bf688",
    "hex",
  );
  for (const { stored, name } of earlier) {
    const bytes = Buffer.from(stored, "hex");
    const key = nameBlock(hasher, [bytes]);
    t.is(String(key), name);
    expectNoTrouble(blocks.put(key, bytes));
    t.is(opened(over(blocks), { key, contentKey }), "hello");
  }
});

test("memory of blocks that left the cache is used again, never while a reply may hold it", (t) => {
  const blocks = new MemoryBlocks(hasher);
  const data = over(blocks, { cacheBytes: 8 * 1024 * 1024 });
  const sealed = Array.from({ length: 80 }, (_, byte) =>
    seal(data, new Uint8Array(262_144).fill(byte)),
  );
  const held: Uint8Array[] = [];
  const memories = new Set<ArrayBufferLike>();
  for (const [byte, { key, contentKey }] of sealed.entries()) {
    const plaintext = expectNoTrouble(data.open(key, contentKey));
    memories.add(plaintext.buffer);
    held.push(plaintext);
    for (const [before, view] of held.slice(-8).entries()) {
      const expected = byte - Math.min(7, byte) + before;
      t.true(view[0] === expected && view[262_143] === expected, `block ${expected}`);
    }
  }
  t.true(memories.size < 40, `${memories.size} memories`);
});

test("equal data is stored once for one group, under unrelated names for two", (t) => {
  const blocks = new MemoryBlocks(hasher);
  const one = seal(over(blocks), hello);
  t.deepEqual(seal(over(blocks), hello), one);
  t.is(blocks.statistics().blocks, 1);
  const other = seal(over(blocks, { key: new Uint8Array(32).fill(9) }), hello);
  t.not(other.key, one.key);
  t.notDeepEqual(other.contentKey, one.contentKey);
});

test("the plaintext may be reused, a longer block leaves no traces in a shorter", (t) => {
  const blocks = new MemoryBlocks(hasher);
  const data = over(blocks);
  const buffer = new Uint8Array(1000).fill(1);
  const long = seal(data, buffer);
  buffer.fill(2);
  const short = seal(data, buffer.subarray(0, 10));
  t.is(opened(data, long), "\x01".repeat(1000));
  t.is(opened(data, short), "\x02".repeat(10));
  t.deepEqual(seal(over(new MemoryBlocks(hasher)), buffer.subarray(0, 10)), short);
});

test("a block that is not here is absent", (t) => {
  const sealed = seal(over(new MemoryBlocks(hasher)), hello);
  t.is(opened(over(new MemoryBlocks(hasher)), sealed), "absent");
});

test("a flipped byte anywhere in a stored block is damage with a place", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = expectNoTrouble(await openPackBlocks({ disk, hasher }));
  const data = over(blocks, { cacheBytes: 0 });
  const sealed = seal(data, hello);
  const path = disk.paths()[0] ?? "";
  for (let position = 32; position < disk.bytesOf(path).length; position++) {
    disk.flipByte(path, position);
    const plaintext = data.open(sealed.key, sealed.contentKey);
    t.true(
      isTrouble(plaintext) &&
        plaintext.reason === "damaged" &&
        plaintext.message.includes(`${path} at 32`),
    );
    disk.flipByte(path, position);
  }
  t.is(opened(data, sealed), "hello");
});

test("a wrong content key is damage, also when the plaintext is in the cache", (t) => {
  const data = over(new MemoryBlocks(hasher));
  const sealed = seal(data, hello);
  t.is(opened(data, sealed), "hello");
  for (const contentKey of [new Uint8Array(32), new Uint8Array(3), new Uint8Array(0)]) {
    t.is(opened(data, { ...sealed, contentKey }), "damaged");
  }
});

test("another format or cipher is newer, a block that is too short is damage", (t) => {
  const blocks = new MemoryBlocks(hasher);
  const contentKey = new Uint8Array(32);
  const stored = (bytes: Uint8Array): SealedBlock => {
    const key = nameBlock(hasher, [bytes]);
    expectNoTrouble(blocks.put(key, bytes));
    return { key, contentKey };
  };
  const data = over(blocks);
  t.is(opened(data, stored(Uint8Array.of(2, 1, ...new Uint8Array(20)))), "newer");
  t.is(opened(data, stored(Uint8Array.of(1, 3, ...new Uint8Array(20)))), "newer");
  for (let size = 0; size < 18; size++) {
    t.is(opened(data, stored(new Uint8Array(size).fill(1))), "damaged", `${size} bytes`);
  }
});

test("a full disk refuses to seal", async (t) => {
  const disk = new MemoryDisk();
  const { blocks } = expectNoTrouble(await openPackBlocks({ disk, hasher }));
  disk.limitBytes(80);
  const sealed = over(blocks).seal(hello);
  t.true(isTrouble(sealed) && sealed.reason === "full");
  disk.limitBytes(1000);
  t.is(opened(over(blocks), seal(over(blocks), hello)), "hello");
});

test("the cache keeps the blocks that were used last, up to its bytes", (t) => {
  const blocks = new CountingBlocks(hasher);
  const data = over(blocks, { cacheBytes: 3000 });
  const sealed = [1, 2, 3, 4].map((byte) => seal(data, new Uint8Array(1000).fill(byte)));
  const openAt = (at: number): void => {
    const each = sealed[at];
    if (each !== undefined) expectNoTrouble(data.open(each.key, each.contentKey));
  };
  const gets = (order: readonly number[]): number => {
    blocks.gets = 0;
    order.forEach(openAt);
    return blocks.gets;
  };
  t.is(gets([0, 1, 2]), 3);
  t.is(gets([0, 1, 2, 0]), 0);
  t.is(gets([3]), 1);
  t.is(gets([0, 2, 3]), 0);
  t.is(gets([1]), 1);
});

/** Counts how often the store is asked. */
class CountingBlocks extends MemoryBlocks {
  gets = 0;

  override view(...asked: Parameters<MemoryBlocks["view"]>): ReturnType<MemoryBlocks["view"]> {
    this.gets++;
    return super.view(...asked);
  }
}
