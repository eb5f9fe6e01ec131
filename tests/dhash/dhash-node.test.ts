// A node of the block store among others: copies, stand-ins, owners' blocks, absence, and peers
// that do harm. Many nodes with all that may happen to them: tests/simulation/nodes.
import test, { type ExecutionContext } from "ava";
import { encodeNodeMessage } from "../../dhash/core/node/node-message.ts";
import {
  blockNameToRingPoint,
  type Contact,
  isMachineId,
  Ring,
} from "../../dhash/core/routing-index.ts";
import { nameBlock, type PeerId, peerIdToPublicKey } from "../../dhash/index.ts";
import { NodeWorld, type SimNode } from "../simulation/nodes/node-world.ts";
import { hasher } from "../simulation/nodes/sim-blocks.ts";
import { nameOf, ownerOf, toyBlock } from "../simulation/nodes/toy-owners.ts";
import { nameNode } from "../support/golden-nodes.ts";
import { peerIdOf, seedOf } from "./transport-peers.ts";

const hour = 3600_000;
const noMessage = Uint8Array.of(250);

interface Small {
  readonly world: NodeWorld;
  readonly nodes: readonly SimNode[];
  readonly author: SimNode;
}

/** Storing nodes on these machines, and an author who stores nothing. */
function small(machines: readonly string[], seed = 1): Small {
  const world = new NodeWorld(seed);
  const nodes = machines.map((machine) => world.add({ machine, isStoring: true }));
  const author = world.add({ machine: "author", isStoring: false });
  for (const node of [...nodes, author]) world.enter(node);
  return { world, nodes, author };
}

function write(author: SimNode, world: NodeWorld, count: number): void {
  for (let number = 0; number < count; number++) author.write(world.chance.bytes(30));
}

function copiesOf({ nodes, author }: Small): readonly number[] {
  return author.written.map(({ key }) => {
    const holders = nodes.filter((node) => node.isUp && node.blocks.has(key));
    return new Set(holders.map(({ options }) => options.machine)).size;
  });
}

function everywhere(t: ExecutionContext, swarm: Small, copies: number): void {
  t.deepEqual([...new Set(copiesOf(swarm))], [copies]);
}

test("an author's blocks come to three machines, and the author is told", (t) => {
  const swarm = small(["a", "b", "c", "d", "e"]);
  write(swarm.author, swarm.world, 500);
  swarm.world.run(60_000);
  everywhere(t, swarm, 3);
  t.is(swarm.author.replicatedTo, 500);
  t.true(swarm.author.written.every(({ copies }) => copies === 3));
  t.is(swarm.author.node.statistics().blocksReplicating, 0);
});

test("copies are counted on machines, not on nodes", (t) => {
  const swarm = small(["a", "a", "a", "b", "b", "c"]);
  write(swarm.author, swarm.world, 60);
  swarm.world.run(20_000);
  everywhere(t, swarm, 3);
});

test("with fewer machines than copies the figures say so, until there are more", (t) => {
  const swarm = small(["a", "b"]);
  write(swarm.author, swarm.world, 20);
  swarm.world.run(20_000);
  everywhere(t, swarm, 2);
  t.is(swarm.author.node.statistics().blocksUnderReplicated, 20);
  const third = swarm.world.add({ machine: "c", isStoring: true });
  swarm.world.enter(third);
  swarm.world.run(30_000);
  t.is(third.blocks.bytesByKey.size, 20);
  t.is(swarm.author.node.statistics().blocksUnderReplicated, 0);
});

test("while nobody stores, blocks wait and are only here", (t) => {
  const swarm = small([]);
  write(swarm.author, swarm.world, 5);
  swarm.world.run(20_000);
  t.is(swarm.author.replicatedTo, 0);
  t.is(swarm.author.node.statistics().blocksReplicating, 5);
});

