// One link to each peer: who asks whom, which of two stays, and whether the other end is alive.
//
// Two peers may dial each other at once. Whoever is called by a peer that it has a link to, sees
// first whether that link is alive, and if so refuses the second as a duplicate. While both ask,
// the one with the smaller id waits for the answer to its own question.
import { randomBytes } from "node:crypto";
import type { Connection, Libp2p, Stream } from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import type { Parting, PartingWords } from "../../core/parting.ts";
import { isPeerId, type PeerId } from "../../core/peer-id.ts";
import {
  openingMilliseconds,
  pingMilliseconds,
  probeMilliseconds,
  silenceMilliseconds,
} from "../../core/transport-limits.ts";
import type { TransportEvents } from "../../transport-port.ts";
import { isRelayed } from "./addresses.ts";
import { pingProtocol } from "./engine.ts";
import { Link, type LinkEvents } from "./link.ts";

const linkProtocol = "/ivy/link/1";

export interface LinksParts {
  readonly node: Libp2p;
  readonly self: PeerId;
  readonly events: TransportEvents;
  /** Undefined if there may be a link with this peer. A connection may be older than the answer. */
  refuses(peer: PeerId): PartingWords | undefined;
}

export class Links {
  readonly #parts: LinksParts;
  readonly #open = new Map<PeerId, Link>();
  /** All that have not ended, those that nobody has agreed to included. */
  readonly #live = new Set<Link>();
  /** Questions of this side; the promises never reject. */
  readonly #asking = new Map<PeerId, Promise<Parting | undefined>>();
  readonly #answers = new Map<Link, (parting: Parting | undefined) => void>();
  /** Questions of others, one after the other for each peer. */
  readonly #deciding = new Map<PeerId, Promise<void>>();
  readonly #probed = new Set<Link>();
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(parts: LinksParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#lookAfter(), pingMilliseconds);
    this.#timer.unref();
  }

  async listen(): Promise<void> {
    const options = { runOnLimitedConnection: true, maxInboundStreams: 4, maxOutboundStreams: 4 };
    const { node } = this.#parts;
    await node.handle(linkProtocol, (stream, at) => this.#accept(stream, at), options);
    // dcutr opens a direct connection beside a relayed one, and closes that.
    node.addEventListener("connection:open", ({ detail }) => this.#improve(detail));
  }

  #improve(connection: Connection): void {
    const peer = connection.remotePeer.toString();
    if (connection.direction !== "outbound" || isRelayed(connection) || !isPeerId(peer)) return;
    const known = this.#open.get(peer);
    if (known !== undefined && isRelayed(known.connection)) void this.ask(connection, peer);
  }

  get(peer: PeerId): Link | undefined {
    return this.#open.get(peer);
  }

  all(): Iterable<Link> {
    return this.#open.values();
  }

  /** Asks for a link over this connection; undefined when there is one to this peer afterwards. */
  async ask(
    connection: Connection,
    peer: PeerId,
    signal = AbortSignal.timeout(openingMilliseconds),
  ): Promise<Parting | undefined> {
    const asking = this.#asking.get(peer) ?? this.#ask(connection, peer, signal);
    this.#asking.set(peer, asking);
    const parting = await asking;
    if (this.#asking.get(peer) === asking) this.#asking.delete(peer);
    return this.#open.has(peer) ? undefined : parting;
  }

  /** Ends the link, and whatever other connections there are to the peer. */
  end(peer: PeerId, words: PartingWords): void {
    const link = this.#open.get(peer);
    link?.end(words);
    for (const connection of this.#parts.node.getConnections(peerIdFromString(peer))) {
      if (connection !== link?.connection) closeConnection(connection);
    }
  }

  /** Says goodbye to all; from then on there are none and nobody is told. Settles soon, when it was
   *  heard or there is no hope. */
  async close(words: PartingWords): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const links = [...this.#live];
    for (const link of links) link.end(words);
    await Promise.all(links.map(({ closed }) => closed));
  }

  async #ask(
    connection: Connection,
    peer: PeerId,
    signal: AbortSignal,
  ): Promise<Parting | undefined> {
    const { promise, resolve } = Promise.withResolvers<Parting | undefined>();
    try {
      const options = { signal, negotiateFully: false, runOnLimitedConnection: true };
      const stream = await connection.newStream([linkProtocol], options);
      const link = this.#add(stream, connection, peer);
      this.#answers.set(link, resolve);
      const onAbort = (): void => {
        if (!link.isOpen) link.lose("no answer in time");
      };
      signal.addEventListener("abort", onAbort);
      link.ask();
      if (signal.aborted) onAbort();
    } catch (error) {
      // A connection that broke, or one that broke long ago and nobody noticed: the next is fresh.
      connection.abort(error instanceof Error ? error : new Error(String(error)));
      resolve({ kind: "lost", text: error instanceof Error ? error.message : String(error) });
    }
    return promise;
  }

  #accept(stream: Stream, connection: Connection): void {
    const peer = connection.remotePeer.toString();
    if (this.#isClosed || !isPeerId(peer)) stream.abort(new Error("not now"));
    else this.#add(stream, connection, peer);
  }

  #add(stream: Stream, connection: Connection, peer: PeerId): Link {
    const link = new Link(stream, { peer, connection }, this.#linkEvents);
    this.#live.add(link);
    return link;
  }

  readonly #linkEvents: LinkEvents = {
    onAsked: (link) => this.#decide(link),
    onWelcomed: (link) => {
      this.#enter(link);
      this.#answer(link, undefined);
    },
    onFrame: (link, frame) => this.#parts.events.onFrame(link.peer, frame),
    onDrained: (link) => this.#parts.events.onDrained(link.peer),
    onEnded: (link, parting) => this.#leave(link, parting),
  };

