// ivy verify: reads everything again and names exactly what is damaged. Exit status 1 if anything
// is.
import { isTrouble } from "../../dhash/core/index.ts";
import { verifyHome } from "../compose.ts";
import { Failure, troubleToFailure } from "../failure.ts";
import { bytesToText, openProgressLine, print, printJson } from "../terminal.ts";
import { requireHome } from "./require-home.ts";

export async function verify({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  requireHome(home);
  const progress = openProgressLine();
  const report = await verifyHome(home, { progress: progress.report });
  progress.end();
  if (isTrouble(report)) throw troubleToFailure(report);
  const { records, blocks, bytes, digest, problems } = report;
  if (json) printJson({ home, ...report });
  else {
    print(
      `Read ${records} records and ${blocks} blocks (${bytesToText(bytes)}); ` +
        `root digest ${digest}.`,
    );
    for (const { thing, where, why } of problems) print(`damaged: ${thing} in ${where}: ${why}`);
    if (problems.length === 0) print("Everything is as it was written.");
  }
  if (problems.length === 0) return;
  const count = problems.length === 1 ? "one thing is" : `${problems.length} things are`;
  const isOnlySnapshot = problems.every(({ thing }) => thing === "snapshot");
  const next = isOnlySnapshot
    ? "Nothing is lost: the logs are whole, and snapshots are made anew from them."
    : "Restore the home from a backup, or rebuild what is left with ivy replay.";
  throw new Failure(`home ${home}: ${count} damaged. ${next}`);
}
