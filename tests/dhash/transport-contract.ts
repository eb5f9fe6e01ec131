// The contract of Transport: one suite for every implementation.
import type { ExecutionContext } from "ava";
import { isTrouble, linkFrameBytesMax, sendQueueBytesMax } from "../../dhash/index.ts";
import { claimEnds } from "./transport-contract-ends.ts";
import {
  type MakePeer,
  type MakeTransport,
  pair,
  peerIdOf,
  peersFor,
  seedOf,
  sound,
} from "./transport-peers.ts";

export type Claim = (
  text: string,
  prove: (t: ExecutionContext, peer: MakePeer) => Promise<void>,
) => void;

/** `world` is called once for each test; transports of one world can reach each other. */
export function testTransportContract(
  test: (title: string, prove: (t: ExecutionContext) => Promise<void>) => void,
  what: string,
  world: () => MakeTransport,
): void {
  const claim: Claim = (text, prove) => {
    test(`${what}: ${text}`, (t) => prove(t, peersFor(t, world())));
  };
  claimConnecting(claim);
  claimCrossing(claim);
  claimFrames(claim);
  claimSizes(claim);
  claimPressure(claim);
  claimEnds(claim);
}

function claimConnecting(claim: Claim): void {
  claim("peers are named by their keys, and each sees the other", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    t.is(alice.id, peerIdOf(seedOf("alice")));
    t.deepEqual(alice.connected, [bob.id]);
    t.deepEqual(bob.connected, [alice.id]);
    t.is(alice.transport.peers()[0]?.direction, "outgoing");
    t.is(bob.transport.peers()[0]?.direction, "incoming");
    t.false(bob.transport.peers()[0]?.isRelayed);
  });

  claim("whoever has the address is found without its name", async (t, peer) => {
    const [alice, bob] = [await peer("alice"), await peer("bob")];
    const addresses = bob.transport.addresses();
    t.is(sound(await alice.transport.connect({ peer: undefined, addresses })), bob.id);
  });

  claim("connecting to who is connected changes nothing", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    await alice.connectTo(bob);
    await bob.connectTo(alice);
    const again = [alice, alice, bob].map((from) => from.connectTo(from === bob ? alice : bob));
    await Promise.all(again);
    t.deepEqual([alice.connected.length, bob.connected.length], [1, 1]);
    t.deepEqual([alice.partings, bob.partings], [[], []]);
  });
}

function claimCrossing(claim: Claim): void {
  claim("two that dial each other at once have one connection", async (t, peer) => {
    for (let round = 0; round < 5; round++) {
      const [alice, bob] = [await peer(`alice ${round}`), await peer(`bob ${round}`)];
      await Promise.all([alice.connectTo(bob), bob.connectTo(alice)]);
      alice.send(bob, "from alice");
      bob.send(alice, "from bob");
      await Promise.all(
        [alice, bob].map((each) => each.until("heard", () => each.frames.length > 0)),
      );
      t.is(alice.transport.peers().length, 1);
      t.is(bob.transport.peers().length, 1);
      t.is(alice.connected.length - alice.partings.length, 1);
      t.is(bob.connected.length - bob.partings.length, 1);
    }
  });
}

function claimFrames(claim: Claim): void {
  claim("frames arrive whole and in order, with their parts joined", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    alice.send(bob, "one, ", "two, ", "", "three");
    alice.send(bob);
    alice.send(bob, "x");
    bob.send(alice, "back");
    await bob.until("three frames came", () => bob.frames.length === 3);
    await alice.until("one frame came", () => alice.frames.length === 1);
    t.deepEqual(bob.texts(), ["one, two, three", "", "x"]);
    t.deepEqual(alice.texts(), ["back"]);
    t.is(alice.transport.peers()[0]?.bytesSent, 16);
    t.is(bob.transport.peers()[0]?.bytesReceived, 16);
  });

  claim("thousands of frames of all sizes arrive as they were sent, both ways", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    const frames = Array.from({ length: 3000 }, (_, i) => sampleFrame(i));
    await Promise.all([alice.sendAll(bob, frames), bob.sendAll(alice, frames)]);
    for (const each of [alice, bob]) {
      await each.until("all came", () => each.frames.length === frames.length);
      t.is(Buffer.compare(Buffer.concat(each.frames), Buffer.concat(frames)), 0);
      t.deepEqual(
        each.frames.map(({ length }) => length),
        frames.map(({ length }) => length),
      );
    }
  });

  claim("very many small frames may be sent in one turn", async (t, peer) => {
    const [alice, bob] = [await peer("alice"), await peer("bob")];
    await alice.connectTo(bob);
    for (let i = 0; i < 200_000; i++) alice.transport.send(bob.id, [Buffer.of(i & 255)]);
    await bob.until("all came", () => bob.frames.length === 200_000);
    t.true(bob.frames.every((frame, i) => frame.length === 1 && frame[0] === (i & 255)));
  });
}

