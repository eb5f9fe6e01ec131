// What the tests of log sets have in common: one participant's log on a disk, and records that
// count up.
import type { LogItem, LogSet, LogSetOptions } from "../../logs/index.ts";
import { dotSequence, openJournal, openLogSet } from "../../logs/index.ts";
import {
  describeItem,
  hasher,
  logIdOf,
  logSetOptions,
  makeKeyPair,
  noTime,
} from "../support/logs.ts";
import { expectNoTrouble, type MemoryDisk } from "../support/memory-disk.ts";

export const own = makeKeyPair(1);
export const logId = logIdOf(own);
export const members = [{ slot: 1, logId, name: "anna" }];

export function openOn(disk: MemoryDisk, options: Partial<LogSetOptions> = {}): LogSet {
  const place = {
    disk,
    hasher,
    directory: "logs/own",
    logId,
    mode: "append",
    fileBytesMax: 900,
  } as const;
  const journals = [expectNoTrouble(openJournal(place))];
  return expectNoTrouble(openLogSet({ ...logSetOptions(), members, own, journals, ...options }));
}

export function write(logs: LogSet, text: string, parts: readonly Uint8Array[] = []): number {
  return dotSequence(expectNoTrouble(logs.append(noTime, Buffer.from(text), parts)).dot);
}

export function writeMany(logs: LogSet, count: number): void {
  for (let i = 0; i < count; i++) write(logs, `${(logs.head()?.sequence ?? 0) + 1}`);
}

export const textsOf = (items: Iterable<LogItem>): readonly string[] =>
  [...items].map(describeItem);
export const upTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${i + 1}`);
