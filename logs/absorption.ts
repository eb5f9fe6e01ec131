// Taking others' records into their journals (FORMAT "Exchange", "Chain"): a run is stored when it
// follows what is there, proven when a signed head of its author covers it. What contradicts a head
// is a fork, or a forger's.
import type { Trouble } from "../dhash/core/index.ts";
import type { LogId } from "./core/hash.ts";
import type { LogHead } from "./core/head-codec.ts";
import { verifyHead } from "./core/head-codec.ts";
import type { LogRun, RunRecord } from "./core/log-run.ts";
import { readRun } from "./core/log-run.ts";
import { isMalformed } from "./core/message.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import { openRecord } from "./core/record-sealing.ts";
import type { LogPlace } from "./core/view.ts";
import type { ForeignLog } from "./foreign-log.ts";
import type { Absorbed, AbsorptionTools, SharedLog } from "./shared-log.ts";
import type { SharingStore } from "./sharing-port.ts";
import { absorbTraced, beginTrace, refreshTrace, startOver } from "./traced-log.ts";
import type { SignedHead } from "./two-histories.ts";
import { proofOf } from "./two-histories.ts";

/** A verified head of this log and file system, or why it is none. */
export function readHead(
  { keys, fileSystem }: Pick<AbsorptionTools, "keys" | "fileSystem">,
  logId: LogId,
  bytes: Uint8Array,
): SignedHead | string {
  const head = verifyHead(keys.crypto, bytes);
  if (isMalformed(head)) return head.why;
  if (head.logId !== logId) return "log head: of another log";
  if (head.fileSystem !== fileSystem) return "log head: of another file system";
  return { head, bytes: Uint8Array.from(bytes) };
}

/**
 * Takes a run into the journal of its log. `cut` is where the log ends, if an admin closed it;
 * records up to `limit` are wanted.
 */
export function absorbRun(
  tools: AbsorptionTools,
  shared: SharedLog,
  run: LogRun,
  bounds: { readonly cut: LogPlace | undefined; readonly limit: number },
): Absorbed {
  const signed = run.head && (headAtHand(shared, run.head) ?? readHead(tools, run.logId, run.head));
  if (typeof signed === "string") return { kind: "refused", why: signed };
  const records = run.envelopes.length === 0 ? [] : readRun(tools.hasher, run);
  if (isMalformed(records)) return { kind: "refused", why: records.why };
  if (shared.isForked && bounds.cut === undefined) return { kind: "unwanted" };
  if (bounds.cut === undefined && signed !== undefined) {
    const contradiction = contradicts(tools, shared, signed, records);
    if (contradiction !== undefined) return contradiction;
  }
  const wanted = records.filter(({ sequence }) => sequence <= bounds.limit);
  const adding = { records: wanted, signed, cut: bounds.cut };
  const trace = refreshTrace(shared, bounds.cut);
  if (trace !== undefined && wanted.length > 0) {
    const traced = absorbTraced(shared, trace, wanted, tools.store.isReadOnly);
    if (traced?.kind === "stored") return proveStored(tools, shared, adding) ?? traced;
    if (traced !== undefined) return traced;
    if (shared.isForked) return { kind: "disputed" };
  }
  if (isOtherEnd(wanted, bounds.cut)) {
    beginTrace(shared, bounds.cut);
    return { kind: "disputed" };
  }
  const added = addRecords(tools, shared, adding);
  return added.kind === "stored" ? (proveStored(tools, shared, adding) ?? added) : added;
}

/** The log was closed with another record where these end: with the other of two histories. Whoever
 * sends them has not heard of that yet. */
function isOtherEnd(records: readonly RunRecord[], cut: LogPlace | undefined): boolean {
  return records.some(({ sequence, hash }) => sequence === cut?.sequence && hash !== cut.hash);
}

/** Verified before: each piece of a long run comes with the head of the whole. */
function headAtHand({ due, head }: SharedLog, bytes: Uint8Array): SignedHead | undefined {
  return [due, head].find((each) => each !== undefined && Buffer.compare(each.bytes, bytes) === 0);
}

interface Adding {
  readonly records: readonly RunRecord[];
  readonly signed: SignedHead | undefined;
  readonly cut: LogPlace | undefined;
}

function addRecords(tools: AbsorptionTools, shared: SharedLog, adding: Adding): Absorbed {
  const { log } = shared;
  const { records, signed, cut } = adding;
  const first = records[0];
  if (first === undefined) return { kind: "stored", records: 0 };
  const { stored } = log;
  if (first.sequence > stored.sequence + 1) return { kind: "gap", from: stored.sequence + 1 };
  if (!followsStored(log, records)) return clash(tools, shared, adding);
  const fresh = records.filter(({ sequence }) => sequence > stored.sequence);
  const isCovered = [signed?.head, shared.due?.head, cut].some((place) => covers(place, fresh));
  const why = isCovered ? undefined : whyUnreadable(tools.keys, fresh);
  if (why === "unwanted") return { kind: "unwanted" };
  if (why !== undefined) return { kind: "refused", why };
  const trouble = log.store(fresh);
  if (trouble !== undefined) return { kind: "trouble", trouble };
  return { kind: "stored", records: fresh.length };
}

/** One of the records is where the head or cut points; so all of them are the author's. */
function covers(
  place: Pick<LogHead, "sequence" | "hash"> | LogPlace | undefined,
  records: readonly RunRecord[],
): boolean {
  const last = records.at(-1);
  return last === undefined || (place?.sequence === last.sequence && place.hash === last.hash);
}

