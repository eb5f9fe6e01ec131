// Blocks to store, and the verbs in which the tests of the block store speak.
import type {
  BlockKey,
  Disk,
  LocalBlocks,
  OpenedBlocks,
  PackBlocksOptions,
} from "../../dhash/index.ts";
import { nameBlock, nodeHasher, openPackBlocks } from "../../dhash/index.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

export const hasher = nodeHasher();

export interface Sample {
  readonly key: BlockKey;
  readonly bytes: Uint8Array;
}

/** A block of `size` bytes that differs from those with other numbers. */
export function sample(number: number, size = 40): Sample {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (number * 31 + i * 7 + (i >> 8)) & 0xff;
  if (size > 1) bytes.set([number & 0xff, number >> 8]);
  return { key: nameBlock(hasher, [bytes]), bytes };
}

export function samples(count: number, size = 40): readonly Sample[] {
  return Array.from({ length: count }, (_, number) => sample(number, size));
}

export function putAll(blocks: LocalBlocks, all: readonly Sample[]): void {
  for (const { key, bytes } of all) expectNoTrouble(blocks.put(key, bytes));
}

/** "found", "absent" or the reason of the trouble; "wrong" for other bytes than were put. */
export function look(blocks: LocalBlocks, wanted: Sample, check = true): string {
  const got = blocks.get(wanted.key, check);
  if ("reason" in got) return got.reason;
  if (got.kind === "absent") return "absent";
  return Buffer.compare(got.bytes, wanted.bytes) === 0 ? "found" : "wrong";
}

export function lookAll(blocks: LocalBlocks, all: readonly Sample[]): readonly string[] {
  return all.map((wanted) => look(blocks, wanted));
}

export function countOf(results: readonly string[], result: string): number {
  return results.filter((each) => each === result).length;
}

export function owner(number: number): Uint8Array {
  return new Uint8Array(32).fill(number);
}

export async function openStore(
  disk: Disk,
  options: Partial<PackBlocksOptions> = {},
): Promise<OpenedBlocks> {
  return expectNoTrouble(await openPackBlocks({ disk, hasher, ...options }));
}

/** The outcomes of a whole verification. */
export function verify(blocks: LocalBlocks): {
  readonly sound: number;
  readonly damaged: readonly string[];
} {
  let sound = 0;
  const damaged: string[] = [];
  for (const check of blocks.verify()) {
    if (check.kind === "sound") sound++;
    else damaged.push(`${check.file} ${check.position}+${check.bytes}`);
  }
  return { sound, damaged };
}
