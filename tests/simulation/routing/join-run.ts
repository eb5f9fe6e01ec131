// A swarm that grows by the real protocol: every node joins by messages through a random member,
// some at the same time, tables learn from what they are asked, and upkeep runs now and then. Then
// the tables are compared with the truth, and look-ups run on them.
import {
  type Ask,
  answerQuestion,
  type Contact,
  copiesDefault,
  HolderPointers,
  Join,
  type JoinStep,
  type NodeId,
  placeKey,
  type Reply,
  type Ring,
  RoutingTable,
  refreshQuestion,
  takeRefresh,
} from "../../../dhash/core/routing-index.ts";
import { EventQueue } from "./event-queue.ts";
import { runLookup } from "./lookup-run.ts";
import { Population } from "./population.ts";
import { meanOf } from "./quantiles.ts";
import { Random } from "./random.ts";

export interface JoinPlan {
  readonly nodes: number;
  readonly entriesMax: number;
  readonly lookups: number;
  readonly seed: number;
}

export interface JoinFigures {
  readonly nodes: number;
  readonly entriesMax: number;
  /** Messages of one join, without those of upkeep. */
  readonly messagesPerJoin: number;
  readonly entries: number;
  /** Share of nodes whose leaf set is exactly the nearest ids: before upkeep, and after it. */
  readonly leavesRightAtFirst: number;
  readonly leavesRight: number;
  readonly succeeded: number;
  readonly hops: number;
  readonly lookupMilliseconds: number;
}

/** Milliseconds between two newcomers: shorter than a join takes, so that several join at once. */
const joinEvery = 250;
/** Rounds of upkeep after the last join, one question a node each. */
const refreshRounds = 12;

interface Node {
  readonly table: RoutingTable;
  readonly pointers: HolderPointers;
  readonly join: Join;
}

type Event =
  | { readonly kind: "joins"; readonly index: number }
  | { readonly kind: "asked"; readonly from: Contact; readonly ask: Ask }
  | {
      readonly kind: "answered";
      readonly to: Contact;
      readonly by: Contact;
      readonly reply: Reply;
    };

export function measureJoins(plan: JoinPlan): JoinFigures {
  const swarm = new GrowingSwarm(plan);
  swarm.grow();
  const messagesPerJoin = swarm.messages / plan.nodes;
  const leavesRightAtFirst = swarm.leavesRight();
  swarm.refresh();
  return { ...swarm.measure(), messagesPerJoin, leavesRightAtFirst };
}

class GrowingSwarm {
  readonly #plan: JoinPlan;
  readonly #population: Population;
  readonly #random: Random;
  readonly #nodes = new Map<NodeId, Node>();
  /** Those that have joined, whom newcomers know. */
  readonly #joined: Contact[] = [];
  readonly #isIn = new Set<NodeId>();
  readonly #events = new EventQueue<Event>();
  messages = 0;

  constructor(plan: JoinPlan) {
    this.#plan = plan;
    this.#population = new Population(plan.nodes, plan.seed);
    this.#random = new Random(plan.seed + 1);
  }

