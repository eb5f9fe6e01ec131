// One log, one writer: a home that was copied, or restored from a backup, holds a valid key and an
// old log; writing with it would fork the log (FORMAT "Home"). Checked at every opening for
// writing.

import { isTrouble, Trouble } from "../../dhash/index.ts";
import type { HomeMark, LogSet } from "../../logs/index.ts";
import { judgeHome, readBinding, readMark, writeBinding, writeMark } from "../../logs/index.ts";
import type { HomeFile } from "./home-file.ts";
import type { HomeParts } from "./home-parts.ts";
import type { Surroundings } from "./surroundings.ts";

interface GuardedHome {
  readonly home: string;
  readonly file: HomeFile;
  readonly around: Surroundings;
  readonly logs: LogSet;
}

/**
 * The mark of this home's log on this machine, which lives outside the home; undefined when there
 * is none.
 */
export function readHomeMark(
  file: HomeFile,
  { marks }: Surroundings,
): HomeMark | Trouble | undefined {
  return readMark(marks, file.logId);
}

/** Trouble "denied" when this home must not write; binds a home that is used for the first time. */
export function guardHome({ home, file, around, logs }: GuardedHome): Trouble | undefined {
  const { disk } = around;
  const now = around.place();
  if (isTrouble(now)) return now;
  const bound = readBinding(disk);
  if (isTrouble(bound)) return bound;
  const mark = readHomeMark(file, around);
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
export function bindHome(home: GuardedHome): Trouble | undefined {
  const now = home.around.place();
  if (isTrouble(now)) return now;
  return writeBinding(home.around.disk, now) ?? moveMark(home);
}

/** Moves the mark to the newest record, which must be durable. */
export function moveMark({ file, around, logs }: GuardedHome): Trouble | undefined {
  const head = logs.head();
  if (head === undefined) return undefined;
  const { sequence, hash } = head;
  return writeMark(around.marks, file.logId, { sequence, hash });
}

/** A log with damage in the middle is not written on: what was lost must be looked at first. */
export function damageOf(parts: HomeParts): Trouble | undefined {
  const [first] = parts.logs.damage();
  if (first === undefined) return undefined;
  const { file, position, bytes, why } = first;
  const what = `${file} at ${position}: ${bytes} bytes of the log are damaged: ${why}`;
  const next = "Run: ivy verify. Mount it with --read-only, or restore that file from a backup.";
  return new Trouble("damaged", `home ${parts.home}: ${what}. ${next}`);
}
