// Addresses as people write them and as libp2p takes them.
import type { Connection } from "@libp2p/interface";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import type { PeerId } from "../../core/peer-id.ts";
import { Trouble } from "../../core/trouble.ts";

/** Each names the peer if it is known. */
export function parseAddresses(
  addresses: readonly string[],
  peer: PeerId | undefined,
): Multiaddr[] | Trouble {
  const parsed: Multiaddr[] = [];
  for (const text of addresses) {
    try {
      const address = multiaddr(text);
      const last = address.getComponents().at(-1);
      const named = last?.name === "p2p" ? last.value : undefined;
      if (peer !== undefined && named !== undefined && named !== peer) {
        return new Trouble("failed", `${text} is an address of another peer than ${peer}.`);
      }
      const isNamed = named !== undefined || peer === undefined;
      parsed.push(isNamed ? address : address.encapsulate(`/p2p/${peer}`));
    } catch (error) {
      return new Trouble(
        "failed",
        `"${text}" is not an address like /ip4/1.2.3.4/tcp/4001.`,
        error,
      );
    }
  }
  return parsed;
}

/** Through another peer, that is. */
export function isRelayedWay(address: string): boolean {
  return address.includes("/p2p-circuit");
}

export function isRelayed(connection: Connection): boolean {
  return connection.remoteAddr.getComponents().some(({ name }) => name === "p2p-circuit");
}
