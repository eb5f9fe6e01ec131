// All journals of a home (FORMAT "Home"): one directory for each log, named by its id.

import { isTrouble } from "../../dhash/core/index.ts";
import type { Disk, Trouble } from "../../dhash/index.ts";
import type { LogId } from "../core/hash.ts";
import { isLogId } from "../core/hash.ts";
import type { Hasher, Journal } from "../ports.ts";
import { openJournal } from "./journal-file.ts";
import type { LostRecords } from "./journal-load.ts";

export interface JournalDirectoryOptions {
  readonly disk: Disk;
  readonly hasher: Hasher;
  /** Holds a directory for each log. */
  readonly directory: string;
  /** The log to append to, created when absent; undefined opens all of them for reading. */
  readonly own: LogId | undefined;
  /** Size at which a file is followed by another; smaller in simulation. */
  readonly fileBytesMax?: number | undefined;
  /** Records of the own log up to here survived power loss for certain. */
  readonly durableSequence?: number | undefined;
  /** Told of records of the own log that a loss of power took, before they are cut. */
  readonly onLost?: ((lost: LostRecords) => void) | undefined;
}

export function openJournals(options: JournalDirectoryOptions): readonly Journal[] | Trouble {
  const { disk, hasher, directory, own, ...rest } = options;
  const names = disk.list(directory);
  if (isTrouble(names)) return names;
  const logIds = new Set(names.filter(isLogId));
  if (own !== undefined) logIds.add(own);
  const journals: Journal[] = [];
  for (const logId of logIds) {
    const mode = logId === own ? "append" : "read";
    const place = { directory: `${directory}/${logId}`, logId };
    const journal = openJournal({ disk, hasher, ...place, mode, ...rest });
    if (isTrouble(journal)) {
      for (const opened of journals) opened.close();
      return journal;
    }
    journals.push(journal);
  }
  return journals;
}
