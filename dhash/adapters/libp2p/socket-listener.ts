// Listens for connections of the swarm. Each address has a budget, each connection a deadline, and
// whoever sends anything else costs a closed connection. The first byte says whether it is TLS.
import { createServer, type Server, type Socket } from "node:net";
import type { SecureContext } from "node:tls";
import {
  type Listener,
  type ListenerEvents,
  type Logger,
  type StreamMuxerFactory,
  TypedEventEmitter,
  type Upgrader,
} from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import { getThinWaistAddresses, ipPortToMultiaddr } from "@libp2p/utils";
import type { Multiaddr } from "@multiformats/multiaddr";
import { OpeningBudget } from "../../core/opening-budget.ts";
import { openingMilliseconds } from "../../core/transport-limits.ts";
import { SocketConnection } from "./socket-connection.ts";
import { OpeningRefused, passGate, type SwarmTerms } from "./swarm-gate.ts";
import { answerTls, bindingOf, happened, secured, watchSilence } from "./tls-identity.ts";

export interface SocketListenerParts {
  readonly terms: SwarmTerms;
  readonly secureContext: SecureContext;
  readonly upgrader: Upgrader;
  readonly muxerFactory: StreamMuxerFactory;
  readonly log: Logger;
  onListenError(error: unknown): void;
}

/** The first byte of a TLS handshake record. */
const tlsHandshake = 0x16;

export class SocketListener extends TypedEventEmitter<ListenerEvents> implements Listener {
  readonly #parts: SocketListenerParts;
  readonly #server: Server;
  /** As they came, and what TLS made of them. */
  readonly #sockets = new Set<Socket>();
  readonly #budget = new OpeningBudget();
  readonly #closing = new AbortController();
  #listeningOn: Multiaddr | undefined;

  constructor(parts: SocketListenerParts) {
    super();
    this.#parts = parts;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server.on("close", () => this.safeDispatchEvent("close"));
  }

  async listen(address: Multiaddr): Promise<void> {
    const [host, tcp] = address.getComponents();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    const port = Number(tcp?.value);
    this.#server.listen({ host: host?.value ?? "", port }, resolve);
    try {
      await promise;
    } catch (error) {
      this.#parts.onListenError(error);
      throw error;
    } finally {
      this.#server.off("error", reject);
    }
    this.#server.on("error", (error) => this.safeDispatchEvent("error", { detail: error }));
    this.#listeningOn = address;
    this.safeDispatchEvent("listening");
  }

  getAddrs(): Multiaddr[] {
    const bound = this.#server.address();
    if (bound === null || typeof bound === "string") return [];
    return getThinWaistAddresses(this.#listeningOn, bound.port);
  }

  updateAnnounceAddrs(): void {}

  async close(): Promise<void> {
    this.#closing.abort(new Error("this side closes"));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const socket of this.#sockets) socket.destroy();
    await promise;
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress;
    socket.on("error", () => {});
    if (address === undefined || this.#closing.signal.aborted) return void socket.destroy();
    if (this.#budget.admit(address, performance.now()) !== "admitted") {
      return void socket.resetAndDestroy();
    }
    let wasOpened = false;
    this.#keep(socket);
    socket.once("close", () => this.#budget.closed(address, wasOpened));
    watchSilence(socket);
    const remote = ipPortToMultiaddr(address, socket.remotePort ?? 0);
    this.#open(socket, remote).then(
      () => {
        wasOpened = !socket.destroyed;
        if (wasOpened) this.#budget.opened(address);
      },
      (error) => {
        socket.destroy();
        this.#tellRefused(remote, error);
      },
    );
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  async #open(raw: Socket, address: Multiaddr): Promise<void> {
    const deadline = AbortSignal.timeout(openingMilliseconds);
    const signal = AbortSignal.any([this.#closing.signal, deadline]);
    await happened(raw, "readable", signal);
    const first: unknown = raw.read();
    if (!(first instanceof Uint8Array)) throw new Error("closed without a word");
    raw.unshift(first);
    if (first[0] === tlsHandshake) await this.#openTls(raw, address, signal);
    else await this.#openNoise(raw, address, signal);
  }

  async #openTls(raw: Socket, address: Multiaddr, signal: AbortSignal): Promise<void> {
    const { terms, secureContext, upgrader, muxerFactory, log } = this.#parts;
    const socket = answerTls(raw, secureContext);
    this.#keep(socket);
    const peer = await secured(socket, signal);
    const connection = new SocketConnection({ socket, address, direction: "inbound", log });
    await settle(connection, async () => {
      const binding = bindingOf(socket);
      const side = { role: "called", peer, address: `${address}`, binding } as const;
      await passGate(connection, terms, side, signal);
      const remotePeer = peerIdFromString(peer);
      const trust = { skipEncryption: true, skipProtection: true, remotePeer } as const;
      await upgrader.upgradeInbound(connection, { ...trust, muxerFactory, signal });
    });
  }

  async #openNoise(socket: Socket, address: Multiaddr, signal: AbortSignal): Promise<void> {
    const { upgrader, log } = this.#parts;
    const connection = new SocketConnection({ socket, address, direction: "inbound", log });
    await settle(connection, () => upgrader.upgradeInbound(connection, { signal }));
  }

  #tellRefused(address: Multiaddr, error: unknown): void {
    if (error instanceof OpeningRefused || this.#closing.signal.aborted) return;
    const text = error instanceof Error ? error.message : String(error);
    const parting = { kind: "lost", text } as const;
    this.#parts.terms.onRefused({ peer: undefined, address: `${address}`, parting });
  }
}

async function settle(connection: SocketConnection, open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    connection.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}
