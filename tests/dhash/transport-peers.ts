// Peers for tests of transports: what they were told, and waiting until they were.
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import type { ExecutionContext } from "ava";
import type {
  Libp2pOptions,
  Parting,
  PeerId,
  Refused,
  Transport,
  Trouble,
} from "../../dhash/index.ts";
import { isTrouble, publicKeyToPeerId } from "../../dhash/index.ts";

export type PeerOptions = Libp2pOptions;
export type MakePeer = (name: string, options?: Partial<PeerOptions>) => Promise<Peer>;
export type MakeTransport = (options: PeerOptions) => Promise<Transport>;

export const swarmSecret: Uint8Array = Buffer.alloc(32, "swarm");

/** A seed of its own for each name. */
export const seedOf = (name: string): Uint8Array => createHash("sha256").update(name).digest();

const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

export function peerIdOf(seed: Uint8Array): PeerId {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const peer = publicKeyToPeerId(key.export({ type: "spki", format: "der" }).subarray(-32));
  if (peer === undefined) throw new Error("a public key has 32 bytes");
  return peer;
}

export const usual = (name: string): PeerOptions => ({
  seed: seedOf(name),
  swarmSecret,
  listen: ["/ip4/127.0.0.1/tcp/0"],
  announce: [],
  admits: () => true,
  program: `ivy test (${name})`,
  versions: { oldest: 1, newest: 1 },
  encryption: "tls",
  isRelay: false,
  isFoundNearby: false,
});

/** Longest that any test waits for something that must happen. */
const patienceMilliseconds = 20_000;

export class Peer {
  readonly transport: Transport;
  readonly connected: PeerId[] = [];
  readonly partings: Parting[] = [];
  readonly refused: Refused[] = [];
  readonly found: PeerId[] = [];
  readonly frames: Uint8Array[] = [];
  drained = 0;
  /** Called for each frame besides. */
  onFrame: (from: PeerId, frame: Uint8Array) => void = () => {};
  readonly #waiting = new Set<() => void>();

  constructor(transport: Transport) {
    this.transport = transport;
  }

  get id(): PeerId {
    return this.transport.self;
  }

  async start(): Promise<Trouble | undefined> {
    const look = (): void => {
      for (const check of this.#waiting) check();
    };
    const note =
      <T>(list: T[]) =>
      (each: T): void => {
        list.push(each);
        look();
      };
    return this.transport.start({
      onConnected: note(this.connected),
      onDisconnected: (_peer, parting) => note(this.partings)(parting),
      onFrame: (peer, frame) => {
        this.frames.push(frame);
        this.onFrame(peer, frame);
        look();
      },
      onDrained: () => {
        this.drained += 1;
        look();
      },
      onFound: note(this.found),
      onRefused: note(this.refused),
    });
  }

  /** Waits for something that an event will have made true. */
  until(what: string, isTrue: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#waiting.delete(check);
      reject(new Error(`waited in vain until ${what}`));
    }, patienceMilliseconds);
    const check = (): void => {
      if (!isTrue()) return;
      clearTimeout(timer);
      this.#waiting.delete(check);
      resolve();
    };
    this.#waiting.add(check);
    check();
    return promise;
  }

  async connectTo(other: Peer): Promise<void> {
    const { transport } = other;
    sound(await this.transport.connect({ peer: other.id, addresses: transport.addresses() }));
    await other.until("the other side is connected", () =>
      transport.peers().some(({ peer }) => peer === this.id),
    );
  }

  send(to: Peer, ...parts: readonly (string | Uint8Array)[]): "ready" | "full" {
    return sound(
      this.transport.send(
        to.id,
        parts.map((part) => Buffer.from(part)),
      ),
    );
  }

  /** Sends as fast as the other side takes it. */
  async sendAll(to: Peer, frames: Iterable<Uint8Array>): Promise<void> {
    for (const frame of frames) {
      const before = this.drained;
      if (this.send(to, frame) === "full") {
        await this.until("it drained", () => this.drained > before);
      }
    }
  }

  texts(): readonly string[] {
    return this.frames.map((frame) => Buffer.from(frame).toString());
  }
}

export function sound<T>(value: T | Trouble): T {
  if (isTrouble(value)) throw new Error(`${value.reason}: ${value.message}`);
  return value;
}

/** Waits for what no event tells. */
export async function settled(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; !isTrue(); tries++) {
    if (tries === 1000) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Two that are connected. */
export async function pair(peer: MakePeer): Promise<readonly [Peer, Peer]> {
  const [alice, bob] = [await peer("alice"), await peer("bob")];
  await alice.connectTo(bob);
  return [alice, bob];
}

/** Makes and starts peers, and closes them when the test is over. */
export function peersFor(t: ExecutionContext, make: MakeTransport): MakePeer {
  return async (name, options = {}) => {
    const peer = new Peer(await make({ ...usual(name), ...options }));
    t.teardown(() => peer.transport.close());
    sound(await peer.start());
    return peer;
  };
}