test("a node without room refuses, another stands in", (t) => {
  const world = new NodeWorld(3);
  const nodes = ["a", "b", "c", "d"].map((machine) => world.add({ machine, isStoring: true }));
  const full = world.add({ machine: "full", isStoring: true, quotaBytes: 0 });
  const author = world.add({ machine: "author", isStoring: false });
  for (const node of [...nodes, full, author]) world.enter(node);
  write(author, world, 100);
  world.run(60_000);
  everywhere(t, { world, nodes, author }, 3);
  t.is(full.blocks.bytesByKey.size, 0);
  t.true(full.node.statistics().blocksRefused > 0);
  t.true(author.node.statistics().blocksRefusedByOthers > 0);
});

test("after a restart nothing is sent twice", (t) => {
  const { world, author } = small(["a", "b", "c"]);
  write(author, world, 100);
  world.run(20_000);
  author.stop(true);
  author.replicatedTo = 0;
  for (const each of author.written) each.copies = 0;
  world.run(5000);
  const before = world.network.frames;
  world.enter(author);
  world.run(20_000);
  t.is(author.replicatedTo, 100);
  t.true(world.network.frames - before < 60);
});

test("what was taken and not durable when the power failed is given again", (t) => {
  const swarm = small(["a", "b", "c"]);
  write(swarm.author, swarm.world, 50);
  swarm.world.run(4500);
  for (const node of swarm.nodes) node.stop(false);
  for (const node of swarm.nodes) swarm.world.enter(node);
  swarm.world.network.connect(swarm.author.peer, swarm.nodes[0]?.peer ?? "");
  swarm.world.run(60_000);
  everywhere(t, swarm, 3);
});

test("a short absence moves nothing, a long one does", (t) => {
  const swarm = small(["a", "b", "c", "d"]);
  write(swarm.author, swarm.world, 80);
  swarm.world.run(60_000);
  const [first] = swarm.nodes;
  if (first === undefined) return t.fail();
  const held = () => swarm.nodes.map(({ blocks }) => blocks.bytesByKey.size);
  first.stop(true);
  const before = held();
  swarm.world.run(hour / 2, 20_000);
  t.deepEqual(held(), before);
  swarm.world.run(hour, 20_000);
  everywhere(t, swarm, 3);
  return undefined;
});

test("who leaves is replaced at once", (t) => {
  const swarm = small(["a", "b", "c", "d"]);
  write(swarm.author, swarm.world, 80);
  swarm.world.run(60_000);
  swarm.nodes[0]?.leave();
  swarm.world.run(1000);
  swarm.nodes[0]?.stop(true);
  swarm.world.run(120_000);
  everywhere(t, swarm, 3);
});

test("the newest version of an owner's block is found, whoever is asked", (t) => {
  const { world, nodes, author } = small(["a", "b", "c", "d", "e"]);
  author.publish();
  author.publish();
  world.run(10_000);
  t.is(author.publishedCopies, 3);
  author.stop(true);
  const seeker = world.add({ machine: "s", isStoring: false });
  world.enter(seeker);
  world.run(5000);
  seeker.find(ownerOf(author.peer));
  seeker.find(ownerOf(seeker.peer));
  world.run(15_000);
  t.is(seeker.heads.get(nameOf(ownerOf(author.peer))), 2);
  t.deepEqual(seeker.absent, [nameOf(ownerOf(seeker.peer))]);
  t.true(nodes.every(({ closed }) => closed.length === 0));
});

test("an old version changes nothing, an unsigned one ends the connection", (t) => {
  const { world, nodes, author } = small(["a"]);
  const [node] = nodes;
  if (node === undefined) return t.fail();
  author.publish();
  author.publish();
  world.run(10_000);
  const owner = ownerOf(author.peer);
  node.receive(author.peer, encodeNodeMessage({ kind: "put", bytes: toyBlock(owner, 1) }));
  t.is(node.blocks.getPublicKeyBlock(owner)?.version, 2);
  t.deepEqual(node.closed, []);
  const forged = toyBlock(owner, 3).fill(0, 60);
  node.receive(author.peer, encodeNodeMessage({ kind: "put", bytes: forged }));
  t.is(node.blocks.getPublicKeyBlock(owner)?.version, 2);
  t.regex(node.closed[0] ?? "", /not signed/);
  return undefined;
});

