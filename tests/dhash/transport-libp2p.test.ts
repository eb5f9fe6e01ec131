// The transport over libp2p against its contract, and what only a real network has: routes,
// addresses in use, loading when it is asked for.
import { execFile } from "node:child_process";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import test from "ava";
import { isTrouble, libp2pTransport } from "../../dhash/index.ts";
import { testTransportContract } from "./transport-contract.ts";
import { Peer, peersFor, settled, sound, usual } from "./transport-peers.ts";

testTransportContract(test.serial, "TLS", () => libp2pTransport);
testTransportContract(test.serial, "noise", () => (options) => {
  return libp2pTransport({ ...options, encryption: "noise" });
});

test.serial("one address takes TLS and noise", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  const carol = await peer("carol", { encryption: "noise" });
  await alice.connectTo(bob);
  await carol.connectTo(bob);
  t.is(alice.transport.peers()[0]?.encryption, "tls");
  t.is(carol.transport.peers()[0]?.encryption, "noise");
  t.deepEqual(
    bob.transport.peers().map(({ encryption }) => encryption),
    ["tls", "noise"],
  );
});

test.serial("where something between answers TLS itself, noise gets through", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  const port = Number(/\/tcp\/(\d+)/.exec(bob.transport.addresses()[0] ?? "")?.[1]);
  const box = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (first) => {
      if (first[0] === 0x16) return socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      const further = connect(port, "127.0.0.1");
      further.on("error", () => socket.destroy());
      further.write(first);
      return socket.pipe(further).pipe(socket);
    });
  });
  t.teardown(() => box.close());
  const { promise, resolve } = Promise.withResolvers<void>();
  box.listen(0, "127.0.0.1", resolve);
  await promise;
  const place = box.address();
  const way = `/ip4/127.0.0.1/tcp/${typeof place === "object" ? place?.port : 0}`;
  t.is(sound(await alice.transport.connect({ peer: bob.id, addresses: [way] })), bob.id);
  t.is(alice.transport.peers()[0]?.encryption, "noise");
});

test.serial("a relay passes frames on between two that cannot reach each other", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const relay = await peer("relay", { isRelay: true });
  const [way = ""] = relay.transport.addresses();
  const bob = await peer("bob", { listen: [`${way}/p2p-circuit`] });
  const alice = await peer("alice", { listen: [] });
  t.deepEqual(alice.transport.addresses(), []);
  const addresses = [`${way}/p2p-circuit/p2p/${bob.id}`];
  t.is(sound(await alice.transport.connect({ peer: bob.id, addresses })), bob.id);
  t.true(alice.transport.peers()[0]?.isRelayed);
  const frames = Array.from({ length: 20 }, (_, i) => Buffer.alloc(100_000, `${i}`));
  await alice.sendAll(bob, frames);
  await bob.until("all came", () => bob.frames.length === frames.length);
  bob.send(alice, "back");
  await alice.until("it came", () => alice.texts()[0] === "back");
  t.deepEqual(relay.connected, [], "the relay only passes on");
  await relay.transport.close();
  await alice.until("the way is gone", () => alice.partings.length === 1);
});

test.serial(
  "who listens through whatever relay there is comes back when that comes back",
  async (t) => {
    const peer = peersFor(t, libp2pTransport);
    const first = await peer("relay", { isRelay: true });
    const [way = ""] = first.transport.addresses();
    const bob = await peer("bob", { listen: ["/p2p-circuit"] });
    const alice = await peer("alice", { listen: [] });
    const addresses = [`${way}/p2p-circuit/p2p/${bob.id}`];
    for (const round of [1, 2]) {
      const listen = [way.replace(/\/p2p\/.*/, "")];
      const relay = round === 1 ? first : await peer("relay", { isRelay: true, listen });
      await bob.connectTo(relay);
      await settled(() => bob.transport.addresses().length > 0);
      sound(await alice.transport.connect({ peer: bob.id, addresses }));
      alice.send(bob, `round ${round}`);
      await bob.until("it came", () => bob.texts().includes(`round ${round}`));
      await relay.transport.close();
      await alice.until("alice was told", () => alice.partings.length === round);
      await settled(() => bob.transport.addresses().length === 0);
    }
    t.deepEqual(bob.texts(), ["round 1", "round 2"]);
  },
);

