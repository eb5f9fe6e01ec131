// The tree of a home that is opened for a mount: from the newest snapshot that the logs agree with;
// after a power loss, without the records whose data it took.
import type { Trouble } from "../../dhash/index.ts";
import type { FoldProblem, Root, Snapshotter } from "../../fs/index.ts";
import { TreeDamage } from "../../fs/index.ts";
import type { OpenHomeOptions } from "../home-types.ts";
import type { FoldedHome } from "./folded-home.ts";
import { foldHome, logProblem } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";

type Log = OpenHomeOptions["log"];

export function foldWhole(
  parts: HomeParts,
  snapshotter: Snapshotter,
  { readOnly, log }: OpenHomeOptions,
): FoldedHome | Trouble {
  const folded = foldFrom(parts, snapshotter, { start: snapshotter.load(), log });
  if (readOnly) return folded;
  // A tree that lacks what could not be read just now must not be written on.
  if (folded.trouble !== undefined) return folded.trouble;
  if (folded.incomplete === undefined) return folded;
  const { incomplete } = folded;
  const trouble = parts.logs.cutTail(incomplete - 1);
  if (trouble !== undefined) {
    const what = `record ${incomplete}: its data is not on this disk, and it stays`;
    log("error", `${what}: ${trouble.message}`);
    return folded;
  }
  log("warn", `records from ${incomplete} on had not reached the disk when power was lost: cut`);
  const rest = foldFrom(parts, snapshotter, { start: folded.start, log });
  return rest.trouble ?? rest;
}

/** A snapshot that proves damaged on the way is given up: without it the start takes longer. */
function foldFrom(
  parts: HomeParts,
  snapshotter: Snapshotter,
  { start, log }: { readonly start: Root | undefined; readonly log: Log },
): FoldedHome & { readonly start: Root | undefined } {
  const onProblem = (problem: FoldProblem): void => logProblem(log, problem);
  try {
    const folded = foldHome(parts, start, onProblem);
    if (!folded.isLate) return { ...folded, start };
    snapshotter.discard();
    return { ...foldHome(parts, undefined, onProblem), start: undefined };
  } catch (error) {
    if (!(error instanceof TreeDamage) || start === undefined) throw error;
    log("warn", `${error.trouble.message} The tree is folded anew from the logs.`);
    snapshotter.discard();
    return { ...foldHome(parts, undefined, onProblem), start: undefined };
  }
}