function claimSizes(claim: Claim): void {
  claim(
    "the largest frame arrives; a larger one is not taken and harms nothing",
    async (t, peer) => {
      const [alice, bob] = await pair(peer);
      const largest = Buffer.alloc(linkFrameBytesMax, "largest");
      const refused = alice.transport.send(bob.id, [largest, Buffer.alloc(1)]);
      t.is(isTrouble(refused) && refused.reason, "failed");
      alice.send(bob, largest);
      alice.send(bob, "after");
      await bob.until("both came", () => bob.frames.length === 2);
      t.is(Buffer.compare(bob.frames[0] ?? Buffer.of(), largest), 0);
      t.is(bob.texts()[1], "after");
    },
  );

  claim("nothing is sent to who is not connected", async (t, peer) => {
    const alice = await peer("alice");
    const sent = alice.transport.send(peerIdOf(seedOf("nobody")), [Buffer.of(1)]);
    t.is(isTrouble(sent) && sent.reason, "unreachable");
    alice.transport.pause(peerIdOf(seedOf("nobody")));
    alice.transport.resume(peerIdOf(seedOf("nobody")));
    alice.transport.disconnect(peerIdOf(seedOf("nobody")), { code: "closed", text: "" });
    t.deepEqual(alice.transport.peers(), []);
  });
}

/** Mostly small, some large, each with bytes of its own. */
function sampleFrame(number: number): Buffer {
  const size = number % 50 === 0 ? 100_000 + number : (number * 37) % 700;
  const frame = Buffer.alloc(size, `frame ${number}`);
  if (size >= 4) frame.writeUInt32LE(number);
  return frame;
}

function claimPressure(claim: Claim): void {
  claim("a paused peer is not heard until it is resumed, then in order", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    bob.transport.pause(alice.id);
    const frames = Array.from({ length: 200 }, (_, i) => Buffer.alloc(10_000, `${i}.`));
    for (const frame of frames) alice.send(bob, frame);
    bob.send(alice, "the other way is open");
    await alice.until("bob was heard", () => alice.frames.length === 1);
    t.is(bob.frames.length, 0);
    bob.transport.resume(alice.id);
    await bob.until("all came", () => bob.frames.length === frames.length);
    t.is(Buffer.compare(Buffer.concat(bob.frames), Buffer.concat(frames)), 0);
  });

  claim("pausing within a frame holds back the next one", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    bob.onFrame = (from) => bob.transport.pause(from);
    for (let i = 1; i <= 5; i++) alice.send(bob, `${i}`);
    for (let i = 1; i <= 5; i++) {
      await bob.until(`frame ${i} came`, () => bob.frames.length === i);
      bob.send(alice, "more");
      await alice.until("bob was heard", () => alice.frames.length === i);
      t.is(bob.frames.length, i);
      bob.transport.resume(alice.id);
    }
    t.deepEqual(bob.texts(), ["1", "2", "3", "4", "5"]);
  });

  claim("who does not heed full is refused, and what was taken arrives", async (t, peer) => {
    const [alice, bob] = await pair(peer);
    bob.transport.pause(alice.id);
    const frame = Buffer.alloc(1024 * 1024, "pressure");
    const said = new Set<string>();
    let taken = 0;
    for (; taken < 3 * (sendQueueBytesMax / frame.length); taken++) {
      const sent = alice.transport.send(bob.id, [frame]);
      said.add(isTrouble(sent) ? sent.reason : sent);
      if (isTrouble(sent)) break;
    }
    t.true(said.has("full"));
    t.true(said.has("busy"));
    bob.transport.resume(alice.id);
    await bob.until("all came", () => bob.frames.length === taken);
    await alice.until("alice may go on", () => alice.drained > 0);
    alice.send(bob, "after");
    await bob.until("the next came", () => bob.texts().at(-1) === "after");
  });
}
