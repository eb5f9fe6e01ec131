// One of the many processes that work on a mount. It obeys orders from its parent, one at a time,
// and answers each when it is done.

import { flushCompileCache } from "node:module";
import { Chance } from "../../support/chance.ts";
import { directorySubject } from "../../support/subject-directory.ts";
import { type Workload, workUntilDead } from "../crash/workload.ts";
import { type FileUse, judgeFiles, OneFile, prepareFiles } from "./one-file.ts";
import type { Scene } from "./other-side.ts";
import { OwnNames } from "./own-names.ts";
import { removeAll, roughStep } from "./rough.ts";
import { linesOf, treeLines } from "./tree-lines.ts";

export type Order =
  /** Makes the directory of a round. */
  | { readonly kind: "prepare"; readonly place: RoundPlace; readonly users: number }
  | { readonly kind: "work"; readonly place: RoundPlace; readonly work: Work }
  /** What is wrong after all have worked on one file. */
  | { readonly kind: "judge"; readonly place: RoundPlace; readonly uses: readonly FileUse[] }
  /** The tree, as lines: first what these names are, then everything that is listed. */
  | { readonly kind: "describe"; readonly place: RoundPlace; readonly paths: readonly string[] }
  | { readonly kind: "remove"; readonly place: RoundPlace }
  /** Goes on until the mount is gone. */
  | { readonly kind: "until-dead"; readonly workload: Workload };

export interface RoundPlace {
  readonly mountpoint: string;
  readonly directory: string;
  readonly scene: Scene;
}

export interface Work {
  readonly worker: number;
  readonly seed: number;
  readonly steps: number;
}

export interface Report {
  readonly wrong: readonly string[];
  readonly lines: readonly string[];
  readonly named: readonly string[];
  readonly use: FileUse;
}

const nothing: Report = { wrong: [], lines: [], named: [], use: { lines: 0, counted: 0 } };

process.on("message", (order: Order) => {
  process.send?.(obeyed(order));
});
process.on("disconnect", () => process.exit(0));
flushCompileCache();
process.send?.(nothing);

function obeyed(order: Order): Report {
  try {
    return { ...nothing, ...obey(order) };
  } catch (error) {
    return { ...nothing, wrong: [error instanceof Error ? `${error.stack}` : String(error)] };
  }
}

function obey(order: Order): Partial<Report> {
  if (order.kind === "until-dead") {
    workUntilDead(order.workload);
    return {};
  }
  const { mountpoint, directory, scene } = order.place;
  const subject = directorySubject(mountpoint);
  switch (order.kind) {
    case "prepare":
      subject.makeDirectory(directory);
      if (scene === "one-file") prepareFiles(subject, directory, order.users);
      return {};
    case "work":
      return scene === "one-file"
        ? useFiles(order.place, order.work)
        : useNames(order.place, order.work);
    case "judge":
      return { wrong: judgeFiles(`${mountpoint}/${directory}`, order.uses) };
    case "describe":
      return { named: linesOf(subject, order.paths), lines: treeLines(subject, directory) };
    case "remove":
      removeAll(subject, directory);
      return {};
  }
}

function useFiles({ mountpoint, directory }: RoundPlace, { worker, seed, steps }: Work) {
  const chance = new Chance(seed);
  const files = new OneFile(`${mountpoint}/${directory}`, worker);
  for (let step = 0; step < steps; step++) files.step(chance);
  return { use: files.finish() };
}

/** Half of the steps on names of its own, half on everybody's. */
function useNames({ mountpoint, directory, scene }: RoundPlace, { worker, seed, steps }: Work) {
  const chance = new Chance(seed);
  const subject = directorySubject(mountpoint);
  const own = new OwnNames(subject, directory, worker);
  for (let step = 0; step < steps; step++) {
    if (chance.below(2) === 0) own.step(chance);
    else roughStep({ subject, chance, base: directory, deep: scene === "one-tree" });
  }
  own.check();
  return {};
}
