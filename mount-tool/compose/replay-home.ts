// `ivy replay`: the tree rebuilt from the logs alone, up to a moment, written out as plain files.
import { readdirSync } from "node:fs";
import { isTrouble, Trouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/index.ts";
import { emptyRoot, exportTree, foldLog, PlainDirectory, rootDigest } from "../../fs/index.ts";
import type { LogItem, ReadRecordItem } from "../../logs/index.ts";
import { compareTimes, dotSequence } from "../../logs/index.ts";
import { errorText } from "../failure.ts";
import type { Moment, ReplayOptions, ReplaySummary } from "../home-types.ts";
import { makeDirectory } from "../make-directory.ts";
import { problemText } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";

const progressEvery = 1000;

export async function replay(
  home: string,
  options: ReplayOptions,
): Promise<ReplaySummary | Trouble> {
  const refusal = prepareTarget(options.to);
  if (refusal !== undefined) return refusal;
  const parts = await openParts({ home, mode: "read", syncedSequence: 0, log: () => {} });
  if (isTrouble(parts)) return parts;
  try {
    return replayParts(parts, options);
  } finally {
    await closeParts(parts);
  }
}

function replayParts(parts: HomeParts, options: ReplayOptions): ReplaySummary | Trouble {
  const folded = foldUntil(parts, options);
  if (isTrouble(folded)) return folded;
  const { root, records, problems } = folded;
  const sources = { blocks: parts.data, log: parts.logs, namelessParts: new Map() };
  const writing = exportTree(root, sources, new PlainDirectory(options.to));
  for (;;) {
    const step = writing.next();
    if (step.done === true) {
      if (isTrouble(step.value)) return step.value;
      const { directories, files, bytes, omissions } = step.value;
      const digest = Buffer.from(rootDigest(root, parts.hasher)).toString("hex");
      const all = [...problems, ...omissions];
      return { records, directories, files, bytes, digest, omissions: all };
    }
    options.progress({ stage: "writing files", done: step.value, total: root.inodeCount });
  }
}

interface FoldedUntil {
  readonly root: Root;
  readonly records: number;
  readonly problems: readonly string[];
}

function foldUntil(parts: HomeParts, { at, progress }: ReplayOptions): FoldedUntil | Trouble {
  const problems: string[] = [];
  let records = 0;
  let isMet = at === undefined || at.kind === "time";
  const items = takeUntil(parts.logs.records(new Map()), at, () => {
    isMet = true;
  });
  const root = foldLog(emptyRoot(), items, {
    onProblem: (problem) => problems.push(problemText(problem)),
    onRecord: () => {
      records += 1;
      if (records % progressEvery === 0) {
        progress({ stage: "reading records", done: records, total: undefined });
      }
      return true;
    },
  });
  if (isMet) return { root, records, problems };
  return new Trouble("absent", "--at: the log has no such record. Run `ivy log` to see them.");
}

/**
 * The items up to the moment: for a time, records that were made later are left out; a record
 * itself still counts.
 */
function* takeUntil(
  items: Iterable<LogItem>,
  at: Moment | undefined,
  onMet: () => void,
): Generator<LogItem> {
  for (const item of items) {
    if (item.kind === "record" && at?.kind === "time") {
      if (compareTimes(item.stamp.time, at.time) > 0) return;
    }
    yield item;
    if (item.kind === "record" && at !== undefined && isMoment(item, at)) {
      onMet();
      return;
    }
  }
}

function isMoment(item: ReadRecordItem, at: Moment): boolean {
  if (at.kind === "sequence") return dotSequence(item.stamp.dot) === at.sequence;
  // A hash's first byte names the algorithm; people may leave it out.
  return (
    at.kind === "hash" && (item.hash.startsWith(at.prefix) || item.hash.startsWith(at.prefix, 2))
  );
}

function prepareTarget(to: string): Trouble | undefined {
  try {
    makeDirectory(to);
    if (readdirSync(to).length === 0) return undefined;
    return new Trouble("busy", `directory ${to}: it is not empty. Name another with --to.`);
  } catch (error) {
    const cause = `it cannot be made: ${errorText(error)}`;
    return new Trouble("failed", `directory ${to}: ${cause}. Name another with --to.`, error);
  }
}