test.serial("a stranger gets no further through a relay than without", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const relay = await peer("relay", { isRelay: true });
  const [way = ""] = relay.transport.addresses();
  const bob = await peer("bob", { listen: [`${way}/p2p-circuit`] });
  const mallory = await peer("mallory", { listen: [], swarmSecret: Buffer.alloc(32, "other") });
  const addresses = [`${way}/p2p-circuit/p2p/${bob.id}`];
  const result = await mallory.transport.connect({ peer: bob.id, addresses });
  t.true(isTrouble(result));
  await relay.until("it was refused", () => relay.refused.length > 0);
  t.is(relay.refused[0]?.parting.kind, "ended-here");
  t.deepEqual(bob.connected, []);
});

test.serial("a direct connection takes over from a relayed one", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const relay = await peer("relay", { isRelay: true });
  const [way = ""] = relay.transport.addresses();
  const bob = await peer("bob", { listen: [`${way}/p2p-circuit`, "/ip4/127.0.0.1/tcp/0"] });
  const alice = await peer("alice", { listen: [] });
  const relayed = [`${way}/p2p-circuit/p2p/${bob.id}`];
  sound(await alice.transport.connect({ peer: bob.id, addresses: relayed }));
  const direct = bob.transport.addresses().filter((address) => !address.includes("p2p-circuit"));
  t.is(sound(await alice.transport.connect({ peer: bob.id, addresses: direct })), bob.id);
  t.false(alice.transport.peers()[0]?.isRelayed);
  await bob.until("bob sees it too", () => bob.connected.length === 2);
  t.true(
    [...alice.partings, ...bob.partings].some((p) => p.kind !== "lost" && p.code === "replaced"),
  );
  alice.send(bob, "direct");
  await bob.until("it came", () => bob.texts().includes("direct"));
});

test.serial("a peer is found by its name alone, through those who know it", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const [alice, middle, bob] = [await peer("alice"), await peer("middle"), await peer("bob")];
  await alice.connectTo(middle);
  await bob.connectTo(middle);
  await alice.until("alice heard of bob", () => alice.found.includes(bob.id)).catch(() => {});
  t.is(sound(await alice.transport.connect({ peer: bob.id, addresses: [] })), bob.id);
});

test.serial("an address in use is said at the start, and nothing is left behind", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const bob = await peer("bob");
  const listen = bob.transport.addresses().map((address) => address.replace(/\/p2p\/.*/, ""));
  const second = new Peer(await libp2pTransport({ ...usual("second"), listen }));
  const trouble = await second.start();
  t.true(isTrouble(trouble));
  t.regex(trouble?.message ?? "", /cannot listen on .*127\.0\.0\.1.*EADDRINUSE/);
  t.is(isTrouble(await second.transport.connect({ peer: bob.id, addresses: [] })), true);
});

test.serial("nothing of libp2p is loaded before a transport is asked for", async (t) => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    const resolve = (name, context, next) => (loaded.push(name), next(name, context));
    registerHooks({ resolve });
    const dhash = await import("./dhash/index.ts");
    const before = loaded.filter((name) => name.includes("libp2p") && !name.startsWith("."));
    console.log(JSON.stringify([before.length, typeof dhash.libp2pTransport]));
    await dhash.libp2pTransport({ seed: new Uint8Array(32) });
    console.log(loaded.some((name) => name === "libp2p"));
  `;
  const args = ["--input-type=module", "--disable-warning=ExperimentalWarning", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  t.is(stdout, '[0,"function"]\ntrue\n');
});

test.serial("a third address has its turn when two swallow everything", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  const silent = createServer(() => {});
  t.teardown(() => silent.close());
  await new Promise<void>((resolve) => silent.listen(0, "0.0.0.0", resolve));
  const place = silent.address();
  const port = typeof place === "object" ? place?.port : 0;
  const swallowing = [`/ip4/127.0.0.1/tcp/${port}`, `/ip4/127.0.0.2/tcp/${port}`];
  const addresses = [...swallowing, ...bob.transport.addresses()];
  t.is(sound(await alice.transport.connect({ peer: bob.id, addresses })), bob.id);
});

test.serial("a transport that is closed while it starts leaves nothing behind", async (t) => {
  const transport = await libp2pTransport({ ...usual("bob"), listen: ["/ip4/127.0.0.1/tcp/0"] });
  const bob = new Peer(transport);
  const starting = bob.start();
  await transport.close();
  t.true(isTrouble(await starting));
  t.deepEqual(transport.addresses(), []);
});

test.serial("who listens through relays and knows nobody does not stop the process", async (t) => {
  const bob = await peersFor(t, libp2pTransport)("bob", { listen: ["/p2p-circuit"] });
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.deepEqual(bob.transport.addresses(), []);
});
