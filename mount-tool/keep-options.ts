// Which blocks of others a member keeps, and sizes as people write them.
import { isAbsentOr, isCount, isOneOf, isShape } from "./checked-json.ts";
import { wronglyUsed } from "./failure.ts";

/**
 * all: everything; recent: what was used, up to a budget; none: only what is being read. What is
 * pinned, and what was written here, stays in any case.
 */
export type KeepMode = "all" | "recent" | "none";

export interface KeepSetting {
  readonly mode: KeepMode;
  /** Bytes of others' blocks that stay; counts for "recent". */
  readonly budgetBytes?: number | undefined;
}

export const isKeepSetting = isShape({
  mode: isOneOf("all", "recent", "none"),
  budgetBytes: isAbsentOr(isCount),
});

/** Enough for what somebody works with, and little on a disk of these days. */
export const keepBudgetBytesDefault = 10 * 1024 ** 3;

/** What many requests at a time read must fit. */
export const keepBudgetBytesMin = 64 * 1024 ** 2;

/** With "none": what is being read, and what is read ahead. */
export const keepNothingBytes = 256 * 1024 ** 2;

export interface KeepWords {
  readonly keep?: KeepMode;
  readonly keepBudget?: string;
}

/** Undefined: as it was last time. */
export function parseKeep({ keep, keepBudget }: KeepWords): KeepSetting | undefined {
  if (keepBudget === undefined) return keep && { mode: keep };
  const budgetBytes = parseSize("--keep-budget", keepBudget);
  if (keep !== undefined && keep !== "recent") {
    const cause = `there is no budget with --keep ${keep}`;
    throw wronglyUsed({ thing: "--keep-budget", cause, next: "Use it with --keep recent." });
  }
  if (budgetBytes < keepBudgetBytesMin) {
    const cause = `${keepBudget} is too little to work with`;
    throw wronglyUsed({ thing: "--keep-budget", cause, next: "Give at least 64MiB." });
  }
  return { mode: "recent", budgetBytes };
}

const exponents: readonly string[] = ["", "K", "M", "G", "T", "P"];
const sizePattern = /^(\d{1,6}(?:\.\d{1,6})?) ?([KMGTP]?)(?:i?B)?$/i;

/** Units are powers of 1024, whether they are written 5G, 5GB or 5GiB. */
export function parseSize(option: string, text: string): number {
  const [, number = "", unit = ""] = sizePattern.exec(text) ?? [];
  const exponent = exponents.indexOf(unit.toUpperCase());
  const bytes = Math.floor(Number(number) * 1024 ** exponent);
  if (number !== "" && bytes >= 1 && Number.isSafeInteger(bytes)) return bytes;
  const cause = `"${text}" is no size`;
  throw wronglyUsed({ thing: option, cause, next: "Give one such as 500MiB, 20GiB or 1.5TiB." });
}
