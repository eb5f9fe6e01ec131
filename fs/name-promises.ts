// What was promised to others about names (FORMAT "Agreement"): a name that somebody is about to
// make is nobody else's until it is made and folded here, or given up.
import { type Held, largest } from "../dhash/core/index.ts";
import type { NamePlace } from "./agreement-port.ts";
import type { Audience, Peer } from "./audience.ts";
import {
  partedMillisecondsMax,
  promiseMillisecondsMax,
  promisesMax,
} from "./core/agreement/limits.ts";
import type { AgreementMessage } from "./core/agreement/message.ts";

type Prepare = Extract<AgreementMessage, { kind: "prepare" }>;

/** Who came when: claims of one name are in this order. */
export interface Turn {
  readonly time: number;
  readonly slot: number;
}

export function comesBefore(one: Turn, other: Turn): boolean {
  return one.time === other.time ? one.slot < other.slot : one.time < other.time;
}

/** A claim of a peer. */
interface Asked extends Turn {
  readonly peer: Peer;
  readonly number: number;
  readonly isSole: boolean;
  readonly place: NamePlace;
  readonly key: string;
  state: "waits" | "promised" | "made";
  /** Of the record that made it. */
  sequence: number;
  /** It ends then at the latest. */
  until: number;
}

export function keyOf({ directory, name }: NamePlace): string {
  return `${directory}/${name}`;
}

export class NamePromises {
  readonly #audience: Audience;
  /** Does an own claim of this name come before that of somebody else? */
  readonly #isOwn: (key: string, turn: Turn) => boolean;
  readonly #byKey = new Map<string, Set<Asked>>();
  readonly #byPeer = new Map<string, Map<number, Asked>>();

  constructor(audience: Audience, isOwn: (key: string, turn: Turn) => boolean) {
    this.#audience = audience;
    this.#isOwn = isOwn;
  }

  /** Claims of others that are not over. */
  get size(): number {
    let size = 0;
    for (const ofPeer of this.#byPeer.values()) size += ofPeer.size;
    return size;
  }

  /** Has somebody a promise for this name? */
  has(key: string): boolean {
    for (const { state } of this.#byKey.get(key) ?? []) if (state !== "waits") return true;
    return false;
  }

  hear(peer: Peer, { number, time, isSole, directory, name }: Prepare): void {
    const { knowledge } = this.#audience;
    const place = { directory: knowledge.acting(directory), name };
    const key = keyOf(place);
    const until = this.#audience.time() + promiseMillisecondsMax;
    const who = { peer, number, time, slot: peer.slot, isSole, place, key };
    const asked: Asked = { ...who, state: "waits", sequence: 0, until };
    this.#add(asked);
    if (this.#mustWait(asked)) this.#audience.send(peer, { kind: "wait", number });
    else this.#promise(asked);
  }

  /** The peer gave up, or made the name; answers with the name that this was about. */
  end(peer: Peer, message: Extract<AgreementMessage, { kind: "cancel" | "made" }>): string[] {
    const asked = this.#byPeer.get(peer.name)?.get(message.number);
    if (asked === undefined) return [];
    if (message.kind === "made") {
      asked.state = "made";
      asked.sequence = message.sequence;
      asked.until = this.#audience.time() + promiseMillisecondsMax;
      if (!this.#isFolded(asked)) return [];
    }
    return this.#end(asked);
  }

  /** What the peer made may still be on its way into the tree; all else ends. */
  part(peer: string): string[] {
    const until = this.#audience.time() + partedMillisecondsMax;
    const ended: string[] = [];
    for (const asked of [...(this.#byPeer.get(peer)?.values() ?? [])]) {
      if (asked.state === "made") asked.until = Math.min(asked.until, until);
      else ended.push(...this.#end(asked));
    }
    return ended;
  }

  /** Names whose makers' records are folded now. */
  folded(): string[] {
    return this.#endAll((asked) => asked.state === "made" && this.#isFolded(asked));
  }

  expire(): string[] {
    if (this.#byKey.size === 0) return [];
    const now = this.#audience.time();
    return this.#endAll(({ until }) => until <= now);
  }

  /** Something about this name has ended: who waited may be next. */
  review(key: string): void {
    const waiting = [...(this.#byKey.get(key) ?? [])].filter(({ state }) => state === "waits");
    for (const asked of waiting.sort((a, b) => (comesBefore(a, b) ? -1 : 1))) {
      if (!this.#mustWait(asked)) this.#promise(asked);
    }
  }

  /** Whoever asks nobody else must be the only one; others settle it among themselves. */
  #mustWait(asked: Asked): boolean {
    if (this.#isOwn(asked.key, asked)) return true;
    for (const other of this.#byKey.get(asked.key) ?? []) {
      if (other.peer === asked.peer || other.state === "waits") continue;
      if (asked.isSole || other.state === "made") return true;
    }
    return false;
  }

  #promise(asked: Asked): void {
    const { knowledge } = this.#audience;
    asked.state = "promised";
    asked.until = this.#audience.time() + promiseMillisecondsMax;
    const isTaken = knowledge.hasName(asked.place);
    const { number, peer } = asked;
    this.#audience.send(peer, { kind: "promise", number, isTaken, known: knowledge.known() });
  }

  held(): Held {
    const sizes = [...this.#byPeer.values()].map(({ size }) => size);
    return largest("promises to a peer", sizes, promisesMax);
  }

  #isFolded({ peer, sequence }: Asked): boolean {
    return this.#audience.knowledge.reached(peer.slot) >= sequence;
  }

  #add(asked: Asked): void {
    const { key, peer, number } = asked;
    const ofPeer = this.#byPeer.get(peer.name) ?? new Map<number, Asked>();
    this.#byPeer.set(peer.name, ofPeer);
    const before = ofPeer.get(number);
    if (before !== undefined) this.#end(before);
    const [oldest] = ofPeer.size >= promisesMax ? ofPeer.values() : [];
    if (oldest !== undefined) this.#end(oldest);
    this.#byPeer.set(peer.name, ofPeer.set(number, asked));
    this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(asked));
  }

  #endAll(isOver: (asked: Asked) => boolean): string[] {
    const over = [...this.#byKey.values()].flatMap((all) => [...all].filter(isOver));
    return over.flatMap((asked) => this.#end(asked));
  }

  #end(asked: Asked): string[] {
    const { key, peer, number } = asked;
    const ofPeer = this.#byPeer.get(peer.name);
    ofPeer?.delete(number);
    if (ofPeer?.size === 0) this.#byPeer.delete(peer.name);
    const ofKey = this.#byKey.get(key);
    ofKey?.delete(asked);
    if (ofKey?.size === 0) this.#byKey.delete(key);
    return [key];
  }
}
