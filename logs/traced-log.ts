// Taking records of a closed log with two histories (FORMAT "Exchange"): what is known of the one
// that counts, from the cut backwards, decides about what is stored and what comes.
import type { RunRecord } from "./core/log-run.ts";
import type { LogPlace } from "./core/view.ts";
import { CutTrace } from "./cut-trace.ts";
import type { Absorbed, SharedLog } from "./shared-log.ts";

/** The trace of a log that was closed there, if it has two histories and is not all here. */
export function refreshTrace(shared: SharedLog, cut: LogPlace | undefined): CutTrace | undefined {
  const { trace, log, isForked } = shared;
  const isSame = cut?.sequence === trace?.cut.sequence && cut?.hash === trace?.cut.hash;
  if (cut === undefined || log.proven >= cut.sequence || !isSame) shared.trace = undefined;
  if (shared.trace === undefined && isForked) beginTrace(shared, cut);
  return shared.trace;
}

/** What came is of another history than what is held, or than the one that was closed. */
export function beginTrace(shared: SharedLog, cut: LogPlace | undefined): void {
  if (cut?.hash === undefined || shared.log.proven >= cut.sequence) return;
  shared.trace ??= new CutTrace(cut);
}

/** All that is held of the log is another history than the one that counts: it goes. */
export function startOver(shared: SharedLog, isReadOnly: boolean): Absorbed {
  const trouble = shared.log.dropAll(isReadOnly);
  if (trouble !== undefined) return { kind: "trouble", trouble };
  shared.head = undefined;
  shared.due = undefined;
  return { kind: "reset" };
}

/** Takes what of the records is known to count; undefined: nothing is known of them. */
export function absorbTraced(
  shared: SharedLog,
  trace: CutTrace,
  records: readonly RunRecord[],
  isReadOnly: boolean,
): Absorbed | undefined {
  const { log } = shared;
  const settled = settle(shared, trace, isReadOnly);
  if (settled !== undefined) return settled;
  const { target } = trace;
  const last = records.at(-1);
  if (last === undefined || last.sequence <= log.stored.sequence) {
    return { kind: "stored", records: 0 };
  }
  const end = records.findIndex(({ sequence }) => sequence === target.sequence);
  if (end < 0) return trace.narrow(records, log.stored.sequence) ? { kind: "traced" } : undefined;
  if (records[end]?.hash !== target.hash) return { kind: "disputed" };
  const counting = records.slice(0, end + 1);
  const next = log.stored.sequence + 1;
  const at = counting.findIndex(({ sequence }) => sequence === next);
  const fresh = at < 0 ? counting : counting.slice(at);
  const [first] = fresh;
  if (first === undefined) return { kind: "disputed" };
  const isNext = first.sequence === next && first.previous === log.stored.hash;
  if (!isNext) {
    trace.reach({ sequence: first.sequence - 1, hash: first.previous });
    return settle(shared, trace, isReadOnly) ?? { kind: "traced" };
  }
  const trouble = log.store(fresh);
  if (trouble !== undefined) return { kind: "trouble", trouble };
  return settle(shared, trace, isReadOnly) ?? { kind: "stored", records: fresh.length };
}

/** Compares what is stored with what is known; undefined: it is of the history that counts. */
function settle(shared: SharedLog, trace: CutTrace, isReadOnly: boolean): Absorbed | undefined {
  const { log } = shared;
  while (trace.target.sequence <= log.stored.sequence) {
    const { sequence, hash } = trace.target;
    if (log.hashAt(sequence) === hash) {
      log.prove(sequence);
      if (sequence >= trace.cut.sequence) break;
      trace.pass();
    } else if (log.stored.sequence > log.proven) {
      const trouble = log.dropUnproven();
      if (trouble !== undefined) return { kind: "trouble", trouble };
    } else return startOver(shared, isReadOnly);
  }
  return undefined;
}
