// The care for copies: for each block given to it, the nearest storing nodes on different machines
// are asked to keep it, others stand in for those that cannot, until there are copies enough or
// nobody is left to ask.
import type { PublicKeyBlock } from "../../ports.ts";
import { isBlockKey } from "../block.ts";
import type { PeerId } from "../peer-id.ts";
import type { Contact } from "../routing/contact.ts";
import { blockNameToRingPoint, type NodeId, type RingPoint } from "../routing/ring-point.ts";
import type { KnownNodes } from "./known-nodes.ts";
import {
  callerJobsMax,
  offerMilliseconds,
  repairJobsMax,
  retryMilliseconds,
  seekMilliseconds,
} from "./limits.ts";
import type { NodePeer } from "./node-peer.ts";

/** "caller": somebody waits for the word. "repair": a neighbour lacks it. "stray": it is kept here
 *  and belongs elsewhere. */
export type JobOrigin = "caller" | "repair" | "stray";

export interface Job {
  /** A block key, or the frame key of a public-key block. */
  readonly name: string;
  readonly point: RingPoint;
  /** Of a content-hash block nothing but its name. */
  readonly block: PublicKeyBlock | undefined;
  readonly origin: JobOrigin;
  /** Until then it may wait for nodes that are being sought. */
  readonly waitUntil: number;
  readonly kept: Set<NodeId>;
  readonly refused: Set<NodeId>;
  /** Whose word is waited for, and since when. */
  readonly asked: Map<NodeId, number>;
}

export interface FinishedJob {
  readonly job: Job;
  /** Different machines that keep it, this one included where it is of the ring. */
  readonly copies: number;
  /** There are too few machines, or too few have room. */
  readonly isShort: boolean;
}

export interface ReplicationParts {
  readonly known: KnownNodes;
  readonly copies: number;
  readonly peerOf: (peer: PeerId) => NodePeer | undefined;
  /** True when the nodes around a point are known as well as they can be now. */
  readonly reach: (point: RingPoint) => boolean;
  readonly put: (peer: PeerId, block: PublicKeyBlock) => void;
}

export class Replication {
  readonly #parts: ReplicationParts;
  readonly #jobs = new Map<string, Job>();
  /** To be looked at, in order. */
  readonly #due = new Set<Job>();
  #retryAt = 0;
  readonly #sizes = { caller: 0, repair: 0, stray: 0 };

  constructor(parts: ReplicationParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#jobs.size;
  }

  get callerRoom(): number {
    return callerJobsMax - this.#sizes.caller;
  }

  get repairRoom(): number {
    return repairJobsMax - this.#sizes.repair - this.#sizes.stray;
  }

  has(name: string): boolean {
    return this.#jobs.has(name);
  }

  get(name: string): Job | undefined {
    return this.#jobs.get(name);
  }

  /** The caller has looked whether there is room. A caller's wish replaces one of repair, a newer
   *  public-key block an older one. */
  add(wish: Pick<Job, "name" | "origin"> & { readonly block?: PublicKeyBlock }, now: number): void {
    const { name, origin, block } = wish;
    const before = this.#jobs.get(name);
    if (before !== undefined) {
      const isNewer = (block?.version ?? 0) > (before.block?.version ?? 0);
      if (!isNewer && (origin !== "caller" || before.origin === "caller")) return;
      this.#remove(before);
    }
    const job = {
      ...{ name, origin, block, point: blockNameToRingPoint(name) },
      waitUntil: now + seekMilliseconds,
      ...{ kept: new Set<NodeId>(), refused: new Set<NodeId>(), asked: new Map<NodeId, number>() },
    };
    this.#jobs.set(name, job);
    this.#sizes[origin]++;
    this.#due.add(job);
  }

  remove(name: string): void {
    const job = this.#jobs.get(name);
    if (job !== undefined) this.#remove(job);
  }

