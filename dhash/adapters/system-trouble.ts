// What an error of the operating system means: errno(3) to Trouble, with the next step a person can
// take.

import { getSystemErrorMessage, getSystemErrorName } from "node:util";
import type { TroubleReason } from "../core/index.ts";
import { Trouble } from "../core/index.ts";

const reasonsByCode: Readonly<Record<string, TroubleReason>> = {
  ENOSPC: "full",
  EDQUOT: "over-quota",
  EFBIG: "full",
  EACCES: "denied",
  EPERM: "denied",
  ENOENT: "absent",
  EBUSY: "busy",
};

const nextSteps: Readonly<Partial<Record<TroubleReason, string>>> = {
  full: "Free some space, then try again.",
  "over-quota": "Free some space or have the quota raised, then try again.",
  denied: "Check the owner and the permissions.",
};

/** `thing` is what was worked on (a path), `action` what was tried ("read"). */
export function systemTrouble(thing: string, action: string, error: unknown): Trouble {
  const code = errorCode(error);
  const reason = reasonsByCode[code] ?? "failed";
  const step = nextSteps[reason];
  const cause = error instanceof Error ? error.message : String(error);
  return new Trouble(
    reason,
    `${thing}: cannot ${action}: ${cause}.${step === undefined ? "" : ` ${step}`}`,
    error,
  );
}

/** The error that a system call of this number would have thrown. */
export function numberToError(errorNumber: number): Error {
  const code = getSystemErrorName(-errorNumber);
  return Object.assign(new Error(`${code}: ${getSystemErrorMessage(-errorNumber)}`), { code });
}

export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
