// The simulated network: connections between participants, by name. Frames of one connection stay
// in order and take their time; a cut loses all that is under way, and each side notices it when it
// does. What the world does to a connection is named below.
import type { Chance } from "../../support/chance.ts";

/** What a participant's machine hears of the network. */
export interface NetworkListener {
  /** Its key; undefined: it has no home yet. */
  readonly logId: string;
  connected(peer: string, logId: string): void;
  gone(peer: string): void;
  frame(peer: string, bytes: Uint8Array): void;
  full(peer: string): void;
  drained(peer: string): void;
}

/** One direction of a connection. */
interface Lane {
  readonly from: string;
  readonly to: string;
  readonly delay: number;
  /** How fast bytes leave: few for a slow link. */
  readonly bytesPerMillisecond: number;
  readonly frames: { readonly bytes: Uint8Array; readonly at: number; readonly sent: number }[];
  /** When the last frame has left. */
  freeAt: number;
  queued: number;
  isFull: boolean;
  /** Nothing arrives until then, though the connection stands. */
  silentUntil: number;
}

interface Connection {
  readonly lanes: readonly [Lane, Lane];
  isCut: boolean;
  /** One side has ended it: what was sent before still arrives, then it is cut. */
  isClosing: boolean;
  /** Who has not noticed the cut yet, and when it will. */
  readonly noticing: Map<string, number>;
  /** Since then whatever was sent arrived soon. */
  wellSince: number;
}

const queueBytesMax = 200_000;
/** A frame that is under way for longer is late. */
const lateMilliseconds = 500;
const nameOf = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

