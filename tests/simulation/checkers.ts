// What the simulation compares: an outcome with what the oracle knows, a tree with what may be.
import type { Outcome } from "../../fs/core/index.ts";
import type { Operation } from "./operation.ts";
import { describeOperation } from "./operation.ts";
import type { OracleState } from "./oracle-state.ts";
import { nodeOf } from "./oracle-state.ts";

export function describeOutcome(outcome: Outcome): string {
  return outcome.kind === "refused" ? outcome.refusal : outcome.kind;
}

/** Throws when what was read or taken is not what it should be. */
export function checkOutcome(state: OracleState, operation: Operation, outcome: Outcome): void {
  if (operation.kind === "read") {
    const { data } = nodeOf(state, operation.node);
    const expected = data.subarray(operation.offset, operation.offset + operation.length);
    const got = outcome.kind === "data" ? Buffer.concat(outcome.parts) : undefined;
    if (got?.equals(expected) !== true)
      throw new Error(`${describeOperation(operation)}: other bytes`);
  }
  if (operation.kind === "write") {
    const count = outcome.kind === "count" ? outcome.count : -1;
    if (count !== operation.data.length) throw new Error(`a write took ${count} bytes`);
  }
}

export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}

export function differences(expected: readonly string[], seen: readonly string[]): string {
  const missing = expected.filter((line) => !seen.includes(line));
  const surplus = seen.filter((line) => !expected.includes(line));
  return [
    ...missing.slice(0, 5).map((l) => `\n- ${l}`),
    ...surplus.slice(0, 5).map((l) => `\n+ ${l}`),
  ].join("");
}
