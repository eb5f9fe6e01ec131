// What a stranger, or a member that misbehaves, does to a port: it costs a closed connection, and
// nobody else is slowed.
import { randomBytes } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import test from "ava";
import { encodeLinkFrame, isLinkFrameFault, LinkFrameReader } from "../../dhash/core/link-frame.ts";
import { connectMilliseconds, openingsPerAddressMax } from "../../dhash/core/transport-limits.ts";
import { isTrouble, libp2pTransport, linkFrameBytesMax } from "../../dhash/index.ts";
import { type Peer, peerIdOf, peersFor, seedOf, settled } from "./transport-peers.ts";
import { endOf, nothing, open, portOf, rogue, rogueSays, untilClosed } from "./transport-rogue.ts";

/** Round trips of small frames between two that are connected; the slowest, in milliseconds. */
async function slowestOf(alice: Peer, bob: Peer, times: number): Promise<number> {
  bob.onFrame = (from, frame) => void bob.transport.send(from, [frame]);
  let slowest = 0;
  for (let i = 0; i < times; i++) {
    const [count, start] = [alice.frames.length, performance.now()];
    alice.send(bob, `${i}`);
    await alice.until("it came back", () => alice.frames.length > count);
    slowest = Math.max(slowest, performance.now() - start);
  }
  return slowest;
}

test.serial("garbage on the port costs a closed connection, and is reported", async (t) => {
  const bob = await peersFor(t, libp2pTransport)("bob");
  const inputs = [
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    Buffer.from("\x13/multistream/1.0.0\n"),
    randomBytes(100_000),
    Buffer.from("160301020001000000", "hex"),
  ];
  for (const bytes of inputs) {
    const socket = connect(portOf(bob), "127.0.0.1");
    const closed = untilClosed(socket);
    socket.end(bytes);
    await closed;
  }
  await bob.until("it was reported", () => bob.refused.length >= 3);
  t.deepEqual(bob.connected, []);
});

test.serial(
  "TLS without a certificate of a peer, or with words of another kind, is closed",
  async (t) => {
    const bob = await peersFor(t, libp2pTransport)("bob");
    const options = { port: portOf(bob), host: "127.0.0.1", rejectUnauthorized: false };
    const bare = connectTls({ ...options, ALPNProtocols: ["libp2p"] });
    await untilClosed(bare);
    await bob.until("it was reported", () => bob.refused.length > 0);
    t.is(bob.refused[0]?.parting.kind, "lost");
    t.regex(bob.refused[0]?.parting.text ?? "", /certificate/);
  },
);

test.serial("half-open connections and a flood from one address do not slow members", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  await alice.connectTo(bob);
  const sockets: Socket[] = [];
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  let refused = 0;
  const attempt = (): Promise<void> => {
    const options = { port: portOf(bob), host: "127.0.0.1", localAddress: "127.0.0.9" };
    const socket = connect(options);
    sockets.push(socket);
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.on("error", () => {});
    socket.on("connect", resolve);
    socket.on("close", () => {
      refused += 1;
      resolve();
    });
    return promise;
  };
  // Fewer at once than the system queues: what it drops, its own side takes for open.
  while (sockets.length < 10_000) {
    await Promise.all([...Array.from({ length: 200 }, attempt), slowestOf(alice, bob, 2)]);
  }
  const carol = await peer("carol");
  await carol.connectTo(bob);
  await settled(() => sockets.length - refused <= openingsPerAddressMax);
  t.deepEqual(alice.partings, []);
  t.deepEqual(bob.partings, []);
});

test.serial("a frame that announces a gibibyte ends the connection at its header", async (t) => {
  const bob = await peersFor(t, libp2pTransport)("bob");
  await rogueSays(t, bob, Buffer.concat([Uint8Array.of(0, 0, 0, 0x40, 0), Buffer.alloc(1000)]));
  t.regex(await endOf(bob), /^nonsense: a frame of 1073741824 bytes; \d+ are allowed$/);
  t.deepEqual(bob.frames, []);
});

test.serial("frames of no kind, or out of place, end the connection", async (t) => {
  const bad = [
    Uint8Array.of(0, 0, 0, 0, 77),
    encodeLinkFrame("hello", nothing),
    encodeLinkFrame("welcome", nothing),
    open,
  ];
  for (const bytes of bad) {
    const bob = await peersFor(t, libp2pTransport)("bob");
    await rogueSays(t, bob, bytes);
    t.regex(await endOf(bob), /^nonsense: /);
  }
});

