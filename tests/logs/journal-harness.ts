// What the tests of journal files have in common: opening, appending the next record, a small
// journal whose every byte can be tried.
import type { Trouble } from "../../dhash/index.ts";
import type { Journal } from "../../logs/index.ts";
import { openJournal } from "../../logs/index.ts";
import { hasher } from "../support/logs.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";
import { appendRecords, journalLogId, journalRecords } from "./journal-contract.ts";

export const directory = "logs/one";

export function openOn(
  disk: MemoryDisk,
  mode: "append" | "read" = "append",
  fileBytesMax = 1500,
): Journal {
  return expectNoTrouble(
    openJournal({ disk, hasher, directory, logId: journalLogId, mode, fileBytesMax }),
  );
}

/** Four records of few bytes: small enough to try every byte. */
export const few = journalRecords.slice(0, 4);

/** One file with four records. */
export function smallJournal(): { disk: MemoryDisk; path: string; bytes: Uint8Array } {
  const disk = new MemoryDisk();
  const journal = openOn(disk);
  appendRecords(journal, few);
  expectNoTrouble(journal.sync());
  journal.close();
  const [path] = disk.paths();
  if (path === undefined) throw new Error("no journal file");
  return { disk, path, bytes: disk.bytesOf(path) };
}

/** Appends the record after the newest. */
export function appendNext(journal: Journal): Trouble | undefined {
  const next = journalRecords[journal.newest()?.sequence ?? 0];
  if (next === undefined) throw new Error("no more records");
  return journal.append(next);
}

/** Positions of the frames, the end included. */
export function frameStarts(): readonly number[] {
  const starts = [64];
  for (const { envelope } of few) starts.push((starts.at(-1) ?? 0) + 41 + envelope.length);
  return starts;
}
