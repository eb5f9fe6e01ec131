// A month of churn under each rule of repair: what is copied, what cannot be read, what is lost.
import { absenceMean, diskLifeMean, sessionMean } from "./churn-figures.ts";
import { type ChurnPlan, ChurnWorld } from "./churn-world.ts";
import {
  copyOnEveryAbsence,
  copyOnLossOnly,
  countReturning,
  type Policy,
} from "./repair-policies.ts";

const month = 30 * 24 * 3600;

export interface ChurnFigures {
  readonly name: string;
  /** Bytes copied in the month, for each byte that is to be kept (one copy of it). */
  readonly copiedPerByte: number;
  /** The same in the first month, when no spare copies exist yet. */
  readonly copiedPerByteFirst: number;
  /** Over what the oracle copies. */
  readonly overOracle: number;
  readonly copiesKept: number;
  /** Share of the time that a key has no present holder. */
  readonly unreadable: number;
  readonly keysLost: number;
  readonly absences: number;
  readonly disksLost: number;
}

const policies: readonly { name: string; policy: Policy; patience: number }[] = [
  { name: "oracle: copy only when a disk is lost", policy: copyOnLossOnly, patience: 0 },
  { name: "copy on every absence", policy: copyOnEveryAbsence, patience: 0 },
  { name: "copy on every absence of an hour", policy: copyOnEveryAbsence, patience: 3600 },
  { name: "count those that return", policy: countReturning, patience: 0 },
  { name: "count those that return, patient for an hour", policy: countReturning, patience: 3600 },
];

/** One month to settle, and the next is measured. */
export function measureChurn(plan: Omit<ChurnPlan, "patience">): readonly ChurnFigures[] {
  const stored = plan.keys * plan.bytesPerKey;
  const results = policies.map(({ name, policy, patience }) => {
    const world = new ChurnWorld({ ...plan, patience }, policy);
    world.run(month);
    const first = { ...world.counts };
    world.run(month);
    const { counts } = world;
    return {
      name,
      copiedPerByte: (counts.copiedBytes - first.copiedBytes) / stored,
      copiedPerByteFirst: first.copiedBytes / stored,
      copiesKept: world.copies() / plan.keys,
      unreadable: (counts.unreadableSeconds - first.unreadableSeconds) / (plan.keys * month),
      keysLost: counts.keysLost,
      absences: counts.absences - first.absences,
      disksLost: counts.disksLost - first.disksLost,
    };
  });
  const oracle = results[0]?.copiedPerByte ?? 0;
  return results.map((result) => ({ ...result, overOracle: result.copiedPerByte / oracle }));
}

/** The churn in words, for the document. */
export const churnFacts = {
  sessionDays: sessionMean / 86_400,
  absenceDays: absenceMean / 86_400,
  absencesPerMonth: month / (sessionMean + absenceMean),
  diskYears: diskLifeMean / (365 * 86_400),
} as const;