  #answer(link: Link, parting: Parting | undefined): void {
    this.#answers.get(link)?.(parting);
    this.#answers.delete(link);
  }

  #decide(link: Link): void {
    const { peer } = link;
    const before = this.#deciding.get(peer) ?? Promise.resolve();
    const decision = before.then(() => this.#decideNow(link));
    this.#deciding.set(peer, decision);
    void decision.then(() => {
      if (this.#deciding.get(peer) === decision) this.#deciding.delete(peer);
    });
  }

  async #decideNow(link: Link): Promise<void> {
    const { peer } = link;
    const refusal = this.#parts.refuses(peer);
    if (refusal !== undefined) return link.end(refusal);
    const asking = this.#asking.get(peer);
    if (asking !== undefined && this.#parts.self < peer) await asking;
    const known = this.#open.get(peer);
    if (
      known !== undefined &&
      !isBetter(link, known) &&
      (await isAlive(known.connection, probeMilliseconds))
    ) {
      const words = { code: "duplicate", text: "there is a connection already" } as const;
      if (this.#open.get(peer) === known) return link.end(words);
    }
    link.welcome();
    if (link.isOpen) this.#enter(link);
  }

  #enter(link: Link): void {
    const words = { code: "replaced", text: "a newer connection takes over" } as const;
    this.#open.get(link.peer)?.end(words);
    this.#open.set(link.peer, link);
    this.#parts.events.onConnected(link.peer);
  }

  #leave(link: Link, parting: Parting): void {
    this.#live.delete(link);
    const isShared = [...this.#live].some(({ connection }) => connection === link.connection);
    if (!isShared && !this.#isClosed) void link.closed.then(() => closeConnection(link.connection));
    if (this.#open.get(link.peer) === link) {
      this.#open.delete(link.peer);
      if (!this.#isClosed) this.#parts.events.onDisconnected(link.peer, parting);
    }
    this.#answer(link, parting);
  }

  #lookAfter(): void {
    for (const link of this.#open.values()) {
      const due = link.due();
      if (due === "probe") this.#probe(link);
      if (due === "ping") link.ping();
    }
  }

  /** A link that is paused at either end is quiet as well, so the connection is asked. */
  #probe(link: Link): void {
    if (this.#probed.has(link)) return;
    this.#probed.add(link);
    void isAlive(link.connection, openingMilliseconds).then((isThere) => {
      this.#probed.delete(link);
      if (!isThere) link.lose(`nothing was heard for ${silenceMilliseconds / 1000} s`);
    });
  }
}

function isBetter(link: Link, than: Link): boolean {
  return isRelayed(than.connection) && !isRelayed(link.connection);
}

function closeConnection(connection: Connection): void {
  connection.close().catch((error) => connection.abort(error));
}

/** Whether the other end of a connection answers at all. */
async function isAlive(connection: Connection, milliseconds: number): Promise<boolean> {
  const signal = AbortSignal.timeout(milliseconds);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  signal.addEventListener("abort", () => resolve(false));
  try {
    const options = { signal, negotiateFully: false, runOnLimitedConnection: true };
    const stream = await connection.newStream([pingProtocol], options);
    stream.addEventListener("message", () => resolve(true));
    stream.addEventListener("close", () => resolve(false));
    stream.send(randomBytes(32));
    const isThere = await promise;
    stream.close({ signal: AbortSignal.timeout(1000) }).catch((error) => stream.abort(error));
    return isThere;
  } catch {
    return false;
  }
}
