// A message of a gibibyte, wherever one can be begun: it is refused at its length, nothing of it is
// kept, the connection ends with a reason where there is one to hear it, and others are served.
import { randomBytes } from "node:crypto";
import test from "ava";
import { libp2pTransport } from "../../dhash/index.ts";
import { channels } from "../../mount-tool/compose/sharing/channels.ts";
import { type Peer, peersFor } from "./transport-peers.ts";
import { bareSocket, endOf, portOf, rogueSays, tlsSocket, untilClosed } from "./transport-rogue.ts";

const gibibyte = 2 ** 30;
/** What follows the announcement: more than any message may have. */
const piece = randomBytes(64 * 1024);
const pieces = 256;

/** `length u32 LE | kind u8`; see FORMAT "Connections". */
function header(kind: number): Buffer {
  const bytes = Buffer.alloc(5, kind);
  bytes.writeUInt32LE(gibibyte);
  return bytes;
}

async function isServed(alice: Peer, bob: Peer): Promise<void> {
  const before = bob.frames.length;
  alice.send(bob, "still here");
  await bob.until("the other one is served", () => bob.frames.length > before);
}

const memory = (): number => process.memoryUsage().arrayBuffers + process.memoryUsage().external;

for (const encryption of ["tls", "noise"] as const) {
  for (const [name, channel] of [...Object.entries(channels), ["no channel", 200] as const]) {
    test.serial(`a gibibyte of ${name} over ${encryption} ends the connection`, async (t) => {
      const peer = peersFor(t, libp2pTransport);
      const bob = await peer("bob");
      const alice = await peer("alice", { encryption });
      const start = Buffer.concat([header(0), Buffer.of(channel)]);
      const stream = await rogueSays(t, bob, start, encryption);
      const before = memory();
      // It goes on as if nothing was wrong.
      for (let sent = 0; sent < pieces && stream.status === "open"; sent++) {
        if (!stream.send(piece)) await new Promise((resolve) => setImmediate(resolve));
      }
      t.regex(await endOf(bob), /^nonsense: a frame of 1073741824 bytes; \d+ are allowed$/);
      t.true(memory() - before < 64 * 1024 ** 2, `${memory() - before} bytes`);
      t.deepEqual(bob.frames, []);
      await alice.connectTo(bob);
      await isServed(alice, bob);
    });
  }
}

test.serial("a gibibyte instead of the first words, encrypted and not, is not read", async (t) => {
  const peer = peersFor(t, libp2pTransport);
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  await alice.connectTo(bob);
  const port = portOf(bob);
  const before = memory();
  const hello = header(16);
  // The length of a message of multistream-select, as a varint.
  const negotiation = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x03]);
  for (const [open, start] of [
    [tlsSocket, hello],
    [bareSocket, hello],
    [bareSocket, negotiation],
  ] as const) {
    const socket = await open(port);
    if (socket === undefined) return t.fail("no connection");
    const closed = untilClosed(socket);
    socket.write(start);
    for (let sent = 0; sent < pieces && !socket.destroyed; sent++) {
      if (!socket.write(piece)) await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
    await isServed(alice, bob);
  }
  t.true(memory() - before < 64 * 1024 ** 2, `${memory() - before} bytes`);
  t.deepEqual([bob.partings, bob.connected], [[], [alice.id]]);
});
