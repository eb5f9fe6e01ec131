// A swarm in which nodes come and go and disks die, and one rule of repair. Copies take time: a
// node sends with so many bytes a second, one copy after the other.
import { type NodeId, Ring, type RingPoint } from "../../../dhash/core/routing-index.ts";
import { absenceAt, diskLifeMean, sessionMean } from "./churn-figures.ts";
import { EventQueue } from "./event-queue.ts";
import { Population } from "./population.ts";
import { Random } from "./random.ts";
import type { Policy } from "./repair-policies.ts";

const retrySeconds = 900;

export interface ChurnPlan {
  readonly nodes: number;
  readonly keys: number;
  readonly bytesPerKey: number;
  readonly copies: number;
  readonly bytesPerSecond: number;
  /** Seconds after which an absence is noticed. */
  readonly patience: number;
  readonly seed: number;
}

export interface ChurnCounts {
  copiedBytes: number;
  absences: number;
  disksLost: number;
  /** Keys without a holder, present or away. */
  keysLost: number;
  /** Key-seconds without a present holder. */
  unreadableSeconds: number;
}

type Event =
  | { readonly kind: "leaves" | "returns" | "loses"; readonly node: number }
  | { readonly kind: "noticed"; readonly node: number; readonly session: number }
  | { readonly kind: "copied"; readonly copy: Copy }
  | { readonly kind: "retried"; readonly key: number };

interface Copy {
  readonly key: number;
  readonly from: number;
  readonly to: number;
  /** Of both ends when it began; another session means that it was cut short. */
  readonly sessions: readonly [number, number];
}

export class ChurnWorld {
  readonly counts: ChurnCounts = {
    copiedBytes: 0,
    absences: 0,
    disksLost: 0,
    keysLost: 0,
    unreadableSeconds: 0,
  };
  readonly #plan: ChurnPlan;
  readonly #policy: Policy;
  readonly #population: Population;
  readonly #random: Random;
  readonly #events = new EventQueue<Event>();
  readonly #keys: readonly RingPoint[];
  readonly #holders: readonly Set<NodeId>[];
  readonly #pending: readonly Set<NodeId>[];
  /** Keys that a node holds or is getting. */
  readonly #keysOf: readonly Set<number>[];
  /** Those believed to be present. */
  readonly #present: Ring;
  readonly #isThere: Uint8Array;
  readonly #sessions: Uint32Array;
  readonly #busyUntil: Float64Array;
  /** Present holders of a key, in truth, and since when there have been none. */
  readonly #readable: Uint16Array;
  readonly #unreadableSince: Float64Array;
  readonly #lost = new Set<number>();

  constructor(plan: ChurnPlan, policy: Policy) {
    this.#plan = plan;
    this.#policy = policy;
    this.#random = new Random(plan.seed);
    this.#population = new Population(plan.nodes, this.#random.word());
    this.#keys = Array.from({ length: plan.keys }, () => this.#random.point());
    this.#holders = this.#keys.map(() => new Set<NodeId>());
    this.#pending = this.#keys.map(() => new Set<NodeId>());
    this.#keysOf = this.#population.nodes.map(() => new Set<number>());
    this.#present = Ring.of(this.#population.nodes);
    this.#isThere = new Uint8Array(plan.nodes).fill(1);
    this.#sessions = new Uint32Array(plan.nodes);
    this.#busyUntil = new Float64Array(plan.nodes);
    this.#readable = new Uint16Array(plan.keys);
    this.#unreadableSince = new Float64Array(plan.keys);
    this.#begin();
  }

  /** Goes on for so many seconds. */
  run(seconds: number): void {
    const end = this.#events.now + seconds;
    this.#events.after(seconds, { kind: "noticed", node: 0, session: -1 });
    while (this.#events.now < end) {
      const event = this.#events.take();
      if (event === undefined) return;
      this.#handle(event);
    }
  }

  /** Copies, present or away, of all keys. */
  copies(): number {
    return this.#holders.reduce((sum, { size }) => sum + size, 0);
  }

