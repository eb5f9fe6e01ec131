// What a node does so that each block has its copies: it cares for those given to it, compares what
// it keeps with its neighbours, and looks for what belongs elsewhere.
import { type BlockKey, isBlockKey } from "./core/block.ts";
import type { Found } from "./core/node/comparing.ts";
import {
  dropShare,
  jobsPerSecond,
  pullsAtOnce,
  pullsWaitingMax,
  settleMilliseconds,
  sweepSoonMilliseconds,
  underReplicatedMax,
} from "./core/node/limits.ts";
import type { NodeMessage } from "./core/node/node-message.ts";
import type { NodePeer } from "./core/node/node-peer.ts";
import type { FinishedJob, Job } from "./core/node/replication.ts";
import type { PeerId } from "./core/peer-id.ts";
import { answerComparison } from "./core/repair/comparison.ts";
import { nameOfItem, versionOfItem } from "./core/repair/digest-item.ts";
import { planRepair } from "./core/repair/repair-plan.ts";
import type { NodeParts } from "./node-parts.ts";

export class RepairWork {
  readonly #parts: NodeParts;
  /** Found or given to this node, and at home elsewhere. */
  readonly #strays: Set<BlockKey>;
  /** Found missing, and who has it. */
  readonly #pulls = new Map<BlockKey, PeerId>();
  /** With fewer copies than wanted; and of these those to be cared for again. */
  readonly #short = new Set<BlockKey>();
  #retry: BlockKey[] = [];
  #ringChanges = 0;
  #metAt: number | undefined;
  /** Jobs that may be looked at. */
  #jobs = jobsPerSecond;
  #jobsAt: number | undefined;
  #repaired = 0;

  constructor(parts: NodeParts, strays: Set<BlockKey>) {
    this.#parts = parts;
    this.#strays = strays;
  }

  get underReplicated(): number {
    return this.#short.size;
  }

  /** Keys found missing that wait for room. */
  get pulls(): number {
    return this.#pulls.size;
  }

  get repaired(): number {
    return this.#repaired;
  }

  /** True when the message is one of these. */
  hear(peer: NodePeer, message: NodeMessage): boolean {
    const { kept, options, comparing, now } = this.#parts;
    if (message.kind === "compare") {
      // What is not counted yet would seem to be missing.
      if (!options.isStoring || kept.isCounting) return true;
      const answers = answerComparison(kept.tree, message.question);
      this.#parts.send(peer.peer, { kind: "compared", number: message.number, answers });
      return true;
    }
    if (message.kind !== "compared" || peer.contact === undefined) return false;
    const found = comparing.answered(peer.contact, message, now);
    if (found !== undefined) this.#mend(peer, found);
    return true;
  }

