// Thousands of connections from one address, at each stage of one: they cost a bounded number of
// descriptors and a bounded memory, members who are connected are served meanwhile, and another one
// gets in. IVY_FLOOD_CONNECTIONS=10000 for all of them.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { type ExecutionContext } from "ava";
import {
  connectionsPerAddressMax,
  openingsPerAddressMax,
} from "../../dhash/core/transport-limits.ts";
import { libp2pTransport } from "../../dhash/index.ts";
import {
  type Peer,
  peerIdOf,
  peersFor,
  seedOf,
  settled,
  sound,
  swarmSecret,
} from "./transport-peers.ts";
import { bareSocket, spokenSocket, tlsSocket } from "./transport-rogue.ts";

const total = Number(process.env["IVY_FLOOD_CONNECTIONS"] ?? 300);
/** At one time; fewer than the system queues for a listener. */
const batch = 100;
const residentBytesMax = 400 * 1024 ** 2;
/** Descriptors besides those of connections: they come and go. */
const spareDescriptors = 16;

interface Victim {
  readonly pid: number;
  readonly id: ReturnType<typeof peerIdOf>;
  readonly address: string;
  readonly port: number;
}

/** A peer in a process of its own, so that what it holds can be counted. */
async function victim(t: ExecutionContext): Promise<Victim> {
  const main = join(import.meta.dirname, "transport-peer-main.ts");
  const child = spawn(process.execPath, [main, "bob"], { stdio: ["pipe", "pipe", "inherit"] });
  t.teardown(() => child.kill("SIGKILL"));
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const address = String(value);
  const port = Number(/\/tcp\/(\d+)/.exec(address)?.[1]);
  return { pid: child.pid ?? 0, id: peerIdOf(seedOf("bob")), address, port };
}

const descriptors = ({ pid }: Victim): number => readdirSync(`/proc/${pid}/fd`).length;

function residentBytes({ pid }: Victim): number {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) * 1024;
}

async function isServed(one: Peer, bob: Victim): Promise<void> {
  const before = one.frames.length;
  sound(one.transport.send(bob.id, [Buffer.from("still here")]));
  await one.until("the frame came back", () => one.frames.length > before);
}

async function enter(one: Peer, bob: Victim): Promise<void> {
  sound(await one.transport.connect({ peer: bob.id, addresses: [bob.address] }));
  await isServed(one, bob);
}

/** Begins a handshake and never ends it. */
async function slowSocket(port: number): Promise<Socket | undefined> {
  const socket = await bareSocket(port);
  socket?.write(Buffer.from("16030100", "hex"));
  return socket;
}

type Attack = (bob: Victim) => Promise<Socket | undefined>;
const attacks: readonly (readonly [string, Attack])[] = [
  ["that say nothing", ({ port }) => bareSocket(port)],
  ["that begin to encrypt, and stop", ({ port }) => slowSocket(port)],
  ["that are encrypted, and say nothing", ({ port }) => tlsSocket(port)],
  ["of strangers", (bob) => spokenSocket(bob, bob.port, Buffer.alloc(32, "other"))],
  ["of one who knows the secret", (bob) => spokenSocket(bob, bob.port, swarmSecret)],
];

for (const [what, attack] of attacks) {
  test.serial(`${total} connections ${what}, from one address, slow nobody`, async (t) => {
    t.timeout(600_000);
    const bob = await victim(t);
    const peer = peersFor(t, libp2pTransport);
    const alice = await peer("alice");
    await enter(alice, bob);
    const quiet = descriptors(bob);
    const most = quiet + connectionsPerAddressMax + openingsPerAddressMax + spareDescriptors;
    const sockets = new Set<Socket>();
    t.teardown(() => {
      for (const socket of sockets) socket.destroy();
    });
    for (let begun = 0; begun < total; begun += batch) {
      const attempts = Array.from({ length: batch }, () => attack(bob));
      await isServed(alice, bob);
      for (const socket of await Promise.all(attempts)) {
        if (socket === undefined || socket.destroyed) continue;
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
        // What it is told is taken, and not answered.
        socket.on("data", () => {});
      }
      t.true(descriptors(bob) <= most, `${descriptors(bob)} descriptors of ${most}`);
      t.true(residentBytes(bob) < residentBytesMax, `${residentBytes(bob)} bytes`);
    }
    const carol = await peer("carol");
    await enter(carol, bob);
    for (const socket of sockets) socket.destroy();
    await settled(() => descriptors(bob) <= quiet + spareDescriptors);
    await isServed(alice, bob);
    t.deepEqual([alice.partings, carol.partings], [[], []]);
  });
}
