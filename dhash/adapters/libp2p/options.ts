// What a peer on the network is told when it is made.
import type { ProtocolVersions } from "../../core/opening-codec.ts";
import type { PeerId } from "../../core/peer-id.ts";

export interface Libp2pOptions {
  /** 32 bytes: the seed of the ed25519 key that names this peer. */
  readonly seed: Uint8Array;
  /** 32 bytes that everybody in the swarm has, and nobody else. */
  readonly swarmSecret: Uint8Array;
  /** Addresses to listen on: "/ip4/0.0.0.0/tcp/4001"; "/p2p-circuit": through any relay that this
   *  one is connected to, found again when it comes back; with "/p2p/RELAY/p2p-circuit" at its
   *  end: through that one, as long as the first connection to it lasts. Empty: only this side
   *  connects. */
  readonly listen: readonly string[];
  /** Addresses to tell others besides: that of a router which passes connections on. */
  readonly announce: readonly string[];
  /** Membership: may there be a connection with this peer? Asked for each one, on both sides. */
  admits(peer: PeerId): boolean;
  /** Name and version of the program, for others' logs. */
  readonly program: string;
  readonly versions: ProtocolVersions;
  /** What is tried first when this side dials. "noise" is for what lies between and lets no TLS
   *  through; it moves a third as much. */
  readonly encryption: "tls" | "noise";
  /** Passes on the bytes of members that cannot reach each other. */
  readonly isRelay: boolean;
  /** Members on one local network find each other (mDNS). */
  readonly isFoundNearby: boolean;
}