  #begin(): void {
    for (let key = 0; key < this.#keys.length; key++) this.#repair(key);
    this.#population.nodes.forEach((_, node) => {
      this.#events.after(this.#random.exponential(sessionMean), { kind: "leaves", node });
      this.#events.after(this.#random.exponential(diskLifeMean), { kind: "loses", node });
    });
  }

  #handle(event: Event): void {
    switch (event.kind) {
      case "leaves":
        return this.#leave(event.node);
      case "noticed":
        return this.#notice(event.node, event.session);
      case "returns":
        return this.#return(event.node);
      case "loses":
        return this.#lose(event.node);
      case "copied":
        return this.#copied(event.copy);
      case "retried":
        return this.#repair(event.key);
    }
  }

  #leave(node: number): void {
    const absence = absenceAt(this.#random.next());
    this.#events.after(absence, { kind: "returns", node });
    this.counts.absences++;
    this.#isThere[node] = 0;
    const session = this.#bump(node);
    for (const key of this.#keysOf[node] ?? []) this.#readers(key, node, -1);
    this.#events.after(this.#plan.patience, { kind: "noticed", node, session });
  }

  #notice(node: number, session: number): void {
    if (this.#sessions[node] !== session || this.#isThere[node] === 1) return;
    this.#present.remove(this.#id(node));
    for (const key of [...(this.#keysOf[node] ?? [])]) this.#repair(key);
  }

  #return(node: number): void {
    this.#isThere[node] = 1;
    this.#bump(node);
    this.#present.add(this.#population.node(node));
    this.#events.after(this.#random.exponential(sessionMean), { kind: "leaves", node });
    const keys = [...(this.#keysOf[node] ?? [])];
    for (const key of keys) this.#readers(key, node, 1);
    for (const key of keys) this.#repair(key);
  }

  /** The disk is replaced by an empty one; a node that is away loses it as well. */
  #lose(node: number): void {
    this.counts.disksLost++;
    this.#events.after(this.#random.exponential(diskLifeMean), { kind: "loses", node });
    this.#bump(node);
    const keys = [...(this.#keysOf[node] ?? [])];
    for (const key of keys) this.#takeFrom(key, node);
    for (const key of keys) {
      const isLost = this.#holders[key]?.size === 0;
      if (isLost && !this.#lost.has(key)) this.counts.keysLost++;
      if (isLost) this.#lost.add(key);
      else this.#repair(key);
    }
    if (this.#isThere[node] === 0) {
      // The session has changed, so its absence is noticed now.
      this.#present.remove(this.#id(node));
    }
  }

  #copied({ key, from, to, sessions }: Copy): void {
    this.#pending[key]?.delete(this.#id(to));
    const isWhole = this.#sessions[from] === sessions[0] && this.#sessions[to] === sessions[1];
    if (isWhole) this.#give(key, to);
    else if (!(this.#holders[key]?.has(this.#id(to)) ?? false)) this.#keysOf[to]?.delete(key);
    this.#repair(key);
  }

  #repair(key: number): void {
    const point = this.#keys[key];
    const holders = this.#holders[key];
    const pending = this.#pending[key];
    if (point === undefined || holders === undefined || pending === undefined) return;
    const { from, to, drop } = this.#policy({
      key: point,
      members: this.#population.ring,
      present: this.#present,
      isPresent: (id) => this.#present.get(id) !== undefined,
      holders: new Set([...holders, ...pending]),
      copies: this.#plan.copies,
    });
    if (holders.size === 0 && pending.size === 0 && from === undefined) {
      this.#place(key, point);
      return;
    }
    for (const id of drop) if (holders.has(id)) this.#takeFrom(key, this.#population.indexOf(id));
    const source = this.#sourceOf(holders);
    if (source === undefined) return;
    for (const { id } of to) this.#send(key, source, this.#population.indexOf(id));
  }

  /** The first copies are put where they belong, without counting. */
  #place(key: number, point: RingPoint): void {
    if (this.#events.now > 0) return;
    const homes: string[] = [];
    const walk = this.#present.walk(point);
    while (homes.length < this.#plan.copies) {
      const contact = walk.next();
      if (contact === undefined) return;
      if (homes.includes(contact.machine)) continue;
      homes.push(contact.machine);
      this.#give(key, this.#population.indexOf(contact.id));
    }
  }

  #sourceOf(holders: ReadonlySet<NodeId>): number | undefined {
    let best: number | undefined;
    for (const id of holders) {
      const node = this.#population.indexOf(id);
      if (this.#isThere[node] !== 1) continue;
      if (best === undefined || this.#busy(node) < this.#busy(best)) best = node;
    }
    return best;
  }

  #send(key: number, from: number, to: number): void {
    if (this.#isThere[to] !== 1) {
      // Away, but not noticed yet: nothing is sent to one who does not answer.
      this.#events.after(retrySeconds, { kind: "retried", key });
      return;
    }
    this.#pending[key]?.add(this.#id(to));
    this.#keysOf[to]?.add(key);
    const seconds = this.#plan.bytesPerKey / this.#plan.bytesPerSecond;
    const end = Math.max(this.#events.now, this.#busy(from)) + seconds;
    this.#busyUntil[from] = end;
    this.counts.copiedBytes += this.#plan.bytesPerKey;
    const sessions = [this.#sessions[from] ?? 0, this.#sessions[to] ?? 0] as const;
    const copy = { key, from, to, sessions };
    this.#events.after(end - this.#events.now, { kind: "copied", copy });
  }

  #give(key: number, node: number): void {
    this.#holders[key]?.add(this.#id(node));
    this.#keysOf[node]?.add(key);
    if (this.#isThere[node] === 1) this.#readers(key, node, 1);
  }

  #takeFrom(key: number, node: number): void {
    if (this.#isThere[node] === 1) this.#readers(key, node, -1);
    this.#holders[key]?.delete(this.#id(node));
    if (!(this.#pending[key]?.has(this.#id(node)) ?? false)) this.#keysOf[node]?.delete(key);
  }

  /** A holder of the key comes or goes. Nothing for a node that is still getting it. */
  #readers(key: number, node: number, change: 1 | -1): void {
    if (!(this.#holders[key]?.has(this.#id(node)) ?? false)) return;
    const before = this.#readable[key] ?? 0;
    this.#readable[key] = before + change;
    if (before + change === 0) this.#unreadableSince[key] = this.#events.now;
    if (before === 0 && this.#events.now > 0) {
      this.counts.unreadableSeconds += this.#events.now - (this.#unreadableSince[key] ?? 0);
    }
  }

  #busy(node: number): number {
    return this.#busyUntil[node] ?? 0;
  }

  #bump(node: number): number {
    const session = (this.#sessions[node] ?? 0) + 1;
    this.#sessions[node] = session;
    return session;
  }

  #id(node: number): NodeId {
    return this.#population.node(node).id;
  }
}
