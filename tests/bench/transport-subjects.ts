// What tests/bench/transport.ts compares: a way to serve frames and a way to reach that. Every
// server does the same with a frame, by its first byte: 0 return it, 1 return so many bytes, 2 take
// it and say so, 3 tell CPU time and memory.
import { createHash } from "node:crypto";
import { connect as connectNet, createServer, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { generateKeyPairFromSeed } from "@libp2p/crypto/keys";
import { answerTls, callTls, makeTlsIdentity } from "../../dhash/adapters/libp2p/tls-identity.ts";
import {
  encodeLinkFrameHeader,
  isLinkFrameFault,
  LinkFrameReader,
} from "../../dhash/core/link-frame.ts";
import type { PeerId, Transport, TransportEvents, Trouble } from "../../dhash/index.ts";
import { isTrouble, libp2pTransport, linkFrameBytesMax } from "../../dhash/index.ts";

export interface Wire {
  send(parts: readonly Uint8Array[]): "ready" | "full";
  onFrame: (frame: Uint8Array) => void;
  onDrained: () => void;
}

interface Connected {
  readonly wire: Wire;
  close(): Promise<void>;
}

export interface Subject {
  readonly name: string;
  /** Serves until the process ends; says where. */
  serve(number: number): Promise<string>;
  connect(address: string): Promise<Connected>;
}

function sound<T>(value: T | Trouble): T {
  if (isTrouble(value)) throw new Error(value.message);
  return value;
}

function answer(frame: Uint8Array): readonly Uint8Array[] {
  const request = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  switch (request[0]) {
    case 1:
      return [Buffer.allocUnsafe(request.readUInt32LE(1))];
    case 2:
      return [Uint8Array.of(2)];
    case 3:
      return [usageNow()];
    default:
      return [frame];
  }
}

function usageNow(): Uint8Array {
  const { user, system } = process.cpuUsage();
  const bytes = Buffer.alloc(17);
  bytes.writeDoubleLE(user + system, 1);
  bytes.writeDoubleLE(process.memoryUsage.rss(), 9);
  return bytes;
}

const ignored: TransportEvents = {
  onConnected: () => {},
  onDisconnected: () => {},
  onFrame: () => {},
  onDrained: () => {},
  onFound: () => {},
  onRefused: () => {},
};

type Encryption = "tls" | "noise";

async function makeTransport(
  name: string,
  encryption: Encryption,
  listen: readonly string[],
): Promise<Transport> {
  return libp2pTransport({
    seed: createHash("sha256").update(name).digest(),
    swarmSecret: Buffer.alloc(32, "bench"),
    ...{ listen, announce: [], admits: () => true, program: "bench" },
    ...{ encryption, versions: { oldest: 1, newest: 1 }, isRelay: false, isFoundNearby: false },
  });
}

function wireOf(transport: Transport, peer: PeerId): Wire {
  return {
    send: (parts) => sound(transport.send(peer, parts)),
    onFrame: () => {},
    onDrained: () => {},
  };
}

function overLibp2p(name: string, encryption: Encryption): Subject {
  return {
    name,
    async serve(number) {
      const listen = ["/ip4/127.0.0.1/tcp/0"];
      const transport = await makeTransport(`server ${number}`, encryption, listen);
      const onFrame = (peer: PeerId, frame: Uint8Array): void => {
        sound(transport.send(peer, answer(frame)));
      };
      sound(await transport.start({ ...ignored, onFrame }));
      return transport.addresses()[0] ?? "";
    },
    async connect(address) {
      const transport = await makeTransport("client", encryption, []);
      let wire: Wire | undefined;
      const events: TransportEvents = {
        ...ignored,
        onFrame: (_peer, frame) => wire?.onFrame(frame),
        onDrained: () => wire?.onDrained(),
      };
      sound(await transport.start(events));
      const peer = sound(await transport.connect({ peer: undefined, addresses: [address] }));
      wire = wireOf(transport, peer);
      return { wire, close: () => transport.close() };
    },
  };
}

/** Frames on a TLS socket, written together when they are sent together. */
function overSocket(socket: TLSSocket, onFrame: (frame: Uint8Array, wire: Wire) => void): Wire {
  const reader = new LinkFrameReader(linkFrameBytesMax);
  let isCorked = false;
  const wire: Wire = {
    send(parts) {
      if (!isCorked) {
        isCorked = true;
        socket.cork();
        process.nextTick(() => {
          isCorked = false;
          socket.uncork();
        });
      }
      const bytes = parts.reduce((sum, { length }) => sum + length, 0);
      let isReady = socket.write(encodeLinkFrameHeader("data", bytes));
      for (const part of parts) isReady = socket.write(part);
      return isReady ? "ready" : "full";
    },
    onFrame: (frame) => onFrame(frame, wire),
    onDrained: () => {},
  };
  socket.on("drain", () => wire.onDrained());
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    reader.push(chunk);
    for (let next = reader.next(); next !== undefined; next = reader.next()) {
      if (isLinkFrameFault(next)) throw new Error(next.kind);
      wire.onFrame(next.bytes);
    }
  });
  return wire;
}

const identityOf = async (name: string) =>
  makeTlsIdentity(
    await generateKeyPairFromSeed("Ed25519", createHash("sha256").update(name).digest()),
  );

const bareTls: Subject = {
  name: "node:tls",
  async serve() {
    const identity = await identityOf("server");
    const server = createServer({ noDelay: true }, (raw: Socket) => {
      overSocket(answerTls(raw, identity), (frame, wire) => void wire.send(answer(frame)));
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", resolve);
    await promise;
    const place = server.address();
    return `${typeof place === "object" && place !== null ? place.port : 0}`;
  },
  async connect(address) {
    const identity = await identityOf("client");
    const raw = connectNet({ host: "127.0.0.1", port: Number(address), noDelay: true });
    const { promise, resolve } = Promise.withResolvers<void>();
    raw.once("connect", resolve);
    await promise;
    const socket = callTls(raw, identity);
    const secured = Promise.withResolvers<void>();
    socket.once("secure", () => secured.resolve());
    await secured.promise;
    const close = async (): Promise<void> => void socket.destroy();
    return { wire: overSocket(socket, () => {}), close };
  },
};

export const subjects: readonly Subject[] = [
  overLibp2p("TLS", "tls"),
  overLibp2p("noise", "noise"),
  bareTls,
];

/** In the server's process: serves so often, says where, ends when stdin does. */
export async function serveSubject(name: string, count: number): Promise<void> {
  const subject = subjects.find((each) => each.name === name);
  if (subject === undefined) throw new Error(`no subject ${name}`);
  for (let number = 0; number < count; number++) console.log(await subject.serve(number));
  process.stdin.on("end", () => process.exit(0)).resume();
}

/** One transport connected to all of these. */
export async function connectToAll(addresses: readonly string[]): Promise<() => Promise<void>> {
  const transport = await makeTransport("client", "tls", []);
  sound(await transport.start(ignored));
  for (const address of addresses) {
    sound(await transport.connect({ peer: undefined, addresses: [address] }));
  }
  return () => transport.close();
}
