// The contract of Transport, second part: goodbyes, refusals, and addresses that lead nowhere.
import type { ExecutionContext } from "ava";
import { isTrouble } from "../../dhash/index.ts";
import type { Claim } from "./transport-contract.ts";
import { type Peer, pair, sound } from "./transport-peers.ts";

export function claimEnds(claim: Claim): void {
  claimGoodbyes(claim);
  claimRefusals(claim);
  claimAddresses(claim);
}

function claimGoodbyes(claim: Claim): void {
  claim("both sides of a disconnection are told why, once", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    alice.transport.disconnect(bob.id, { code: "not-admitted", text: "excluded by root" });
    await alice.until("alice was told", () => alice.partings.length === 1);
    await bob.until("bob was told", () => bob.partings.length === 1);
    const words = { code: "not-admitted", text: "excluded by root" } as const;
    t.deepEqual(alice.partings, [{ kind: "ended-here", ...words }]);
    t.deepEqual(bob.partings, [{ kind: "ended-there", ...words }]);
    t.deepEqual([alice.transport.peers(), bob.transport.peers()], [[], []]);
  });

  claim("frames sent before a goodbye arrive before it", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    for (let i = 0; i < 100; i++) alice.send(bob, `${i}`);
    alice.transport.disconnect(bob.id, { code: "closed", text: "done" });
    await bob.until("bob was told", () => bob.partings.length === 1);
    t.is(bob.frames.length, 100);
  });

  claim("after a goodbye a new connection is as good as the first", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    for (let round = 1; round <= 3; round++) {
      bob.transport.disconnect(alice.id, { code: "closed", text: "for now" });
      await alice.until("alice was told", () => alice.partings.length === round);
      await (round % 2 === 0 ? alice.connectTo(bob) : bob.connectTo(alice));
      alice.send(bob, `round ${round}`);
      await bob.until("it came", () => bob.frames.length === round);
    }
    t.is(bob.texts().at(-1), "round 3");
  });

  claim("who closes says so, and does nothing afterwards", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    const addresses = bob.transport.addresses();
    await bob.transport.close();
    await bob.transport.close();
    await alice.until("alice was told", () => alice.partings.length === 1);
    t.deepEqual(alice.partings, [
      { kind: "ended-there", code: "closed", text: "the program ends" },
    ]);
    t.deepEqual(bob.partings, []);
    const there = await bob.transport.connect({ peer: alice.id, addresses: [] });
    t.is(isTrouble(there) && there.reason, "failed");
    const back = await alice.transport.connect({ peer: bob.id, addresses });
    t.is(isTrouble(back) && back.reason, "unreachable");
  });
}

/** How the refusal of alice by bob looks to both. */
async function refused(t: ExecutionContext, alice: Peer, bob: Peer): Promise<string> {
  const addresses = bob.transport.addresses();
  const result = await alice.transport.connect({ peer: bob.id, addresses });
  await bob.until("bob was told", () => bob.refused.length > 0);
  t.deepEqual([alice.transport.peers(), bob.transport.peers()], [[], []]);
  t.deepEqual([alice.connected, bob.connected], [[], []]);
  if (!isTrouble(result)) return "connected";
  const [here, there] = [alice.refused[0]?.parting, bob.refused[0]?.parting];
  t.is(bob.refused[0]?.peer, alice.id);
  t.is(alice.refused[0]?.peer, bob.id);
  return `${result.reason}: ${here?.kind}, ${there?.kind}`;
}

function claimRefusals(claim: Claim): void {
  claim("a stranger to the swarm is refused, and both sides know why", async (t, peer) => {
    const bob = await peer("bob");
    const alice = await peer("alice", { swarmSecret: Buffer.alloc(32, "other") });
    t.is(await refused(t, alice, bob), "denied: ended-there, ended-here");
  });

  claim("whom membership does not admit is refused by the one who is called", async (t, peer) => {
    const bob = await peer("bob", { admits: () => false });
    t.is(await refused(t, await peer("alice"), bob), "denied: ended-there, ended-here");
  });

  claim("whom membership does not admit is not called either", async (t, peer) => {
    const bob = await peer("bob");
    const alice = await peer("alice", { admits: () => false });
    const addresses = bob.transport.addresses();
    const result = await alice.transport.connect({ peer: bob.id, addresses });
    t.is(isTrouble(result) && result.reason, "denied");
    t.deepEqual([alice.connected, bob.connected], [[], []]);
  });

  claim("another protocol version is refused with the versions of both", async (t, peer) => {
    const bob = await peer("bob");
    const alice = await peer("alice", { versions: { oldest: 2, newest: 3 } });
    t.is(await refused(t, alice, bob), "newer: ended-there, ended-here");
    const text = bob.refused[0]?.parting.text ?? "";
    t.is(alice.refused[0]?.parting.text, text);
    t.regex(text, /ivy test \(alice\).* 2 to 3.*ivy test \(bob\).* 1$/);
  });

  claim("versions that overlap agree", async (t, peer) => {
    const bob = await peer("bob", { versions: { oldest: 1, newest: 4 } });
    const alice = await peer("alice", { versions: { oldest: 3, newest: 9 } });
    await alice.connectTo(bob);
    t.is(alice.connected.length, 1);
  });

  claim("who is admitted again is let in", async (t, peer) => {
    let isAdmitted = false;
    const bob = await peer("bob", { admits: () => isAdmitted });
    const alice = await peer("alice");
    t.is(await refused(t, alice, bob), "denied: ended-there, ended-here");
    isAdmitted = true;
    await alice.connectTo(bob);
    t.is(bob.connected.length, 1);
  });
}

function claimAddresses(claim: Claim): void {
  claim("an address of nobody is unreachable, what is no address has failed", async (t, peer) => {
    const [alice, bob] = [await peer("alice"), await peer("bob")];
    const addresses = bob.transport.addresses();
    await bob.transport.close();
    const nobody = await alice.transport.connect({ peer: bob.id, addresses });
    t.is(isTrouble(nobody) && nobody.reason, "unreachable");
    t.true(isTrouble(nobody) && nobody.message.includes(bob.id), String(nobody));
    const nothing = await alice.transport.connect({ peer: bob.id, addresses: ["bob's house"] });
    t.is(isTrouble(nothing) && nothing.reason, "failed");
    t.true(isTrouble(nothing) && nothing.message.includes("bob's house"));
    const none = await alice.transport.connect({ peer: undefined, addresses: [] });
    t.is(isTrouble(none) && none.reason, "failed");
    const self = await alice.transport.connect({ peer: alice.id, addresses: [] });
    t.is(isTrouble(self) && self.reason, "failed");
  });

  claim("of several addresses one that works is enough", async (t, peer) => {
    const [alice, bob, carol] = [await peer("alice"), await peer("bob"), await peer("carol")];
    const gone = carol.transport.addresses().map((address) => address.replace(/\/p2p\/\w+$/, ""));
    await carol.transport.close();
    const addresses = [...gone, ...bob.transport.addresses()];
    t.is(sound(await alice.transport.connect({ peer: undefined, addresses })), bob.id);
  });
}
