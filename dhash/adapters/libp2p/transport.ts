// The Transport over libp2p (see transport-port.ts for what it promises).
import { createHmac } from "node:crypto";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import type { Libp2p, PrivateKey } from "@libp2p/interface";
import { invariant } from "../../core/invariant.ts";
import { type PartingWords, partingToTrouble } from "../../core/parting.ts";
import { isPeerId, type PeerId, publicKeyToPeerId } from "../../core/peer-id.ts";
import { RefusalBudget } from "../../core/refusal-budget.ts";
import { connectionsMax, connectMilliseconds } from "../../core/transport-limits.ts";
import { Trouble } from "../../core/trouble.ts";
import type {
  ConnectedPeer,
  ConnectTarget,
  Refused,
  Transport,
  TransportEvents,
} from "../../transport-port.ts";
import { isRelayed, isRelayedWay } from "./addresses.ts";
import { Dialer } from "./dialer.ts";
import { makeEngine } from "./engine.ts";
import { Links } from "./links.ts";
import type { Libp2pOptions } from "./options.ts";
import { catchStrays } from "./stray-errors.ts";
import type { SwarmTerms } from "./swarm-gate.ts";

/** Domain label of the name under which a swarm's members find each other nearby. */
const nearbyLabel = "ivy nearby 1";

const closingMilliseconds = 3000;
const closedWords = { code: "closed", text: "the program ends" } as const;
const closedTrouble = "cannot connect: the network is closed.";

interface Started {
  readonly node: Libp2p;
  readonly links: Links;
  readonly dialer: Dialer;
}

export class Libp2pTransport implements Transport {
  readonly self: PeerId;
  readonly #options: Libp2pOptions;
  readonly #privateKey: PrivateKey;
  readonly #refusalBudget = new RefusalBudget();
  #started: Started | undefined;
  #closing: Promise<void> | undefined;
  #listenError: unknown;
  #stopCatching: (() => void) | undefined;

  static async make(options: Libp2pOptions): Promise<Libp2pTransport> {
    const privateKey = await generateKeyPairFromSeed("Ed25519", options.seed);
    const self = publicKeyToPeerId(privateKey.publicKey.raw);
    invariant(self !== undefined, "an ed25519 public key has 32 bytes");
    return new Libp2pTransport(options, privateKey, self);
  }

  private constructor(options: Libp2pOptions, privateKey: PrivateKey, self: PeerId) {
    this.#options = options;
    this.#privateKey = privateKey;
    this.self = self;
  }