export class PartyNetwork {
  readonly #chance: Chance;
  readonly #listeners = new Map<string, NetworkListener>();
  readonly #connections = new Map<string, Connection>();
  /** Pairs that cannot reach each other. */
  readonly #apart = new Set<string>();
  time = 0;
  frames = 0;
  /** Those who lie: what the others do about it is no fault. */
  readonly liars: { readonly name: string; readonly logId: string }[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Who runs; its connections of before are gone already. */
  enter(name: string, listener: NetworkListener): void {
    this.#listeners.set(name, listener);
  }

  /** A process is gone: it hears nothing more, and the others will notice. */
  leave(name: string): void {
    this.#listeners.delete(name);
    for (const [pair, connection] of this.#connections) {
      if (!this.#isOf(connection, name)) continue;
      this.#cut(connection);
      connection.noticing.delete(name);
      if (connection.noticing.size === 0) this.#connections.delete(pair);
    }
  }

  /** They are connected, and nobody cut it. */
  isLive(a: string, b: string): boolean {
    const connection = this.#connections.get(nameOf(a, b));
    return connection !== undefined && !connection.isCut && !connection.isClosing;
  }

  /** Since when they are connected and nothing was late between them; undefined: they are not. */
  wellSince(a: string, b: string): number | undefined {
    return this.isLive(a, b) ? this.#connections.get(nameOf(a, b))?.wellSince : undefined;
  }

  connect(a: string, b: string): void {
    const [first, second] = [this.#listeners.get(a), this.#listeners.get(b)];
    const pair = nameOf(a, b);
    const isPossible = first !== undefined && second !== undefined && a !== b;
    if (!isPossible || this.#apart.has(pair) || this.#connections.has(pair)) return;
    const lanes = [this.#lane(a, b), this.#lane(b, a)] as const;
    const noticing = new Map<string, number>();
    const wellSince = this.time;
    this.#connections.set(pair, { lanes, isCut: false, isClosing: false, noticing, wellSince });
    first.connected(b, second.logId);
    second.connected(a, first.logId);
  }

  cut(a: string, b: string): void {
    const connection = this.#connections.get(nameOf(a, b));
    if (connection !== undefined) this.#cut(connection);
  }

  /** One of them ends the connection, after what was sent before. */
  close(a: string, b: string): void {
    const connection = this.#connections.get(nameOf(a, b));
    if (connection !== undefined) connection.isClosing = true;
  }

  /** They cannot connect until `heal`. */
  part(a: string, b: string): void {
    this.#apart.add(nameOf(a, b));
    this.cut(a, b);
  }

  heal(): void {
    this.#apart.clear();
    for (const { lanes } of this.#connections.values()) {
      for (const lane of lanes) lane.silentUntil = 0;
    }
  }

  /** One direction of a connection delivers nothing for some time. */
  silence(from: string, to: string, milliseconds: number): void {
    const lanes = this.#connections.get(nameOf(from, to))?.lanes;
    const lane = lanes?.find((each) => each.from === from);
    if (lane !== undefined) lane.silentUntil = this.time + milliseconds;
  }

  send(from: string, to: string, bytes: Uint8Array): void {
    const connection = this.#connections.get(nameOf(from, to));
    const lane = connection?.lanes.find((each) => each.from === from);
    if (connection === undefined || lane === undefined || connection.isCut) return;
    if (connection.isClosing || this.loses(bytes)) return;
    lane.freeAt = Math.max(lane.freeAt, this.time) + bytes.length / lane.bytesPerMillisecond;
    const at = lane.freeAt + lane.delay;
    lane.frames.push({ bytes: Uint8Array.from(bytes), at, sent: this.time });
    lane.queued += bytes.length;
    this.frames++;
    if (lane.queued <= queueBytesMax || lane.isFull) return;
    lane.isFull = true;
    this.#listeners.get(from)?.full(to);
  }

  /** Bytes that wait to be sent in one direction of a connection, at most. */
  get queuedMost(): number {
    const lanes = [...this.#connections.values()].flatMap((connection) => connection.lanes);
    return Math.max(0, ...lanes.map(({ queued }) => queued));
  }

  /** Which frames never arrive. */
  loses: (bytes: Uint8Array) => boolean = () => false;

  /** Frames under way. */
  get underWay(): number {
    let count = 0;
    for (const { lanes } of this.#connections.values()) {
      for (const { frames } of lanes) count += frames.length;
    }
    return count;
  }

  pairs(): readonly (readonly [string, string])[] {
    return [...this.#connections.values()].map(({ lanes }) => [lanes[0].from, lanes[0].to]);
  }

  /** Time goes on: what is due arrives. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const [pair, connection] of [...this.#connections]) {
      for (const [name, at] of [...connection.noticing]) {
        if (at > this.time) continue;
        connection.noticing.delete(name);
        if (connection.noticing.size === 0) this.#connections.delete(pair);
        const other =
          connection.lanes[0].from === name ? connection.lanes[0].to : pairOf(connection);
        this.#listeners.get(name)?.gone(other);
      }
      for (const { frames } of connection.lanes) {
        const [oldest] = frames;
        const isLate = oldest !== undefined && this.time - oldest.sent > lateMilliseconds;
        if (isLate) connection.wellSince = this.time;
      }
      for (const lane of connection.lanes) this.#deliver(connection, lane);
      const isEmpty = connection.lanes.every(({ frames }) => frames.length === 0);
      if (connection.isClosing && isEmpty) this.#cut(connection);
    }
  }

  #deliver(connection: Connection, lane: Lane): void {
    while (!connection.isCut && lane.silentUntil <= this.time) {
      const [next] = lane.frames;
      if (next === undefined || next.at > this.time) break;
      lane.frames.shift();
      lane.queued -= next.bytes.length;
      this.#listeners.get(lane.to)?.frame(lane.from, next.bytes);
    }
    if (connection.isCut || !lane.isFull || lane.queued > queueBytesMax / 4) return;
    lane.isFull = false;
    this.#listeners.get(lane.from)?.drained(lane.to);
  }

  #cut(connection: Connection): void {
    if (connection.isCut) return;
    connection.isCut = true;
    for (const lane of connection.lanes) {
      lane.frames.length = 0;
      const late = this.#chance.below(4) === 0 ? this.#chance.below(8000) : 0;
      connection.noticing.set(lane.from, this.time + late);
    }
  }

  #isOf({ lanes }: Connection, name: string): boolean {
    return lanes[0].from === name || lanes[0].to === name;
  }

  #lane(from: string, to: string): Lane {
    const chance = this.#chance;
    const isSlow = chance.below(6) === 0;
    return {
      ...{ from, to, frames: [], freeAt: 0, queued: 0, isFull: false, silentUntil: 0 },
      delay: 1 + chance.below(isSlow ? 900 : 60),
      bytesPerMillisecond: isSlow ? 20 + chance.below(100) : 50_000,
    };
  }
}

function pairOf({ lanes }: Connection): string {
  return lanes[0].from;
}