test("who offers and never gives, or makes too much work, is parted from", (t) => {
  const { world, nodes, author } = small(["a", "b"]);
  const [first, second] = nodes;
  if (first === undefined || second === undefined) return t.fail();
  world.run(5000);
  const offer = () => {
    const keys = Array.from({ length: 256 }, () => nameBlock(hasher, [world.chance.bytes(9)]));
    return encodeNodeMessage({ kind: "offer", keys });
  };
  for (let count = 0; count < 5; count++) first.receive(author.peer, offer());
  t.regex(first.closed[0] ?? "", /offers more blocks/);
  t.is(first.node.statistics().blocksTaking, 0);
  const question = { kind: "announce" } as const;
  const ask = encodeNodeMessage({ kind: "ask", number: 1, question });
  for (let count = 0; count < 30_000; count++) second.receive(author.peer, ask);
  t.regex(second.closed[0] ?? "", /more work/);
  return undefined;
});

test("nothing is heard before the hello", (t) => {
  const { world, nodes, author } = small(["a"]);
  const [node] = nodes;
  if (node === undefined) return t.fail();
  const stranger = world.add({ machine: "x", isStoring: true });
  stranger.start();
  world.network.connect(stranger.peer, node.peer);
  node.receive(stranger.peer, encodeNodeMessage({ kind: "get", owner: ownerOf(author.peer) }));
  t.regex(node.closed[0] ?? "", /before its hello/);
  return undefined;
});

test("a node of a later version is passed over, and both versions are told once", (t) => {
  const { nodes } = small(["a", "b"]);
  const [node] = nodes;
  if (node === undefined) return t.fail();
  const told = [1, 2, 3].flatMap((number) => {
    const peer = peerIdOf(seedOf(`later ${number}`));
    node.node.connect(peer);
    return [...node.node.receive(peer, Uint8Array.of(1, 2)), ...node.node.receive(peer, noMessage)];
  });
  t.is(told.length, 1);
  const [event] = told;
  const why = event?.kind === "trouble" ? event.trouble.message : "";
  t.regex(why, /speaks version 2 about copies of blocks, and this program knows 1\./);
});

test("who has a block that no connected peer has is named", (t) => {
  const swarm = small(["a", "b", "c", "d"]);
  write(swarm.author, swarm.world, 1);
  swarm.world.run(20_000);
  const [written] = swarm.author.written;
  if (written === undefined) return t.fail();
  const seeker = swarm.world.add({ machine: "s", isStoring: false });
  swarm.world.enter(seeker);
  swarm.world.run(10_000);
  seeker.locate(written.key);
  swarm.world.run(2000);
  const holders = swarm.nodes.filter(({ blocks }) => blocks.has(written.key));
  t.true(holders.some(({ peer }) => seeker.located.includes(peer)));
  return undefined;
});

test("beyond the tables homes are looked up", (t) => {
  const world = new NodeWorld(7);
  const nodes = Array.from({ length: 60 }, (_, number) =>
    world.add({ machine: `m${number}`, isStoring: true, tableEntries: 40 }),
  );
  const author = world.add({ machine: "author", isStoring: false, tableEntries: 40 });
  for (const node of [...nodes, author]) {
    world.enter(node, 1);
    world.run(1000);
  }
  world.run(60_000);
  write(author, world, 30);
  world.run(120_000);
  t.is(author.replicatedTo, 30);
  const ring = Ring.of(nodes.map(({ peer }) => contactOf(peer)));
  for (const { key } of author.written) {
    for (const { peer } of ring.nearest(blockNameToRingPoint(key), 3)) {
      t.true(nodes.find((node) => node.peer === peer)?.blocks.has(key));
    }
  }
});

function contactOf(peer: PeerId): Contact {
  const machine = "m";
  if (!isMachineId(machine)) throw new Error("a machine has a name");
  return { ...nameNode(peerIdToPublicKey(peer)), machine, addresses: [] };
}
