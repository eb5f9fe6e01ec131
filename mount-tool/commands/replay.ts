// ivy replay: rebuilds the tree from the logs alone, as it is or as it was, into a plain directory.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { isTrouble } from "../../dhash/core/index.ts";
import { replay as replayLogs } from "../compose.ts";
import { errorCode, errorText, failed, troubleToFailure } from "../failure.ts";
import { parseMoment } from "../moment.ts";
import { bytesToText, openProgressLine, print, printJson } from "../terminal.ts";
import { requireHome } from "./require-home.ts";

export interface ReplayWish {
  readonly home: string;
  readonly to: string;
  readonly at: string | undefined;
  readonly json: boolean;
}

export async function replay(wish: ReplayWish): Promise<void> {
  const at = wish.at === undefined ? undefined : parseMoment(wish.at);
  requireHome(wish.home);
  const to = resolve(wish.to);
  requireEmpty(to);
  const progress = openProgressLine();
  const summary = await replayLogs(wish.home, { at, to, progress: progress.report });
  progress.end();
  if (isTrouble(summary)) throw troubleToFailure(summary);
  if (wish.json) return printJson({ to, ...summary });
  const { files, directories, bytes, records, digest, omissions } = summary;
  print(`Rebuilt ${files} files (${bytesToText(bytes)}) and ${directories} directories in ${to}`);
  print(`from ${records} records; root digest ${digest}.`);
  for (const omission of omissions) print(`  not as it was: ${omission}`);
}

function requireEmpty(to: string): void {
  const thing = `--to ${to}`;
  try {
    if (readdirSync(to).length === 0) return;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw failed({ thing, cause: errorText(error), next: "Name an empty or absent directory." });
  }
  throw failed({ thing, cause: "is not empty", next: "Name an empty or absent directory." });
}