  /** Others make up the ring, or are connected: every job is looked at again. */
  touchAll(): void {
    for (const job of this.#jobs.values()) this.#due.add(job);
  }

  /** Who had no room may have some. */
  forgive(id: NodeId): void {
    for (const job of this.#jobs.values()) if (job.refused.delete(id)) this.#due.add(job);
  }

  kept(name: string, id: NodeId): void {
    this.#settle(name, id, "kept");
  }

  refused(name: string, id: NodeId): void {
    this.#settle(name, id, "refused");
  }

  /** It is not connected any more: whether it has what it was asked is not known. */
  lose(id: NodeId): void {
    for (const job of this.#jobs.values()) if (job.asked.delete(id)) this.#due.add(job);
  }

  /** Whoever refused what nobody else has may have room by now; whoever does not answer about a
   *  public-key block does not keep it. */
  upkeep(now: number): void {
    const isRetry = now >= this.#retryAt;
    if (isRetry) this.#retryAt = now + retryMilliseconds;
    for (const job of this.#jobs.values()) {
      if (isRetry && job.refused.size > 0) {
        job.refused.clear();
        this.#due.add(job);
      }
      if (job.block === undefined) continue;
      for (const [id, since] of job.asked) {
        if (now - since >= offerMilliseconds) this.#settle(job.name, id, "refused");
      }
    }
  }

  /** Looks at up to `count` jobs; those that are finished are forgotten here. */
  turn(
    count: number,
    now: number,
  ): { readonly looked: number; readonly finished: readonly FinishedJob[] } {
    const finished: FinishedJob[] = [];
    const waiting: Job[] = [];
    let looked = 0;
    for (const job of this.#due) {
      if (looked >= count) break;
      looked++;
      this.#due.delete(job);
      if (!this.#parts.reach(job.point) && now < job.waitUntil) {
        waiting.push(job);
        continue;
      }
      const result = this.#advance(job, now);
      if (result === undefined) continue;
      this.#remove(job);
      finished.push(result);
    }
    for (const job of waiting) this.#due.add(job);
    return { looked, finished };
  }

  #settle(name: string, id: NodeId, as: "kept" | "refused"): void {
    const job = this.#jobs.get(name);
    if (job === undefined) return;
    job.asked.delete(id);
    job[as].add(id);
    this.#due.add(job);
  }

  /** Asks whom it may; undefined while somebody is waited for. */
  #advance(job: Job, now: number): FinishedJob | undefined {
    const { known, copies } = this.#parts;
    const machines = new Set<string>();
    const confirmed = new Set<string>();
    const walk = known.ring.walk(job.point);
    while (machines.size < copies) {
      const contact = walk.next();
      if (contact === undefined) break;
      if (machines.has(contact.machine)) continue;
      const stand = this.#standing(job, contact, now);
      if (stand === "passed over") continue;
      machines.add(contact.machine);
      if (stand === "keeps it") confirmed.add(contact.machine);
    }
    if (job.asked.size > 0) return undefined;
    const others = [...job.kept].some((id) => id !== known.own.id);
    // What a caller waits for stays until somebody else has it.
    if (job.origin === "caller" && !others) return undefined;
    return { job, copies: confirmed.size, isShort: machines.size < copies };
  }

  #standing(job: Job, contact: Contact, now: number): "keeps it" | "asked" | "passed over" {
    const { known, peerOf, put } = this.#parts;
    const { id, peer: name } = contact;
    if (id === known.own.id) return "keeps it";
    if (job.kept.has(id)) return "keeps it";
    if (job.asked.has(id)) return "asked";
    if (job.refused.has(id) || name === undefined) return "passed over";
    const peer = peerOf(name);
    if (peer === undefined || peer.hello?.isStoring !== true) {
      // Who is away for a short time has what it had; what is new it does not have.
      return job.origin === "caller" ? "passed over" : "asked";
    }
    job.asked.set(id, now);
    if (job.block !== undefined) put(name, job.block);
    else if (isBlockKey(job.name)) peer.offer(job.name);
    return "asked";
  }

  #remove(job: Job): void {
    this.#jobs.delete(job.name);
    this.#due.delete(job);
    this.#sizes[job.origin]--;
  }
}
