// Speed of the local block store, of data blocks and of snapshot files on this machine. Run:
//   node tests/bench/blocks.ts [directory]
// The first pass over fresh memory or page cache is slower than the later ones; the best and the
// median are shown.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Trouble } from "../../dhash/index.ts";
import { isTrouble, nameBlock, nodeDisk, nodeHasher, openPackBlocks } from "../../dhash/index.ts";
import { loadContentCipher } from "../../fs/adapters/content-cipher.ts";
import { dataBlocks } from "../../fs/adapters/data-blocks.ts";
import { openSnapshots } from "../../fs/adapters/snapshot-files.ts";
import type { SealedBlock } from "../../fs/ports.ts";
import { loadCrypto } from "../../logs/adapters/sodium.ts";

const mebibyte = 1024 * 1024;
const blockBytes = 256 * 1024;
const blocksPerRound = 512;
const rounds = 5;

function sound<T>(value: T | Trouble): T {
  if (isTrouble(value)) throw new Error(value.message);
  return value;
}

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function measure(work: () => void | Promise<void>): Promise<Measured> {
  const cpu = process.threadCpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.threadCpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

function show(what: string, unit: string, amount: number, all: readonly Measured[]): void {
  const sorted = all.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const best = sorted[0] ?? 0;
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const cpu = Math.min(...all.map(({ cpuSeconds }) => cpuSeconds));
  const rate = (seconds: number): string => Math.round(amount / seconds).toLocaleString("en");
  const figures = `best ${rate(best)}, median ${rate(median)}, by CPU time ${rate(cpu)}`;
  console.log(`${what.padEnd(48)} ${figures} ${unit}/s`);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function benchDataBlocks(directory: string): Promise<void> {
  const hasher = nodeHasher();
  const indexPath = join(directory, "blocks", "index");
  const opening = { disk: nodeDisk(directory), hasher, indexPath };
  const { blocks } = sound(await openPackBlocks(opening));
  const groupKey = new Uint8Array(32).fill(1);
  const ciphers = { crypto: await loadCrypto(), contentCipher: loadContentCipher() };
  const data = dataBlocks({ blocks, hasher, ...ciphers, groupKey: () => groupKey });
  const plaintext = new Uint8Array(blockBytes).fill(7);
  const number = new DataView(plaintext.buffer);
  const sealed: SealedBlock[] = [];
  const [seals, opens, again]: [Measured[], Measured[], Measured[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    sealed.length = 0;
    const seal = async (): Promise<void> => {
      for (let i = 0; i < blocksPerRound; i++) {
        number.setUint32(0, round * blocksPerRound + i);
        sealed.push(sound(data.seal(plaintext)));
        if (i % 16 === 15) await turn();
      }
    };
    const open = (): void => {
      for (const { key, contentKey } of sealed) sound(data.open(key, contentKey));
    };
    const sealAgain = (): void => {
      for (let i = 0; i < blocksPerRound; i++) {
        number.setUint32(0, round * blocksPerRound + i);
        sound(data.seal(plaintext));
      }
    };
    seals.push(await measure(seal));
    opens.push(await measure(open));
    again.push(await measure(sealAgain));
  }
  const amount = (blocksPerRound * blockBytes) / mebibyte;
  show("seal and put 256 KiB", "MiB", amount, seals);
  show("get and open 256 KiB", "MiB", amount, opens);
  show("seal 256 KiB that is there", "MiB", amount, again);
  const verified: Measured[] = [];
  for (let round = 0; round < 3; round++) {
    verified.push(
      await measure(() => {
        for (const check of blocks.verify())
          if (check.kind === "damaged") throw new Error(check.why);
      }),
    );
  }
  show("verify", "MiB", blocks.statistics().bytesStored / mebibyte, verified);
  sound(await blocks.close());
}

async function benchSmallBlocks(directory: string): Promise<void> {
  const hasher = nodeHasher();
  const indexPath = join(directory, "blocks", "index");
  const opening = { disk: nodeDisk(directory), hasher, indexPath };
  const { blocks } = sound(await openPackBlocks(opening));
  const count = 20_000;
  const bytes = new Uint8Array(1024);
  const number = new DataView(bytes.buffer);
  const keys = Array.from({ length: count }, (_, i) => {
    number.setUint32(0, i);
    return nameBlock(hasher, [bytes]);
  });
  const put = await measure(async () => {
    for (const [i, key] of keys.entries()) {
      number.setUint32(0, i);
      sound(blocks.put(key, bytes));
      if (i % 64 === 63) await turn();
    }
  });
  show("put 1 KiB", "blocks", count, [put]);
  await blocks.flushIndex();
  const gets: Measured[] = [];
  for (let round = 0; round < 3; round++) {
    gets.push(
      await measure(() => {
        for (const key of keys) sound(blocks.get(key, false));
      }),
    );
  }
  show("get 1 KiB, index on disk", "blocks", count, gets);
  sound(await blocks.close());
  const reopened = await measure(async () => {
    sound(await sound(await openPackBlocks(opening)).blocks.close());
  });
  console.log(`open and close with ${count} blocks: ${Math.round(reopened.seconds * 1000)} ms`);
  rmSync(indexPath, { recursive: true });
  const rebuilt = await measure(async () => {
    sound(await sound(await openPackBlocks(opening)).blocks.close());
  });
  show("open without index (headers, newest re-hashed)", "blocks", count, [rebuilt]);
}

async function benchSnapshot(directory: string): Promise<void> {
  const file = sound(sound(openSnapshots({ disk: nodeDisk(directory) })).begin());
  const nodes = 100_000;
  const reads = 1_000_000;
  const bytes = new Uint8Array(300).fill(3);
  const references = new Float64Array(nodes);
  const appended = await measure(() => {
    for (let i = 0; i < nodes; i++) references[i] = sound(file.append(bytes));
    sound(file.flush());
  });
  show("append snapshot nodes of 300 bytes", "nodes", nodes, [appended]);
  const inOrder = await measure(() => {
    for (let i = 0; i < reads; i++) sound(file.load(references[i % nodes] ?? 0));
  });
  show("load nodes in order", "nodes", reads, [inOrder]);
  let state = 1;
  const atRandom = await measure(() => {
    for (let i = 0; i < reads; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      sound(file.load(references[state % nodes] ?? 0));
    }
  });
  show("load nodes at random (29 MiB, 8 MiB of pages)", "nodes", reads, [atRandom]);
  file.close();
}

const directory = mkdtempSync(join(process.argv[2] ?? tmpdir(), "ivy-bench-"));
try {
  await benchDataBlocks(join(directory, "data"));
  await benchSmallBlocks(join(directory, "small"));
  await benchSnapshot(join(directory, "snapshots"));
} finally {
  rmSync(directory, { recursive: true });
}
