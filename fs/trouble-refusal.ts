// The one map from trouble outside to the refusal that a program sees.
import type { Trouble, TroubleReason } from "../dhash/core/index.ts";
import type { Refusal } from "./core/refusal.ts";
import type { Outcome } from "./core/request.ts";

const refusals: Readonly<Record<TroubleReason, Refusal>> = {
  full: "no-space",
  "over-quota": "over-quota",
  failed: "input-output",
  denied: "access-denied",
  damaged: "input-output",
  absent: "input-output",
  busy: "input-output",
  unreachable: "input-output",
  newer: "input-output",
};

export function troubleToRefusal(trouble: Trouble): Refusal {
  return refusals[trouble.reason];
}

export function refused(refusal: Refusal): Outcome {
  return { kind: "refused", refusal };
}
