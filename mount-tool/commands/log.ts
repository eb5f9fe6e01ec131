// ivy log: records, newest first. With a path, only those that changed what is now under that path.
import { isTrouble } from "../../dhash/core/index.ts";
import { readLog } from "../compose.ts";
import { failed, troubleToFailure, wronglyUsed } from "../failure.ts";
import { homeWords } from "../home-paths.ts";
import type { LogLine } from "../home-types.ts";
import { print, printJson, timeToText } from "../terminal.ts";
import { pathInHome } from "./path-in-mount.ts";
import { requireHome } from "./require-home.ts";

export interface LogWish {
  readonly home: string;
  /** As typed: in the mount, or below the root of the file system; undefined: everything. */
  readonly path: string | undefined;
  readonly limit: string | undefined;
  readonly json: boolean;
}

export async function log(wish: LogWish): Promise<void> {
  let left = parseLimit(wish.limit);
  requireHome(wish.home);
  const path = wish.path === undefined ? undefined : pathInHome(wish.home, wish.path);
  if (left === 0) return;
  let isNamed = false;
  for await (const line of readLog(wish.home, { path })) {
    if (isTrouble(line)) throw troubleToFailure(line);
    isNamed = true;
    if (wish.json) printJson({ ...line, time: timeToText(line.time) });
    else showLine(line);
    if (--left === 0) return;
  }
  if (isNamed || path === undefined) return;
  const next = `All records: ivy log${homeWords(wish.home)}`;
  throw failed({ thing: path, cause: "no record names it", next });
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const cause = `"${text}" is not a number of records`;
  throw wronglyUsed({ thing: "--limit", cause, next: "Give a whole number, such as 20." });
}

const hashDigitsShown = 16;

function showLine({ time, participant, sequence, hash, counts, changes }: LogLine): void {
  const words = [timeToText(time), participant, sequence, hash.slice(0, hashDigitsShown)];
  print([...words, ...(counts ? [] : ["(does not count)"])].join("  "));
  for (const change of changes) print(`    ${change}`);
}
