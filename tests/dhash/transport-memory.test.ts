// The transport in memory against its contract, and its cut lines.
import test from "ava";
import { isTrouble, MemorySwarm } from "../../dhash/index.ts";
import { testTransportContract } from "./transport-contract.ts";
import { type MakeTransport, peerIdOf, peersFor } from "./transport-peers.ts";

const inMemory =
  (swarm: MemorySwarm): MakeTransport =>
  async ({ seed, ...rest }) =>
    swarm.transport({ self: peerIdOf(seed), ...rest });

testTransportContract(test, "memory", () => inMemory(new MemorySwarm()));

test("memory: a cut line loses the connection on both sides until it is healed", async (t) => {
  const swarm = new MemorySwarm();
  const peer = peersFor(t, inMemory(swarm));
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  await alice.connectTo(bob);
  swarm.cut(alice.id, bob.id);
  t.deepEqual([alice.partings[0]?.kind, bob.partings[0]?.kind], ["lost", "lost"]);
  const target = { peer: bob.id, addresses: bob.transport.addresses() };
  const refused = await alice.transport.connect(target);
  t.is(isTrouble(refused) && refused.reason, "unreachable");
  swarm.heal(alice.id, bob.id);
  await alice.connectTo(bob);
  t.is(alice.transport.peers().length, 1);
});
