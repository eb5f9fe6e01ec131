// Peers die at any moment: in the middle of opening, of frames, of goodbyes. Those who live are
// told, go on, and nothing unhandled escapes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { type ExecutionContext } from "ava";
import { isTrouble, libp2pTransport } from "../../dhash/index.ts";
import { Peer, peersFor, sound, usual } from "./transport-peers.ts";

const main = join(import.meta.dirname, "transport-peer-main.ts");
const seed = Number(process.env["IVY_KILL_SEED"] ?? 1);
const rounds = Number(process.env["IVY_KILL_ROUNDS"] ?? 12);

/** Numbers below `limit`, the same for the same seed. */
function chance(start: number): (limit: number) => number {
  let state = start;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

class Child {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  address = "";

  constructor(t: ExecutionContext, name: string) {
    this.process = spawn(process.execPath, [main, name], { stdio: ["pipe", "pipe", "pipe"] });
    t.teardown(() => this.process.kill("SIGKILL"));
    const { stdout } = this.process;
    if (stdout === null) throw new Error("no stdout");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { value } = await this.#lines.next();
    return String(value);
  }

  async connectTo(address: string): Promise<string> {
    this.process.stdin?.write(`${address}\n`);
    return this.line();
  }
}

test.serial(
  `children killed at random moments (seed ${seed}) are noticed, and others go on`,
  async (t) => {
    const random = chance(seed);
    const peer = peersFor(t, libp2pTransport);
    const alice = await peer("alice");
    alice.onFrame = () => {
      alice.frames.length = 0;
    };
    const witness = await peer("witness");
    await alice.connectTo(witness);
    for (let round = 0; round < rounds; round++) {
      const child = new Child(t, `child ${round}`);
      const exit = once(child.process, "exit");
      const address = await child.line();
      const connecting = alice.transport.connect({ peer: undefined, addresses: [address] });
      // A third of them die while the connection is being opened.
      if (random(3) > 0) {
        const id = sound(await connecting);
        for (let i = 0; i < 50; i++) alice.transport.send(id, [Buffer.alloc(random(200_000), "x")]);
      }
      await pause(random(40));
      child.process.kill("SIGKILL");
      await exit;
      await connecting;
      const told = () => alice.connected.length - alice.partings.length === 1;
      await alice.until(`alice noticed in round ${round}`, told);
      const before = witness.frames.length;
      alice.send(witness, "still here");
      await witness.until("the witness is served", () => witness.frames.length > before);
    }
    t.deepEqual(
      alice.transport.peers().map((each) => each.peer),
      [witness.id],
    );
  },
);

test.serial(
  "a peer that dies and comes back at once is connected again, though unnoticed",
  async (t) => {
    const bob = await peersFor(t, libp2pTransport)("bob");
    for (let round = 0; round < 3; round++) {
      const child = new Child(t, "child");
      const exit = once(child.process, "exit");
      await child.line();
      t.is(await child.connectTo(bob.transport.addresses()[0] ?? ""), "connected");
      child.process.kill("SIGKILL");
      await exit;
    }
    await bob.until("all were told", () => bob.partings.length === 3);
    t.is(bob.connected.length, 3);
  },
);

test.serial("a child whose peers die ends well", async (t) => {
  const child = new Child(t, "child");
  let said = "";
  child.process.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  await child.line();
  const random = chance(seed);
  for (let round = 0; round < 6; round++) {
    const other = new Child(t, `other ${round}`);
    const exit = once(other.process, "exit");
    t.is(await child.connectTo(await other.line()), "connected");
    await pause(random(20));
    other.process.kill("SIGKILL");
    await exit;
  }
  child.process.stdin?.end();
  const [code] = await once(child.process, "exit");
  t.is(code, 0, said);
  t.is(said, "");
});

test.serial(
  "peers that close at random moments within one process leave nothing unhandled",
  async (t) => {
    const random = chance(seed + 1);
    const strays: unknown[] = [];
    const note = (reason: unknown): void => void strays.push(reason);
    process.on("unhandledRejection", note);
    t.teardown(() => process.off("unhandledRejection", note));
    for (let round = 0; round < rounds; round++) {
      const make = (name: string) => libp2pTransport(usual(`${name} ${round}`));
      const peers = [
        new Peer(await make("a")),
        new Peer(await make("b")),
        new Peer(await make("c")),
      ];
      for (const each of peers) sound(await each.start());
      const work = peers.map(async (from) => {
        for (const to of peers) {
          if (to === from) continue;
          const addresses = to.transport.addresses();
          const result = await from.transport.connect({ peer: to.id, addresses });
          if (isTrouble(result)) continue;
          from.transport.send(to.id, [Buffer.alloc(random(500_000), "y")]);
        }
      });
      const closing = peers.map(async (each) => {
        await pause(random(120));
        await each.transport.close();
      });
      await Promise.all([...work, ...closing]);
    }
    await pause(50);
    t.deepEqual(strays, []);
  },
);