  async start(events: TransportEvents): Promise<Trouble | undefined> {
    this.#stopCatching = catchStrays();
    try {
      const node = await this.#makeNode(events);
      if (this.#isClosed) return new Trouble("failed", closedTrouble);
      await this.#startNode(node, events);
      if (!this.#isClosed) return undefined;
      // Closed meanwhile, when there was nothing yet to be stopped.
      await node.stop();
      return new Trouble("failed", closedTrouble);
    } catch (error) {
      await this.close();
      const cause = this.#listenError ?? error;
      const why = cause instanceof Error ? cause.message : String(cause);
      const where = this.#options.listen.join(", ");
      return new Trouble("failed", `cannot listen on ${where}: ${why}.`, error);
    }
  }

  addresses(): readonly string[] {
    return this.#started?.node.getMultiaddrs().map(String) ?? [];
  }

  async connect(target: ConnectTarget): Promise<PeerId | Trouble> {
    const { peer, addresses } = target;
    const started = this.#started;
    if (started === undefined || this.#isClosed) return new Trouble("failed", closedTrouble);
    if (peer === undefined) return started.dialer.connect(target);
    if (peer === this.self) return new Trouble("failed", `${peer} is this peer itself.`);
    const known = started.links.get(peer);
    const mayImprove = known !== undefined && isRelayed(known.connection);
    if (known !== undefined && !(mayImprove && !addresses.every(isRelayedWay))) return peer;
    const words = this.#membershipRefuses(peer);
    if (words !== undefined) return partingToTrouble(peer, { kind: "ended-here", ...words });
    return started.dialer.connect(target);
  }

  peers(): readonly ConnectedPeer[] {
    return [...(this.#started?.links.all() ?? [])].map((link) => ({
      peer: link.peer,
      address: link.connection.remoteAddr.toString(),
      direction: link.connection.direction === "outbound" ? "outgoing" : "incoming",
      isRelayed: isRelayed(link.connection),
      encryption: link.connection.encryption === "native" ? "tls" : "noise",
      bytesSent: link.bytesSent,
      bytesReceived: link.bytesReceived,
      roundTripMilliseconds: link.roundTripMilliseconds,
    }));
  }

  send(peer: PeerId, parts: readonly Uint8Array[]): "ready" | "full" | Trouble {
    const sent = this.#started?.links.get(peer)?.send(parts) ?? "absent";
    switch (sent) {
      case "ready":
      case "full":
        return sent;
      case "absent":
        return new Trouble("unreachable", `${peer} is not connected.`);
      case "too-much":
        return new Trouble("busy", `${peer} takes in less than is sent to it.`);
      case "too-large":
        return new Trouble("failed", `a frame for ${peer} is larger than a frame may be.`);
    }
  }

  pause(peer: PeerId): void {
    this.#started?.links.get(peer)?.pause();
  }

  resume(peer: PeerId): void {
    this.#started?.links.get(peer)?.resume();
  }

  disconnect(peer: PeerId, words: PartingWords): void {
    queueMicrotask(() => this.#started?.links.end(peer, words));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  get #isClosed(): boolean {
    return this.#closing !== undefined;
  }

  async #close(): Promise<void> {
    const started = this.#started;
    if (started !== undefined) {
      await started.links.close(closedWords);
      await atMost(closingMilliseconds, async () => {
        await Promise.allSettled(started.node.getConnections().map((each) => each.close()));
        await started.node.stop();
      });
    }
    // What was under way fails a little later.
    setTimeout(() => this.#stopCatching?.(), connectMilliseconds).unref();
  }

  async #startNode(node: Libp2p, events: TransportEvents): Promise<void> {
    const refuses = (peer: PeerId): PartingWords | undefined => this.#membershipRefuses(peer);
    const links = new Links({ node, self: this.self, events, refuses });
    this.#started = { node, links, dialer: new Dialer(node, links) };
    await links.listen();
    await node.start();
    node.addEventListener("peer:discovery", ({ detail: { id, multiaddrs } }) => {
      const peer = id.toString();
      if (this.#isClosed || !isPeerId(peer) || peer === this.self) return;
      if (links.get(peer) !== undefined || multiaddrs.length === 0) return;
      events.onFound(peer, multiaddrs.map(String));
    });
  }

  #makeNode(events: TransportEvents): Promise<Libp2p> {
    const { listen, announce, isRelay, isFoundNearby, swarmSecret, versions } = this.#options;
    const { program, encryption } = this.#options;
    const nearby = createHmac("sha256", swarmSecret).update(nearbyLabel).digest("hex");
    const terms: SwarmTerms = {
      self: this.self,
      secret: swarmSecret,
      versions,
      program,
      refuses: (peer) => this.#refuses(peer),
      onRefused: (refused) => this.#noteRefused(events, refused),
    };
    return makeEngine({
      privateKey: this.#privateKey,
      ...{ terms, listen, announce, encryption, isRelay },
      nearbyName: isFoundNearby ? `_ivy-${nearby.slice(0, 8)}._udp.local` : undefined,
      onListenError: (error) => {
        this.#listenError = error;
      },
    });
  }

  #refuses(peer: PeerId): PartingWords | undefined {
    if (this.#isClosed) return closedWords;
    const words = this.#membershipRefuses(peer);
    if (words !== undefined) return words;
    const count = this.#started?.node.getConnections().length ?? 0;
    return count >= connectionsMax ? { code: "crowded", text: "too many connections" } : undefined;
  }

  #membershipRefuses(peer: PeerId): PartingWords | undefined {
    if (this.#options.admits(peer)) return undefined;
    return { code: "not-admitted", text: "this peer is not a member of the file system" };
  }

  #noteRefused(events: TransportEvents, refused: Refused): void {
    if (this.#isClosed) return;
    this.#started?.dialer.noteRefused(refused);
    if (this.#refusalBudget.spend(performance.now())) events.onRefused(refused);
  }
}

async function atMost(milliseconds: number, work: () => Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([promise, work().catch(() => {})]);
  clearTimeout(timer);
}
