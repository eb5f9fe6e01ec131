// The transport of addresses /ip4/x/tcp/n: Node's own TLS 1.3 on the socket, the first words of
// the swarm, then yamux (DECISIONS 36). Where TLS does not get through, noise on a bare socket. The
// form of the address is that of stock TCP because relaying and hole punching know no other.
import type { SecureContext } from "node:tls";
import {
  type ComponentLogger,
  type Connection,
  type CreateListenerOptions,
  type DialTransportOptions,
  type Listener,
  type Logger,
  type StreamMuxerFactory,
  serviceCapabilities,
  type Transport,
  transportSymbol,
  type Upgrader,
} from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import type { Multiaddr } from "@multiformats/multiaddr";
import type { PeerId } from "../../core/peer-id.ts";
import { SocketConnection } from "./socket-connection.ts";
import { SocketListener } from "./socket-listener.ts";
import { passGate, type SwarmTerms } from "./swarm-gate.ts";
import { answerTls, bindingOf, callTls, openSocket, secured } from "./tls-identity.ts";

export interface SocketTransportParts {
  readonly terms: SwarmTerms;
  readonly secureContext: SecureContext;
  /** What is tried first when this side dials; the other side takes both. */
  readonly encryption: "tls" | "noise";
  /** Told why an address could not be listened on. */
  onListenError(error: unknown): void;
}

/** dcutr has one of two sides that dial at once take the part of the one that is called. */
type DialOptions = DialTransportOptions & { readonly initiator?: boolean };

const yamuxProtocol = "/yamux/1.0.0";

export function socketTransport(
  parts: SocketTransportParts,
): (components: { readonly logger: ComponentLogger }) => Transport {
  return ({ logger }) => new SocketTransport(parts, logger.forComponent("ivy-socket"));
}

class SocketTransport implements Transport {
  readonly [transportSymbol] = true;
  readonly [Symbol.toStringTag] = "ivy-socket";
  readonly [serviceCapabilities]: string[] = ["@libp2p/transport"];
  readonly #parts: SocketTransportParts;
  readonly #log: Logger;

  constructor(parts: SocketTransportParts, log: Logger) {
    this.#parts = parts;
    this.#log = log;
  }

  async dial(address: Multiaddr, options: DialOptions): Promise<Connection> {
    const place = placeOf(address);
    if (place === undefined) throw new Error(`${address} is not an address of a socket`);
    if (this.#parts.encryption === "noise") return this.#dialNoise(address, place, options);
    const raw = await openSocket(place.host, place.port, options.signal);
    const role = options.initiator === false ? "called" : "caller";
    const wrap = role === "caller" ? callTls : answerTls;
    const socket = wrap(raw, this.#parts.secureContext);
    let peer: PeerId;
    try {
      peer = await secured(socket, options.signal);
    } catch (error) {
      // It is TLS that fails, not the place: the other way may get through.
      if (options.signal.aborted || !isTlsFailure(error)) throw error;
      return this.#dialNoise(address, place, options);
    }
    const direction = role === "caller" ? "outbound" : "inbound";
    const connection = new SocketConnection({ socket, address, direction, log: this.#log });
    return settle(connection, async () => {
      if (place.peer !== undefined && place.peer !== peer) {
        throw new Error(`another peer is at ${address}: ${peer}`);
      }
      const side = { role, peer, address: `${address}`, binding: bindingOf(socket) } as const;
      await passGate(connection, this.#parts.terms, side, options.signal);
      const { upgrader } = options;
      return upgrader.upgradeOutbound(connection, {
        ...options,
        skipEncryption: true,
        skipProtection: true,
        remotePeer: peerIdFromString(peer),
        muxerFactory: yamuxOf(upgrader),
      });
    });
  }

  async #dialNoise(address: Multiaddr, place: Place, options: DialOptions): Promise<Connection> {
    const socket = await openSocket(place.host, place.port, options.signal);
    const log = this.#log;
    const connection = new SocketConnection({ socket, address, direction: "outbound", log });
    return settle(connection, () => options.upgrader.upgradeOutbound(connection, options));
  }

  createListener({ upgrader }: CreateListenerOptions): Listener {
    const { terms, secureContext, onListenError } = this.#parts;
    const muxerFactory = yamuxOf(upgrader);
    const log = this.#log;
    return new SocketListener({ terms, secureContext, onListenError, upgrader, muxerFactory, log });
  }

  listenFilter(addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter((address) => placeOf(address) !== undefined);
  }

  dialFilter(addresses: Multiaddr[]): Multiaddr[] {
    return this.listenFilter(addresses);
  }
}

/** What comes of opening a connection; it is closed if nothing does. */
async function settle(
  connection: SocketConnection,
  open: () => Promise<Connection>,
): Promise<Connection> {
  try {
    return await open();
  } catch (error) {
    connection.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

function isTlsFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(ERR_SSL_|EPROTO)/.test(String(error.code));
}

function yamuxOf(upgrader: Upgrader): StreamMuxerFactory {
  const factory = upgrader.getStreamMuxers().get(yamuxProtocol);
  if (factory === undefined) throw new Error("yamux is not configured");
  return factory;
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly peer: string | undefined;
}

/** Host, "tcp" and perhaps a peer id; undefined for every other address. */
function placeOf(address: Multiaddr): Place | undefined {
  const [host, tcp, peer, ...more] = address.getComponents();
  const isHost = ["ip4", "ip6", "dns", "dns4", "dns6"].includes(host?.name ?? "");
  if (!isHost || tcp?.name !== "tcp" || more.length > 0) return undefined;
  if (peer !== undefined && peer.name !== "p2p") return undefined;
  return { host: host?.value ?? "", port: Number(tcp.value), peer: peer?.value };
}
