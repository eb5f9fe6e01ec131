// All workloads that run on the subjects, in the order in which they run: a workload comes after
// the one whose files it uses, and everything that removes much comes late, because ext4 creates
// slowly for seconds after many removals.
import { andrew, andrewCompile, andrewRemove } from "./andrew.ts";
import { create } from "./create.ts";
import { git } from "./git.ts";
import { listWarm } from "./list.ts";
import { makeDirectories } from "./make-directories.ts";
import { npm } from "./npm.ts";
import { random } from "./random.ts";
import { renameAndBack, unlinkAll } from "./rename-unlink.ts";
import { readLarge, readSmall, writeLarge, writeSmall } from "./sequential.ts";
import { getattr, lookupMiss, statCold, statWarm } from "./stat.ts";
import { untar } from "./untar.ts";
import type { Workload } from "./workload.ts";

export const workloads: readonly Workload[] = [
  create,
  makeDirectories,
  lookupMiss,
  getattr,
  statCold,
  statWarm,
  listWarm,
  renameAndBack,
  unlinkAll,
  writeLarge,
  readLarge,
  writeSmall,
  readSmall,
  random,
  andrew,
  andrewCompile,
  andrewRemove,
  git,
  npm,
  untar,
];