  tick(): void {
    const { kept, known, replication, comparing, sweep, options, now } = this.#parts;
    kept.count();
    if (known.changes !== this.#ringChanges) {
      this.#ringChanges = known.changes;
      sweep.hasten(now + sweepSoonMilliseconds);
      replication.touchAll();
      this.#retry = [...this.#short];
    }
    if (known.ring.size > (options.isStoring ? 1 : 0)) this.#metAt ??= now;
    if (this.#metAt === undefined || now - this.#metAt < settleMilliseconds) return;
    if (options.isStoring && !kept.isCounting) {
      comparing.tick(now);
      this.#findStrays();
    }
    this.#careAgain();
    this.takePulls();
    this.#work();
  }

  /** Has blocks fetched that were found missing, as far as there is room. */
  takePulls(): void {
    const { kept, peers } = this.#parts;
    const wanted: BlockKey[] = [];
    for (const [key, name] of this.#pulls) {
      if (kept.taking >= pullsAtOnce) break;
      this.#pulls.delete(key);
      const peer = peers.get(name);
      if (peer !== undefined && kept.pull(peer, key)) wanted.push(key);
    }
    this.#repaired += wanted.length;
    if (wanted.length > 0) this.#parts.tell({ kind: "want", keys: wanted });
  }

  #mend(peer: NodePeer, { missing, surplus, isAsBefore }: Found): void {
    const { kept, finding, now } = this.#parts;
    for (const item of missing) {
      const name = nameOfItem(item);
      if (isBlockKey(name)) {
        if (this.#pulls.size < pullsWaitingMax) this.#pulls.set(name, peer.peer);
        continue;
      }
      const owner = Buffer.from(name.slice(2), "hex");
      const isNewer = versionOfItem(item) > (kept.getOwner(owner)?.version ?? -1);
      if (!isNewer || !finding.hasRoom) continue;
      finding.begin(owner, [peer.peer], { now, isQuiet: true });
      this.#parts.send(peer.peer, { kind: "get", owner });
    }
    this.takePulls();
    // Who has no room lacks the same the next time, and others stand in already.
    if (isAsBefore && peer.hello?.bytesFree === 0) return;
    const { replication } = this.#parts;
    for (const item of surplus) {
      if (replication.repairRoom <= 0) break;
      this.#careFor(nameOfItem(item), "repair");
    }
  }

  #careFor(name: string, origin: Job["origin"]): void {
    const { replication, kept, now } = this.#parts;
    if (isBlockKey(name)) return replication.add({ name, origin }, now);
    const block = kept.getOwner(Buffer.from(name.slice(2), "hex"));
    if (block !== undefined) replication.add({ name, origin, block }, now);
  }

  #findStrays(): void {
    const { sweep, replication, now } = this.#parts;
    for (const key of this.#strays) {
      if (replication.repairRoom <= 0) return;
      this.#strays.delete(key);
      this.#careFor(key, "stray");
    }
    const room = replication.repairRoom;
    if (room <= 0) return;
    for (const item of sweep.turn(room, now)) this.#careFor(nameOfItem(item), "stray");
  }

  #careAgain(): void {
    const { replication } = this.#parts;
    while (this.#retry.length > 0 && replication.repairRoom > 0) {
      const key = this.#retry.pop();
      if (key !== undefined) this.#careFor(key, "repair");
    }
  }

  #work(): void {
    const { replication, now } = this.#parts;
    const earned = ((now - (this.#jobsAt ?? now)) / 1000) * jobsPerSecond;
    this.#jobsAt = now;
    this.#jobs = Math.min(jobsPerSecond, this.#jobs + earned);
    const { looked, finished } = replication.turn(Math.floor(this.#jobs), now);
    this.#jobs -= looked;
    for (const each of finished) this.#finish(each);
  }

  #finish({ job, copies, isShort }: FinishedJob): void {
    const { name, origin, block } = job;
    if (block !== undefined) {
      const { owner, version } = block;
      if (origin === "caller") this.#parts.tell({ kind: "published", owner, version, copies });
      return;
    }
    if (!isBlockKey(name)) return;
    if (!isShort) this.#short.delete(name);
    else if (this.#short.size < underReplicatedMax) this.#short.add(name);
    if (origin === "caller") this.#parts.tell({ kind: "replicated", key: name, copies });
    if (origin === "stray" && !isShort && this.#isSpaceShort()) this.#drop(name, job);
  }

  #isSpaceShort(): boolean {
    const { quotaBytes, bytesStored } = this.#parts.options;
    return quotaBytes !== undefined && bytesStored() >= dropShare * quotaBytes;
  }

  /** The homes have said that they keep it. */
  #drop(key: BlockKey, { kept, point }: Job): void {
    const { known, copies } = this.#parts;
    const { drop } = planRepair({
      ...{ key: point, members: known.ring, copies, spareCopies: 0 },
      isPresent: (id) => id === known.own.id || kept.has(id),
      holders: [known.own.id, ...kept],
    });
    if (drop.includes(known.own.id)) this.#parts.tell({ kind: "drop", keys: [key] });
  }
}