  grow(): void {
    this.#population.nodes.forEach((_, index) => {
      this.#events.after(index * joinEvery, { kind: "joins", index });
    });
    this.#runAll();
  }

  refresh(): void {
    for (let round = 0; round < refreshRounds; round++) {
      for (const own of this.#population.nodes) {
        const ask = refreshQuestion(this.#node(own.id).table, this.#random.next());
        if (ask !== undefined) this.#send(own, ask);
      }
      this.#runAll();
    }
  }

  leavesRight(): number {
    const nodes = [...this.#nodes.values()];
    const right = nodes.filter(({ table }) => areLeavesRight(table, this.#population.ring));
    return right.length / nodes.length;
  }

  measure(): Omit<JoinFigures, "messagesPerJoin" | "leavesRightAtFirst"> {
    const { nodes, entriesMax, lookups } = this.#plan;
    const tables = [...this.#nodes.values()].map(({ table }) => table);
    const outcomes = Array.from({ length: lookups }, () => this.#lookUp());
    return {
      nodes,
      entriesMax,
      entries: meanOf(tables.map(({ size }) => size)),
      leavesRight: this.leavesRight(),
      succeeded: outcomes.filter(({ isRight }) => isRight).length / lookups,
      hops: meanOf(outcomes.map(({ hops }) => hops)),
      lookupMilliseconds: meanOf(outcomes.map(({ milliseconds }) => milliseconds)),
    };
  }

  #lookUp() {
    const key = this.#random.point();
    const from = this.#population.node(this.#random.below(this.#population.size));
    const tables = { tableOf: (id: NodeId) => this.#node(id).table };
    const run = { from, key, copies: copiesDefault, parallel: 3 };
    const outcome = runLookup(run, { population: this.#population, tables });
    const truth = placeKey({ ring: this.#population.ring, key, copies: copiesDefault });
    const isRight = truth.every(({ id }, index) => id === outcome.homes[index]?.id);
    return { isRight, hops: outcome.hops, milliseconds: outcome.lookupMilliseconds };
  }

  #runAll(): void {
    for (let event = this.#events.take(); event !== undefined; event = this.#events.take()) {
      this.#handle(event);
    }
  }

  #handle(event: Event): void {
    switch (event.kind) {
      case "joins":
        return this.#begin(this.#population.node(event.index));
      case "asked": {
        const { from, ask } = event;
        const asked = { asker: from, question: ask.question, now: this.#events.now };
        const reply = answerQuestion(asked, this.#node(ask.to.id));
        const half = this.#population.roundTrip(from.id, ask.to.id) / 2;
        this.#events.after(half, { kind: "answered", to: from, by: ask.to, reply });
        return;
      }
      case "answered":
        return this.#answered(event.to, event.by, event.reply);
    }
  }

  #begin(own: Contact): void {
    const table = new RoutingTable(own, { entriesMax: this.#plan.entriesMax });
    const { length } = this.#joined;
    const known = this.#random.sample(length, 3).map((index) => this.#joined[index] ?? own);
    const join = new Join(table, known);
    this.#nodes.set(own.id, { table, join, pointers: new HolderPointers() });
    this.#follow(own, join.start());
  }

  #answered(to: Contact, by: Contact, reply: Reply): void {
    const { table, join } = this.#node(to.id);
    if (this.#isIn.has(to.id)) {
      for (const contact of takeRefresh(table, { by, reply })) this.#measured(table, contact);
    } else {
      this.#follow(to, join.answered(by, reply));
      const heardOf = reply.kind === "noted" ? [] : reply.contacts;
      for (const contact of heardOf) this.#measured(table, contact);
    }
    this.#measured(table, by);
  }

  /** A node measures whom it learns of; the messages for it are not simulated. */
  #measured(table: RoutingTable, contact: Contact): void {
    if (contact.id === table.own.id) return;
    table.learn(contact, this.#population.roundTrip(table.own.id, contact.id));
  }

  #follow(own: Contact, { asks, state }: JoinStep): void {
    for (const ask of asks) this.#send(own, ask);
    const isIn = state === "alone" || state === "joined";
    if (isIn && !this.#isIn.has(own.id)) {
      this.#isIn.add(own.id);
      this.#joined.push(own);
    }
  }

  #send(from: Contact, ask: Ask): void {
    this.messages++;
    const half = this.#population.roundTrip(from.id, ask.to.id) / 2;
    this.#events.after(half, { kind: "asked", from, ask });
  }

  #node(id: NodeId): Node {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`${id} has not begun to join`);
    return node;
  }
}

function areLeavesRight(table: RoutingTable, ring: Ring): boolean {
  const own = ring.lowerBound(table.own.id);
  const side = Math.min(table.leavesPerSide, Math.floor((ring.size - 1) / 2));
  for (let offset = 1; offset <= side; offset++) {
    if (table.get(ring.at(own + offset).id) === undefined) return false;
    if (table.get(ring.at(own - offset).id) === undefined) return false;
  }
  return true;
}
