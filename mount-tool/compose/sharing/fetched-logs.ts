// Logs of others from the block store, for who was away while they wrote and meets only nodes:
// heads are asked of the nodes, and what is newer than what is here is fetched as segments,
// checked, and taken as from a peer.
import type { BlockKey, Held, PublicKeyBlock, Trouble } from "../../../dhash/index.ts";
import { isTrouble } from "../../../dhash/index.ts";
import type { Absorbed, LogHead, LogId, LogRun } from "../../../logs/index.ts";
import { hexToBytes, isMalformed, LogFetch, verifyHead } from "../../../logs/index.ts";
import type { HomeParts } from "../home-parts.ts";
import { FetchedViews } from "./fetched-views.ts";

export interface FetchedLogsOptions {
  readonly parts: HomeParts;
  readonly find: (owner: Uint8Array) => void;
  readonly fetch: (keys: readonly BlockKey[]) => void;
  readonly forget: (keys: readonly BlockKey[]) => void;
  readonly takeRun: (run: LogRun) => Absorbed;
  readonly takeViews: (blocks: readonly Uint8Array[]) => void;
  readonly report: (trouble: Trouble) => void;
}

/** Nodes are asked for heads this long after they were met, and then as often. */
const firstAskMilliseconds = 1000;
const askMilliseconds = 60_000;

/** What members who are connected have comes from them: a head waits so long. */
const patienceMilliseconds = 3000;

/** Logs that are fetched at one time. */
const fetchesMax = 4;

/** What led nowhere is tried again after this: a key for it may have come. */
const againMilliseconds = 600_000;

/** A log of which no block came for so long is left to the next question. */
const stuckMilliseconds = 120_000;

interface Known {
  readonly head: LogHead;
  readonly bytes: Uint8Array;
  readonly since: number;
}

interface Fetching {
  readonly fetch: LogFetch;
  readonly wanted: Set<BlockKey>;
  readonly known: Known;
  readonly isTraced: boolean;
  movedAt: number;
}

export class FetchedLogs {
  readonly #options: FetchedLogsOptions;
  readonly #views: FetchedViews;
  readonly #heads = new Map<LogId, Known>();
  readonly #fetches = new Map<LogId, Fetching>();
  /** Until when heads of a log up to this sequence are passed over: they led nowhere. */
  readonly #bad = new Map<LogId, { readonly sequence: number; readonly until: number }>();
  #askAt: number | undefined;

  constructor(options: FetchedLogsOptions) {
    this.#options = options;
    const { parts, fetch, takeViews } = options;
    this.#views = new FetchedViews({ parts, fetch, takeViews });
  }