/** The run and what is stored agree where they meet. */
function followsStored(log: ForeignLog, records: readonly RunRecord[]): boolean {
  const { stored } = log;
  const first = records[0];
  if (first === undefined) return true;
  if (first.sequence === stored.sequence + 1) return first.previous === stored.hash;
  const shared = records.findLast(({ sequence }) => sequence <= stored.sequence);
  return shared === undefined || log.hashAt(shared.sequence) === shared.hash;
}

/**
 * What no head covers yet has to be a member's at least, or a node without keys could fill the
 * disk. The last one opens only if its header is as its author wrote it, and that names the one
 * before, and so on: the others are as they were, too.
 */
function whyUnreadable(keys: RecordKeys, records: readonly RunRecord[]): string | undefined {
  if (records.some(({ keyEpoch }) => !keys.keysByEpoch.has(keyEpoch))) return "unwanted";
  const last = records.at(-1);
  const opened = last && openRecord(keys, last.envelope);
  return isMalformed(opened) ? `record ${last?.sequence}: ${opened.why}` : undefined;
}

/**
 * The run does not follow. Unless a head says that it is the author's, it is the sender's. Unproven
 * records here may be the forged ones: they give way, and come again.
 */
function clash(tools: AbsorptionTools, shared: SharedLog, adding: Adding): Absorbed {
  const { log } = shared;
  beginTrace(shared, adding.cut);
  if (log.stored.sequence > log.proven) {
    const trouble = log.dropUnproven();
    if (trouble !== undefined) return { kind: "trouble", trouble };
    return addRecords(tools, shared, adding);
  }
  const names = (place: Pick<LogHead, "sequence" | "hash"> | LogPlace | undefined): boolean =>
    adding.records.some(
      ({ sequence, hash }) => place?.sequence === sequence && place.hash === hash,
    );
  if (names(adding.cut)) return startOver(shared, tools.store.isReadOnly);
  if (names(adding.signed?.head)) {
    return noteFork(tools, shared, proofOf(shared, adding.signed, adding.records));
  }
  const isBeyond = (adding.signed?.head.sequence ?? 0) > (adding.records.at(-1)?.sequence ?? 0);
  if (isBeyond || adding.cut !== undefined) return { kind: "disputed" };
  return { kind: "refused", why: "run: it does not follow what its author signed" };
}

/** The head cannot be true of the history that is proven here. */
function contradicts(
  tools: AbsorptionTools,
  shared: SharedLog,
  signed: SignedHead,
  records: readonly RunRecord[],
): Absorbed | undefined {
  const { log } = shared;
  const { sequence, hash } = signed.head;
  if (sequence > log.proven) return undefined;
  const held = log.hashAt(sequence);
  if (held === undefined || held === hash) return undefined;
  return noteFork(tools, shared, proofOf(shared, signed, records));
}

function noteFork(
  { store }: AbsorptionTools,
  shared: SharedLog,
  proof: Uint8Array | undefined,
): Absorbed {
  shared.isForked = true;
  shared.due = undefined;
  const trouble = proof && store.keepProof(shared.log.logId, proof);
  return trouble === undefined ? { kind: "forked", proof } : { kind: "trouble", trouble };
}

/**
 * Moves on what is proven, where a head or the cut is reached; a head that is further on is due.
 */
function proveStored(
  tools: AbsorptionTools,
  shared: SharedLog,
  { records, signed, cut }: Adding,
): Absorbed | undefined {
  const { log } = shared;
  if (cut?.hash !== undefined && log.hashAt(cut.sequence) === cut.hash) log.prove(cut.sequence);
  const heads = [shared.due, signed].filter((each) => each !== undefined);
  shared.due = undefined;
  for (const each of heads.sort((a, b) => a.head.sequence - b.head.sequence)) {
    const { sequence, hash } = each.head;
    if (sequence <= (shared.head?.head.sequence ?? 0)) continue;
    if (sequence > log.stored.sequence) shared.due ??= each;
    else if (log.hashAt(sequence) === hash) prove(shared, each);
    else if (sequence > log.proven) {
      // A head that was heard before is another's word against the author's own of these records.
      if (each !== signed && isBorneOut(log, signed)) {
        prove(shared, signed);
        return noteFork(tools, shared, proofOf(shared, each, records));
      }
      const trouble = log.dropUnproven();
      if (trouble !== undefined) return { kind: "trouble", trouble };
      const isSenders = records.some((record) => record.sequence === sequence);
      if (!isSenders) return { kind: "disputed" };
      return { kind: "refused", why: "run: it is not what its author signed" };
    }
  }
  return undefined;
}

function isBorneOut(log: ForeignLog, signed: SignedHead | undefined): signed is SignedHead {
  return signed !== undefined && log.hashAt(signed.head.sequence) === signed.head.hash;
}

/** Writes down the head, by which the records are proven after a start: before an own record names
 * one of them. Until then who waits for them need not wait for that. */
export function keepHead(store: SharingStore, shared: SharedLog): Trouble | undefined {
  const { head, log } = shared;
  const trouble = head && store.keepHead(log.logId, head.head.sequence, head.bytes);
  shared.isHeadUnkept = trouble !== undefined;
  return trouble;
}

function prove(shared: SharedLog, signed: SignedHead): void {
  shared.log.prove(signed.head.sequence);
  shared.head = signed;
  shared.isHeadUnkept = true;
}
