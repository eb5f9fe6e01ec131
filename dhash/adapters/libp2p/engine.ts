// The libp2p node: which of its parts are used, and how they are set. Its logger is silent; what
// matters is told by events.
import { autoNAT } from "@libp2p/autonat";
import { circuitRelayServer, circuitRelayTransport } from "@libp2p/circuit-relay-v2";
import { dcutr } from "@libp2p/dcutr";
import { identify } from "@libp2p/identify";
import type {
  ComponentLogger,
  ConnectionGater,
  Libp2p,
  Logger,
  PrivateKey,
} from "@libp2p/interface";
import { mdns } from "@libp2p/mdns";
import { ping } from "@libp2p/ping";
import { yamux } from "@libp2p/yamux";
import { createLibp2p } from "libp2p";
import { isPeerId } from "../../core/peer-id.ts";
import {
  addressMilliseconds,
  connectionsMax,
  connectMilliseconds,
  openingMilliseconds,
  openingsBurst,
  openingsMax,
  openingsPerSecond,
  receiveWindowBytes,
} from "../../core/transport-limits.ts";
import { findingPeers } from "./finding-peers.ts";
import { sealedNoise } from "./sealed-noise.ts";
import { socketTransport } from "./socket-transport.ts";
import type { SwarmTerms } from "./swarm-gate.ts";
import { makeTlsIdentity } from "./tls-identity.ts";

export interface EngineParts {
  readonly privateKey: PrivateKey;
  readonly terms: SwarmTerms;
  readonly listen: readonly string[];
  readonly announce: readonly string[];
  readonly encryption: "tls" | "noise";
  /** Passes on the bytes of members that cannot reach each other. */
  readonly isRelay: boolean;
  /** Name under which members find each other on a local network; undefined: they do not. */
  readonly nearbyName: string | undefined;
  onListenError(error: unknown): void;
}

export const pingProtocol = "/ivy/ping/1.0.0";
const protocolPrefix = "ivy";

export async function makeEngine(parts: EngineParts): Promise<Libp2p> {
  const { privateKey, terms, encryption, nearbyName, onListenError } = parts;
  const secureContext = await makeTlsIdentity(privateKey);
  return createLibp2p({
    start: false,
    privateKey,
    logger: silentLogger(),
    nodeInfo: { name: "ivy", version: terms.program },
    addresses: { listen: [...parts.listen], appendAnnounce: [...parts.announce] },
    transports: [
      socketTransport({ terms, secureContext, encryption, onListenError }),
      circuitRelayTransport(),
    ],
    connectionEncrypters: [sealedNoise(terms)],
    streamMuxers: [yamux(muxing)],
    connectionGater: gaterOf(terms),
    connectionManager: {
      maxConnections: connectionsMax,
      // The listener has a budget for each address, which comes first.
      inboundConnectionThreshold: openingsBurst + openingsPerSecond,
      maxIncomingPendingConnections: openingsMax,
      inboundUpgradeTimeout: openingMilliseconds,
      dialTimeout: connectMilliseconds,
      addressDialTimeout: addressMilliseconds,
    },
    // A link has its own signs of life.
    connectionMonitor: { enabled: false },
    ...(nearbyName === undefined ? {} : { peerDiscovery: [mdns({ serviceTag: nearbyName })] }),
    services: {
      identify: identify({ protocolPrefix, runOnLimitedConnection: true }),
      ping: ping({ protocolPrefix, runOnLimitedConnection: true }),
      autoNAT: autoNAT({ protocolPrefix }),
      dcutr: dcutr(),
      peers: findingPeers(),
      ...(parts.isRelay ? { relay: circuitRelayServer(relaying) } : {}),
    },
  });
}

const streamOptions = {
  maxStreamWindowSize: receiveWindowBytes,
  // A stream that is not read may hold a whole window; libp2p aborts what holds more than this.
  maxReadBufferLength: 2 * receiveWindowBytes,
  inactivityTimeout: Number.POSITIVE_INFINITY,
};

const muxing = {
  streamOptions,
  maxInboundStreams: 256,
  maxOutboundStreams: 256,
  // A link has its own signs of life.
  keepAliveInterval: 600_000,
};

/** Relayed are members only, so the limits for strangers do not apply. */
const relaying = { reservations: { maxReservations: 128, applyDefaultLimit: false } };

/** The second guard: nobody gets past encryption whom membership does not admit. */
function gaterOf(terms: SwarmTerms): ConnectionGater {
  const denies = (peer: { toString(): string }): boolean => {
    const name = peer.toString();
    return !isPeerId(name) || terms.refuses(name) !== undefined;
  };
  return {
    denyDialPeer: denies,
    denyDialMultiaddr: () => false,
    denyInboundEncryptedConnection: denies,
    denyOutboundEncryptedConnection: denies,
    denyInboundRelayReservation: denies,
    denyInboundRelayedConnection: (_relay, peer) => denies(peer),
  };
}

function silentLogger(): ComponentLogger {
  const silent = () => {};
  const logger: Logger = Object.assign(silent, {
    error: silent,
    trace: silent,
    enabled: false,
    newScope: () => logger,
  });
  return { forComponent: () => logger };
}
