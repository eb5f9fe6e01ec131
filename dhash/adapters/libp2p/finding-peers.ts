// kad-dht, only to find a member by its name: nothing is stored in it, and nobody walks through it
// at random. libp2p's random walk asks again at once for as long as it finds nobody new: with an
// empty table that is one turn of the event loop that never ends, in a small swarm queries without
// pause. Relays, and those who verify addresses, are found among whoever is connected.
import { type PeerInfo, type PeerRouting, peerRoutingSymbol } from "@libp2p/interface";
import { type KadDHT, type KadDHTComponents, kadDHT, passthroughMapper } from "@libp2p/kad-dht";

const settings = {
  protocol: "/ivy/peers/1",
  clientMode: false,
  kBucketSize: 8,
  alpha: 3,
  disjointPaths: 1,
  allowQueryWithZeroPeers: true,
  // The swarm is closed, so its members tell each other the addresses of their own network as well.
  peerInfoMapper: passthroughMapper,
};

export function findingPeers(): (components: KadDHTComponents) => KadDHT {
  const makeTable = kadDHT(settings);
  return (components) => {
    const table = makeTable(components);
    const value: PeerRouting = {
      findPeer: (peer, options) => lastOf(table.findPeer(peer, options)),
      getClosestPeers: refuseToWalk,
    };
    return Object.defineProperty(table, peerRoutingSymbol, { value });
  };
}

async function lastOf(events: ReturnType<KadDHT["findPeer"]>): Promise<PeerInfo> {
  for await (const event of events) {
    if (event.name === "FINAL_PEER") return event.peer;
  }
  throw new Error("nobody who is connected knows the peer");
}

/** An error ends the walk; finding nothing would not. */
function refuseToWalk(): never {
  throw new Error("nobody walks through this table");
}
