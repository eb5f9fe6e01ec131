// Who attacks a port, for tests: bare sockets, TLS by hand, and a member that says what it likes.
import { createHmac, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import type { Libp2p, Stream } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import type { ExecutionContext } from "ava";
import { makeEngine } from "../../dhash/adapters/libp2p/engine.ts";
import {
  bindingOf,
  callTls,
  makeTlsIdentity,
  secured,
} from "../../dhash/adapters/libp2p/tls-identity.ts";
import { encodeLinkFrame } from "../../dhash/core/link-frame.ts";
import { OpeningTalk } from "../../dhash/core/opening-talk.ts";
import { type Peer, peerIdOf, seedOf, swarmSecret } from "./transport-peers.ts";

export function portOf(peer: Peer): number {
  return Number(/\/tcp\/(\d+)/.exec(peer.transport.addresses()[0] ?? "")?.[1]);
}

/** Resolves when the other side has closed; says how many bytes came before. */
export function untilClosed(socket: Socket): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  let bytes = 0;
  socket.on("data", (chunk) => {
    bytes += chunk.length;
  });
  socket.on("error", () => {});
  socket.on("close", () => resolve(bytes));
  return promise;
}

/** A member with the secret, which then says what it likes. */
export async function rogue(
  t: ExecutionContext,
  bob: Peer,
  encryption: "tls" | "noise" = "tls",
): Promise<readonly [Libp2p, Stream]> {
  const node = await makeEngine({
    privateKey: await generateKeyPairFromSeed("Ed25519", seedOf("rogue")),
    terms: {
      self: peerIdOf(seedOf("rogue")),
      secret: swarmSecret,
      versions: { oldest: 1, newest: 1 },
      program: "rogue",
      refuses: () => undefined,
      onRefused: () => {},
    },
    listen: [],
    announce: [],
    encryption,
    isRelay: false,
    nearbyName: undefined,
    onListenError: () => {},
  });
  await node.start();
  t.teardown(() => node.stop());
  const connection = await node.dial(multiaddr(bob.transport.addresses()[0] ?? ""));
  const stream = await connection.newStream(["/ivy/link/1"]);
  return [node, stream];
}

export const nothing = new Uint8Array(0);
export const open = encodeLinkFrame("open", nothing);

/** The rogue opens its link, and says this over it. */
export async function rogueSays(
  t: ExecutionContext,
  bob: Peer,
  bytes: Uint8Array,
  encryption: "tls" | "noise" = "tls",
): Promise<Stream> {
  const [, stream] = await rogue(t, bob, encryption);
  stream.send(open);
  await bob.until("the rogue is connected", () => bob.connected.length === 1);
  stream.send(bytes);
  return stream;
}

export async function endOf(bob: Peer): Promise<string> {
  await bob.until("the rogue was parted from", () => bob.partings.length === 1);
  const [parting] = bob.partings;
  return parting?.kind === "ended-here" ? `${parting.code}: ${parting.text}` : `${parting?.kind}`;
}

/** Another address of this machine, so that what it is granted is its own. */
const attacker = "127.0.0.9";

/** Undefined: it was closed again at once. */
export function bareSocket(port: number): Promise<Socket | undefined> {
  const socket = connect({ port, host: "127.0.0.1", localAddress: attacker });
  const { promise, resolve } = Promise.withResolvers<Socket | undefined>();
  socket.on("error", () => {});
  socket.on("connect", () => resolve(socket));
  socket.on("close", () => resolve(undefined));
  return promise;
}

const identity = await makeTlsIdentity(
  await generateKeyPairFromSeed("Ed25519", seedOf("attacker")),
);

/** As far as encryption; undefined: it was refused on the way. */
export async function tlsSocket(port: number): Promise<TLSSocket | undefined> {
  const raw = await bareSocket(port);
  if (raw === undefined) return undefined;
  const socket = callTls(raw, identity);
  socket.on("error", () => {});
  try {
    await secured(socket, AbortSignal.timeout(20_000));
    return socket;
  } catch {
    return undefined;
  }
}

/** As far as the first words, with this secret; undefined: it was refused on the way. */
export async function spokenSocket(
  bob: Pick<Peer, "id">,
  port: number,
  secret: Uint8Array,
): Promise<TLSSocket | undefined> {
  const socket = await tlsSocket(port);
  if (socket === undefined) return undefined;
  const talk = new OpeningTalk("caller", {
    self: peerIdOf(seedOf("attacker")),
    peer: bob.id,
    versions: { oldest: 1, newest: 1 },
    program: "attacker",
    nonce: randomBytes(32),
    binding: bindingOf(socket),
    prove: (message) => createHmac("sha256", secret).update(message).digest(),
    refuses: () => undefined,
  });
  const { promise, resolve } = Promise.withResolvers<TLSSocket | undefined>();
  socket.once("close", () => resolve(undefined));
  socket.once("data", (chunk: Buffer) => {
    const { end } = talk.receive([chunk]);
    resolve(end?.outcome.kind === "open" ? socket : undefined);
  });
  for (const word of talk.begin().send) socket.write(word);
  return promise;
}