test.serial("a frame before the link is open opens nothing", async (t) => {
  const bob = await peersFor(t, libp2pTransport)("bob");
  const [node, stream] = await rogue(t, bob);
  const { promise, resolve } = Promise.withResolvers<void>();
  node.addEventListener("connection:close", () => resolve());
  stream.send(encodeLinkFrame("data", Buffer.from("let me in")));
  await promise;
  t.deepEqual([bob.connected, bob.frames], [[], []]);
});

test.serial("who does not wait for the answer is parted from before it is connected", async (t) => {
  const bob = await peersFor(t, libp2pTransport)("bob");
  const [node, stream] = await rogue(t, bob);
  const { promise, resolve } = Promise.withResolvers<void>();
  node.addEventListener("connection:close", () => resolve());
  stream.send(Buffer.concat([open, encodeLinkFrame("data", Buffer.from("let me in"))]));
  await promise;
  t.deepEqual([bob.connected, bob.frames], [[], []]);
});

test.serial("who pings without reading the answers does not fill memory", async (t) => {
  const bob = await peersFor(t, libp2pTransport)("bob");
  const stream = await rogueSays(t, bob, nothing);
  stream.pause();
  const send = (frame: Uint8Array) => bob.transport.send(peerIdOf(seedOf("rogue")), [frame]);
  // Until nothing goes out by itself any more.
  for (let fulls = 0; fulls < 10; fulls++) {
    while (!isTrouble(send(Buffer.alloc(1024)))) fulls = 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ping = encodeLinkFrame("ping", nothing);
  stream.send(Buffer.concat(new Array<Uint8Array>(200_000).fill(ping)));
  stream.send(encodeLinkFrame("data", Buffer.from("that was all")));
  await bob.until("all were heard", () => bob.frames.length === 1);
  const answers = countPongs(stream);
  stream.resume();
  await settled(() => !isTrouble(send(Buffer.from("end"))));
  await answers.ended;
  t.true(answers.count < 1000, `${answers.count} answers`);
});

/** Counts answers to pings until a frame says "end". */
function countPongs(stream: Stream): { readonly ended: Promise<void>; count: number } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const reader = new LinkFrameReader(linkFrameBytesMax);
  const counted = { ended: promise, count: 0 };
  stream.addEventListener("message", ({ data }) => {
    reader.push(data.subarray());
    for (let next = reader.next(); next !== undefined; next = reader.next()) {
      if (isLinkFrameFault(next)) throw new Error(next.kind);
      if (next.kind === "pong") counted.count += 1;
      if (Buffer.from(next.bytes).toString() === "end") resolve();
    }
  });
  return counted;
}

test.serial("who is excluded cannot come back over a connection that it still has", async (t) => {
  let isMember = true;
  const bob = await peersFor(t, libp2pTransport)("bob", { admits: () => isMember });
  const [node, stream] = await rogue(t, bob);
  const spare = await node.dial(multiaddr(bob.transport.addresses()[0] ?? ""), { force: true });
  stream.send(open);
  await bob.until("the rogue is connected", () => bob.connected.length === 1);
  isMember = false;
  const again = await spare.newStream(["/ivy/link/1"]);
  const said = new Promise<Uint8Array>((resolve) => {
    again.addEventListener("message", ({ data }) => resolve(data.subarray()));
  });
  again.send(open);
  t.is((await said)[4], 3, "the answer is a frame of kind close");
  bob.transport.disconnect(peerIdOf(seedOf("rogue")), { code: "not-admitted", text: "excluded" });
  await settled(() => node.getConnections().length === 0);
  t.is(bob.connected.length, 1);
});

test.serial(
  "an address that swallows everything costs a bounded time and a clear message",
  async (t) => {
    const silent = createServer(() => {});
    const { promise, resolve } = Promise.withResolvers<void>();
    silent.listen(0, "127.0.0.1", resolve);
    await promise;
    t.teardown(() => silent.close());
    const place = silent.address();
    const port = typeof place === "object" && place !== null ? place.port : 0;
    const sockets: Socket[] = [];
    silent.on("connection", (socket) => sockets.push(socket));
    const alice = await peersFor(t, libp2pTransport)("alice");
    const peer = peerIdOf(seedOf("bob"));
    const start = performance.now();
    const target = { peer, addresses: [`/ip4/127.0.0.1/tcp/${port}`] };
    const result = await alice.transport.connect(target);
    t.true(performance.now() - start < connectMilliseconds);
    t.is(isTrouble(result) && result.reason, "unreachable");
    t.regex(isTrouble(result) ? result.message : "", /127\.0\.0\.1.*no answer in time/);
    for (const socket of sockets) socket.destroy();
  },
);
