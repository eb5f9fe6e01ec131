// A swarm whose tables are as they should be, and a look-up in it with answers in any order, nodes
// that do not answer, and nodes that lie.
import {
  type Contact,
  contactsFoundMax,
  Lookup,
  type LookupStart,
  lookupStartsMax,
  type Nearest,
  type NodeId,
  type RingPoint,
  RoutingTable,
} from "../../../dhash/core/routing-index.ts";

export class HonestSwarm {
  readonly members: readonly Contact[];
  readonly #tables = new Map<NodeId, RoutingTable>();

  /** `trips` are round trips in milliseconds, used in turn. */
  constructor(
    members: readonly Contact[],
    options: {
      readonly entriesMax: number;
      readonly leavesPerSide: number;
      readonly trips: readonly number[];
    },
  ) {
    this.members = members;
    members.forEach((own, at) => {
      const table = new RoutingTable(own, options);
      members.forEach((contact, index) => {
        table.learn(contact, options.trips[(at * 7 + index) % options.trips.length]);
      });
      table.settle(members.length - 1 <= options.entriesMax);
      this.#tables.set(own.id, table);
    });
  }

  nearest(id: NodeId, key: RingPoint): Nearest {
    return this.#table(id).nearest(key, contactsFoundMax);
  }

  /** What a look-up of this member begins with. */
  startOf(own: Contact, key: RingPoint): Omit<LookupStart, "copies"> {
    const table = this.#table(own.id);
    const nearest = table.nearest(key, lookupStartsMax);
    return { key, own, nearest, roundTripOf: (id) => table.roundTripOf(id) };
  }

  #table(id: NodeId): RoutingTable {
    const table = this.#tables.get(id);
    if (table === undefined) throw new Error(`${id} is nobody`);
    return table;
  }
}

export interface Conditions {
  readonly from: Contact;
  readonly key: RingPoint;
  readonly copies: number;
  readonly gone?: ReadonlySet<NodeId>;
  /** Which of those that were asked comes next, and whether it is slow before it answers. */
  readonly order?: readonly number[];
}

export interface Looked {
  readonly homes: readonly Contact[];
  readonly state: "found" | "spent";
  readonly asks: number;
  readonly hops: number;
}

export function lookUp(swarm: HonestSwarm, conditions: Conditions): Looked {
  const { from, key, copies, gone = new Set(), order = [0] } = conditions;
  const lookup = new Lookup({ ...swarm.startOf(from, key), copies });
  let step = lookup.start();
  const waiting: Contact[] = [...step.ask];
  let asks = waiting.length;
  const checked = new Set<NodeId>();
  for (let turn = 0; ; turn++) {
    const draw = order[turn % order.length] ?? 0;
    const [next] = waiting.splice(draw % Math.max(1, waiting.length), 1);
    if (next !== undefined) {
      const hedge = draw % 3 === 0 ? lookup.slow(next.id).ask : [];
      waiting.push(...hedge);
      asks += hedge.length;
      const answer = swarm.nearest(next.id, key);
      step = gone.has(next.id) ? lookup.failed(next.id) : lookup.answered(next.id, answer);
    } else if (step.state === "asking") throw new Error("it waits for nobody");
    else {
      // As who fetches does: a home that does not answer is failed.
      const home = lookup.homes().find(({ id }) => gone.has(id) && !checked.has(id));
      if (home === undefined)
        return { homes: lookup.homes(), state: step.state, asks, hops: lookup.hops };
      checked.add(home.id);
      step = lookup.failed(home.id);
    }
    waiting.push(...step.ask);
    asks += step.ask.length;
  }
}
