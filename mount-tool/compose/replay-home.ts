// `ivy replay`: the tree rebuilt from the logs alone, up to a moment, written out as plain files.
import { readdirSync } from "node:fs";
import { isTrouble, Trouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/index.ts";
import { emptyRoot, exportTree, foldLog, PlainDirectory, rootDigest } from "../../fs/index.ts";
import type { Dot, LogId, LogItem } from "../../logs/index.ts";
import { errorText } from "../failure.ts";
import type { ReplayOptions, ReplaySummary } from "../home-types.ts";
import { makeDirectory } from "../make-directory.ts";
import { problemText } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";
import type { MomentRecord } from "./moment-record.ts";
import { findLast } from "./moment-record.ts";
import { machineSurroundings } from "./surroundings.ts";

const progressEvery = 1000;

export async function replay(
  home: string,
  options: ReplayOptions,
): Promise<ReplaySummary | Trouble> {
  const refusal = prepareTarget(options.to);
  if (refusal !== undefined) return refusal;
  const around = await machineSurroundings(home);
  const parts = await openParts({ home, around, mode: "read", syncedSequence: 0, log: () => {} });
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
  // A number is one of the own log.
  const logId = at?.kind === "sequence" ? parts.file.logId : undefined;
  const last = at && findLast(recordsOf(parts, logId), at);
  if (at !== undefined && last === undefined && at.kind !== "time") {
    return new Trouble("absent", "--at: the log has no such record. Run `ivy log` to see them.");
  }
  const items = at === undefined ? parts.logs.records(new Map()) : takeUntil(parts, last);
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
  return { root, records, problems };
}

function* recordsOf(parts: HomeParts, logId: LogId | undefined): Generator<MomentRecord> {
  for (const item of parts.logs.records(new Map())) {
    if (item.kind !== "record" || (logId !== undefined && item.stamp.logId !== logId)) continue;
    yield { ...item.stamp, hash: item.hash };
  }
}

function* takeUntil(parts: HomeParts, last: Dot | undefined): Generator<LogItem> {
  if (last === undefined) return;
  for (const item of parts.logs.records(new Map())) {
    yield item;
    if (item.kind === "record" && item.stamp.dot === last) return;
  }
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
