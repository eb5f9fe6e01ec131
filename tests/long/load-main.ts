// One process of the long run: `load-main.ts KIND DIRECTORY SECONDS FILES BYTES SEED`. It works for
// so many seconds, evenly, and does not make more files or write more bytes than it is told (0: as
// many as it can). Prints what it has done as JSON.
import { setTimeout as wait } from "node:timers/promises";
import { Chance } from "../support/chance.ts";
import { makeDirectory } from "../support/child/names.ts";
import { directorySubject } from "../support/subject-directory.ts";
import { type Done, type LoadKind, loads } from "./load.ts";

const [, , kind, directory, seconds, files, bytes, seed] = process.argv;
if (directory === undefined) throw new Error("KIND DIRECTORY SECONDS FILES BYTES SEED");
const duration = Number(seconds) * 1000;
const quota: Done = { files: Number(files), bytes: Number(bytes) };
const done: Done = { files: 0, bytes: 0 };
makeDirectory(directory);
const subject = directorySubject(directory);
subject.makeDirectory("own");
const step = loads[isLoadKind(kind) ? kind : "names"]({
  subject,
  directory: "own",
  chance: new Chance(Number(seed)),
  done,
});
const start = performance.now();
for (;;) {
  const share = (performance.now() - start) / duration;
  if (share >= 1) break;
  if (isAhead(share)) await wait(20);
  else step();
}
process.stdout.write(`${JSON.stringify(done)}\n`);
process.exit(0);

/** Has it done more than this share of what it may? */
function isAhead(share: number): boolean {
  const isAheadOf = (so: number, all: number): boolean => all > 0 && so >= all * share;
  return isAheadOf(done.files, quota.files) || isAheadOf(done.bytes, quota.bytes);
}

function isLoadKind(text: string | undefined): text is LoadKind {
  return text !== undefined && text in loads;
}
