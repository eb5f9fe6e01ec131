// How a connection is made: which addresses are tried, what becomes of a dial that fails, and that
// all of it ends in time.
import type { Connection, Libp2p } from "@libp2p/interface";
import { peerIdFromString } from "@libp2p/peer-id";
import type { Multiaddr } from "@multiformats/multiaddr";
import { type Parting, partingToTrouble } from "../../core/parting.ts";
import { isPeerId, type PeerId } from "../../core/peer-id.ts";
import { connectMilliseconds } from "../../core/transport-limits.ts";
import { isTrouble, Trouble } from "../../core/trouble.ts";
import type { ConnectTarget, Refused } from "../../transport-port.ts";
import { isRelayed, parseAddresses } from "./addresses.ts";
import { dialTrouble } from "./dial-trouble.ts";
import type { Links } from "./links.ts";

type Outcome = PeerId | Trouble;

/** Left for saying why, when the time is used up. */
const answeringMilliseconds = 1_000;

/** Refusals that are remembered while dials are under way; enough for those at once. */
const refusalsKept = 32;

export class Dialer {
  readonly #node: Libp2p;
  readonly #links: Links;
  /** By whom and where; a second call for the same waits for the first. */
  readonly #underWay = new Map<string, Promise<Outcome>>();
  /** The newest last. libp2p tells who dialled that it failed, not what the other side said. */
  #refusals: readonly Refused[] = [];

  constructor(node: Libp2p, links: Links) {
    this.#node = node;
    this.#links = links;
  }

  noteRefused(refused: Refused): void {
    if (this.#underWay.size === 0) return;
    this.#refusals = [...this.#refusals, refused].slice(-refusalsKept);
  }

  /** See Transport.connect. */
  async connect(target: ConnectTarget): Promise<Outcome> {
    const key = [target.peer, ...target.addresses].join(" ");
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const connecting = inTime(target, (signal) => this.#connect(target, signal));
    this.#underWay.set(key, connecting);
    try {
      return await connecting;
    } finally {
      this.#underWay.delete(key);
      if (this.#underWay.size === 0) this.#refusals = [];
    }
  }

  async #connect({ peer, addresses }: ConnectTarget, signal: AbortSignal): Promise<Outcome> {
    const parsed = parseAddresses(addresses, peer);
    if (isTrouble(parsed)) return parsed;
    if (peer === undefined) return this.#connectAny(parsed, signal);
    this.#refusals = this.#refusals.filter((refused) => refused.peer !== peer);
    const whom = addresses.length === 0 ? peer : `${peer} at ${addresses.join(", ")}`;
    try {
      const isForced = this.#links.get(peer) !== undefined;
      const found = await this.#dial(parsed, { peer, signal, isForced });
      const first = await this.#link(found, signal);
      if (!isTrouble(first) || first.reason !== "unreachable") return first;
      // It was a connection that was about to end; the second one is fresh.
      return await this.#link(await this.#dial(parsed, { peer, signal, isForced: true }), signal);
    } catch (error) {
      // The peer may have come by itself while it was dialled.
      if (this.#links.get(peer) !== undefined) return peer;
      return dialTrouble(whom, error, this.#refusalOf(peer));
    }
  }

  async #connectAny(addresses: readonly Multiaddr[], signal: AbortSignal): Promise<Outcome> {
    let trouble = new Trouble("failed", "cannot connect: no address was given.");
    for (const address of addresses) {
      try {
        const found = await this.#dial([address], { peer: undefined, signal, isForced: false });
        const linked = await this.#link(found, signal);
        if (!isTrouble(linked)) return linked;
        trouble = linked;
      } catch (error) {
        trouble = dialTrouble(`${address}`, error, (text) => this.#refusalSaying(text));
      }
    }
    return trouble;
  }

  async #dial(
    addresses: Multiaddr[],
    {
      peer,
      signal,
      isForced,
    }: { peer: PeerId | undefined; signal: AbortSignal; isForced: boolean },
  ): Promise<Connection> {
    const isAlone = addresses.length === 0 && peer !== undefined;
    const at = isAlone ? peerIdFromString(peer) : addresses;
    const options = { signal, force: isForced };
    const wanted = new Set([peer, ...addresses.map(String)]);
    const isJoining = this.#node
      .getDialQueue()
      .some(({ peerId, multiaddrs }) =>
        [peerId, ...multiaddrs].some((each) => wanted.has(`${each}`)),
      );
    try {
      return await this.#node.dial(at, options);
    } catch (error) {
      // libp2p had begun to dial by itself, perhaps elsewhere, or before the peer was there.
      if (!isJoining || signal.aborted) throw error;
      return this.#node.dial(at, options);
    }
  }

  async #link(connection: Connection, signal: AbortSignal): Promise<Outcome> {
    const peer = connection.remotePeer.toString();
    if (!isPeerId(peer)) return new Trouble("failed", `${peer} is not the id of an ed25519 key.`);
    const known = this.#links.get(peer);
    const isBetter = known !== undefined && isRelayed(known.connection) && !isRelayed(connection);
    if (known !== undefined && !isBetter) return peer;
    const parting = await this.#links.ask(connection, peer, signal);
    return parting === undefined ? peer : partingToTrouble(peer, parting);
  }

  #refusalOf(peer: PeerId): () => Parting | undefined {
    return () => this.#refusals.findLast((refused) => refused.peer === peer)?.parting;
  }

  /** What libp2p keeps of a refusal under noise is its text. */
  #refusalSaying(text: string): Parting | undefined {
    return this.#refusals.findLast(({ parting }) => parting.text === text)?.parting;
  }
}

async function inTime(
  { peer, addresses }: ConnectTarget,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Trouble>();
  const whom = [peer ?? [], ...addresses].flat().join(" ");
  const late = new Trouble("unreachable", `${whom}: no answer in time.`);
  const timer = setTimeout(resolve, connectMilliseconds, late);
  const signal = AbortSignal.timeout(connectMilliseconds - answeringMilliseconds);
  try {
    return await Promise.race([work(signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}
