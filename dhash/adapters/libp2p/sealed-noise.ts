// Noise, then the first words of the swarm: the encryption of stock TCP and of relayed connections.
// The relay passes on what it cannot read.

import type {
  ConnectionEncrypter,
  MessageStream,
  SecureConnectionOptions,
  SecuredConnection,
} from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { isPeerId } from "../../core/peer-id.ts";
import { openingMilliseconds } from "../../core/transport-limits.ts";
import { passGate, type SwarmTerms } from "./swarm-gate.ts";

type Noise = ReturnType<ReturnType<typeof noise>>;
type NoiseComponents = Parameters<ReturnType<typeof noise>>[0];

export function sealedNoise(
  terms: SwarmTerms,
): (components: NoiseComponents) => ConnectionEncrypter {
  const makeNoise = noise();
  return (components) => new SealedNoise(makeNoise(components), terms);
}

class SealedNoise implements ConnectionEncrypter {
  readonly protocol: string;
  readonly #noise: Noise;
  readonly #terms: SwarmTerms;

  constructor(inner: Noise, terms: SwarmTerms) {
    this.protocol = inner.protocol;
    this.#noise = inner;
    this.#terms = terms;
  }

  async secureOutbound(stream: MessageStream, options?: SecureConnectionOptions) {
    return this.#pass("caller", await this.#noise.secureOutbound(stream, options), options);
  }

  async secureInbound(stream: MessageStream, options?: SecureConnectionOptions) {
    return this.#pass("called", await this.#noise.secureInbound(stream, options), options);
  }

  async #pass(
    role: "caller" | "called",
    secure: SecuredConnection,
    options?: SecureConnectionOptions,
  ): Promise<SecuredConnection> {
    const peer = secure.remotePeer.toString();
    if (!isPeerId(peer)) throw new Error(`the key of ${peer} is not an ed25519 key`);
    const signal = options?.signal ?? AbortSignal.timeout(openingMilliseconds);
    // Noise gives nothing that the proof could be bound to, so the called side challenges.
    const side = { role, peer, address: `noise connection of ${peer}`, binding: noBinding };
    await passGate(secure.connection, this.#terms, side, signal);
    return secure;
  }
}

const noBinding = new Uint8Array(0);