  held(): Held {
    return { what: "logs that are fetched", size: this.#fetches.size, max: fetchesMax };
  }

  tick(hasNodes: boolean): void {
    const now = this.#now();
    if (!hasNodes) {
      this.#askAt = undefined;
      return;
    }
    this.#askAt ??= now + firstAskMilliseconds;
    if (now >= this.#askAt) this.#ask(now);
    for (const [logId, known] of this.#heads) this.#consider(logId, known, now);
    for (const [logId, fetching] of this.#fetches) {
      if (now - fetching.movedAt >= stuckMilliseconds) this.#end(logId, fetching);
    }
  }

  /** A verified head of some log of this file system. */
  found({ bytes }: PublicKeyBlock): void {
    const head = verifyHead(this.#options.parts.crypto, bytes);
    if (isMalformed(head) || head.segmentIndex === undefined) return;
    const { logId, sequence } = head;
    const now = this.#now();
    const bad = this.#bad.get(logId);
    const isKnown = (this.#heads.get(logId)?.head.sequence ?? 0) >= sequence;
    if (isKnown || (bad !== undefined && bad.sequence >= sequence && now < bad.until)) return;
    if (!this.#isNews(head)) return;
    this.#heads.set(logId, { head, bytes: Uint8Array.from(bytes), since: now });
    if (head.view !== undefined) this.#views.want(head.view);
  }

  arrived(key: BlockKey): void {
    if (this.#views.arrived(key)) return;
    for (const [logId, fetching] of [...this.#fetches]) {
      if (fetching.wanted.delete(key)) this.#take(logId, fetching, key);
    }
  }

  #ask(now: number): void {
    this.#askAt = now + askMilliseconds;
    const { views } = this.#options.parts;
    for (const { logId } of views.membership?.members ?? []) {
      this.#options.find(hexToBytes(logId));
    }
  }

  #consider(logId: LogId, known: Known, now: number): void {
    const { head, bytes, since } = known;
    if (!this.#isNews(head)) this.#heads.delete(logId);
    if (!this.#heads.has(logId) || now - since < patienceMilliseconds) return;
    if (this.#fetches.has(logId) || this.#fetches.size >= fetchesMax) return;
    if (head.segmentIndex === undefined || !this.#isMember(logId)) return;
    this.#heads.delete(logId);
    const { hasher } = this.#options.parts;
    const stored = this.#storedOf(logId);
    const tracedFrom = this.#tracedFrom(head);
    const log = { hasher, logId, head: bytes, index: head.segmentIndex, stored };
    const fetch = new LogFetch({ ...log, tracedFrom });
    const isTraced = tracedFrom !== undefined;
    const fetching = { fetch, wanted: new Set<BlockKey>(), known, isTraced, movedAt: now };
    this.#fetches.set(logId, fetching);
    this.#want(fetching);
  }

  #want({ fetch, wanted }: Fetching): void {
    const fresh = fetch.wanted().filter((key) => !wanted.has(key));
    for (const key of fresh) wanted.add(key);
    if (fresh.length > 0) this.#options.fetch(fresh);
  }

  #take(logId: LogId, fetching: Fetching, key: BlockKey): void {
    const { parts, report } = this.#options;
    const got = parts.blocks.get(key, true);
    if (isTrouble(got)) report(got);
    if (isTrouble(got) || got.kind === "absent") return this.#end(logId, fetching);
    fetching.movedAt = this.#now();
    const runs = fetching.fetch.take(key, got.bytes);
    const use = isMalformed(runs) ? "none" : this.#takeRuns(fetching, runs);
    // The journal has it now.
    parts.blocks.remove(key);
    const until = this.#now() + againMilliseconds;
    if (use === "none") this.#bad.set(logId, { sequence: fetching.known.head.sequence, until });
    if (use !== "all" || fetching.fetch.isDone) this.#end(logId, fetching);
    else this.#want(fetching);
    if (use === "otherwise") this.#heads.set(logId, fetching.known);
  }

  /** "otherwise": what is held was another history, and what is needed now is other segments. */
  #takeRuns({ known, isTraced }: Fetching, runs: readonly LogRun[]): "all" | "otherwise" | "none" {
    for (const run of runs) {
      const { kind } = this.#options.takeRun(run);
      if (kind === "reset") return "otherwise";
      const isFound = !isTraced && this.#tracedFrom(known.head) !== undefined;
      if (kind === "disputed" && isFound) return "otherwise";
      if (kind !== "stored" && kind !== "traced") return "none";
    }
    return "all";
  }

  #end(logId: LogId, { wanted }: Fetching): void {
    this.#fetches.delete(logId);
    if (wanted.size > 0) this.#options.forget([...wanted]);
  }

  /** It names records that are wanted and not here. Of a log with two histories only one that
   * reaches to where it was closed can be told from the other. */
  #isNews({ logId, sequence }: LogHead): boolean {
    const standing = this.#standingOf(logId);
    const limit = standing?.limit ?? sequence;
    if (standing?.isForked && sequence < limit) return false;
    return Math.min(sequence, limit) > this.#storedOf(logId);
  }

  /** From where the log is traced, if its segments reach so far. */
  #tracedFrom({ logId, sequence }: LogHead): number | undefined {
    const last = this.#standingOf(logId)?.traced?.last;
    return last !== undefined && last <= sequence ? last : undefined;
  }

  #standingOf(logId: LogId) {
    const standings = this.#options.parts.logs.peers()?.standings();
    return standings?.find((each) => each.logId === logId);
  }

  /** The newest record that need not be fetched. */
  #storedOf(logId: LogId): number {
    const { file, logs } = this.#options.parts;
    const peers = logs.peers();
    if (logId === file.logId) return peers?.own()?.place.sequence ?? 0;
    return this.#standingOf(logId)?.stored.sequence ?? 0;
  }

  #isMember(logId: LogId): boolean {
    const { membership } = this.#options.parts.views;
    return membership?.members.some((member) => member.logId === logId) ?? false;
  }

  #now(): number {
    return this.#options.parts.around.milliseconds();
  }
}
