// One log, one writer: a home that was copied, or restored from a backup, holds a valid key and an
// old log; writing with it would fork the log (FORMAT "Home"). Checked at every opening for
// writing.

import type { Disk } from "../../dhash/index.ts";
import { isTrouble, Trouble } from "../../dhash/index.ts";
import type { HomeMark, LogSet } from "../../logs/index.ts";
import {
  findPlace,
  judgeHome,
  readBinding,
  readMark,
  writeBinding,
  writeMark,
} from "../../logs/index.ts";
import type { HomeFile } from "./home-file.ts";
import { identityPath, marksDisk } from "./home-parts.ts";

interface GuardedHome {
  readonly home: string;
  readonly file: HomeFile;
  readonly disk: Disk;
}

/**
 * The mark of this home's log on this machine, which lives outside the home; undefined when there
 * is none.
 */
export function readHomeMark(file: HomeFile): HomeMark | Trouble | undefined {
  return readMark(marksDisk(), file.logId);
}

/** Trouble "denied" when this home must not write; binds a home that is used for the first time. */
export function guardHome(parts: GuardedHome & { readonly logs: LogSet }): Trouble | undefined {
  const { home, file, disk, logs } = parts;
  const now = findPlace(identityPath(home));
  if (isTrouble(now)) return now;
  const bound = readBinding(disk);
  if (isTrouble(bound)) return bound;
  const mark = readHomeMark(file);
  if (isTrouble(mark)) return mark;
  const judgement = judgeHome({ bound, now, mark, hashAt: (sequence) => logs.hashAt(sequence) });
  const claim = "If no other copy will ever be used again, say so: ivy claim";
  switch (judgement.kind) {
    case "ours":
      return undefined;
    case "fresh":
      return writeBinding(disk, now);
    case "copied": {
      const why = "it was copied from another place; two homes that write one log would fork it";
      return new Trouble("denied", `home ${home}: ${why}. ${claim} --home ${home}`);
    }
    case "rolled-back": {
      const { markedSequence } = judgement;
      const why = `this machine has seen record ${markedSequence}, which its log does not hold`;
      const cause = "it was restored from an older copy, or another copy of it was claimed";
      return new Trouble("denied", `home ${home}: ${cause}: ${why}. ${claim} --home ${home}`);
    }
  }
}

/** Takes the home as the only one of its log from now on. */
export function bindHome(parts: GuardedHome & { readonly logs: LogSet }): Trouble | undefined {
  const now = findPlace(identityPath(parts.home));
  if (isTrouble(now)) return now;
  return writeBinding(parts.disk, now) ?? moveMark(parts);
}

/** Moves the mark to the newest record, which must be durable. */
export function moveMark(parts: {
  readonly file: HomeFile;
  readonly logs: LogSet;
}): Trouble | undefined {
  const head = parts.logs.head();
  if (head === undefined) return undefined;
  const { sequence, hash } = head;
  return writeMark(marksDisk(), parts.file.logId, { sequence, hash });
}
