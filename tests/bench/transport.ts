// Speed of connections between peers: two processes on loopback. Beside the transport: the same
// over stock TCP with noise, and bare node:tls with the same frames. Run:
//   node tests/bench/transport.ts [rounds]
// The rounds of all subjects are interleaved; medians are shown. CPU is of both processes together.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import {
  connectToAll,
  type Subject,
  serveSubject,
  subjects,
  type Wire,
} from "./transport-subjects.ts";

interface Figures {
  readonly connectMs: number;
  readonly callsOneByOne: number;
  readonly cpuOneByOne: number;
  readonly callsPipelined: number;
  readonly cpuPipelined: number;
  readonly get64K: number;
  readonly cpuGet64K: number;
  readonly get1M: number;
  readonly cpuGet1M: number;
  readonly put64K: number;
  readonly rss: number;
}

const mebibyte = 1024 * 1024;

/** What the server does with a frame is in its first byte; see transport-subjects.ts. */
const echo = 0;
const give = 1;
const take = 2;
const usage = 3;

class Caller {
  readonly #wire: Wire;
  readonly #waiting: ((frame: Uint8Array) => void)[] = [];
  #drained = Promise.withResolvers<void>();

  constructor(wire: Wire) {
    this.#wire = wire;
    wire.onFrame = (frame) => this.#waiting.shift()?.(frame);
    wire.onDrained = () => {
      this.#drained.resolve();
      this.#drained = Promise.withResolvers();
    };
  }

  async call(parts: readonly Uint8Array[]): Promise<Uint8Array> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    this.#waiting.push(resolve);
    if (this.#wire.send(parts) === "full") await this.#drained.promise;
    return promise;
  }
}

interface Measured {
  readonly perSecond: number;
  /** Microseconds of both processes for each call. */
  readonly cpu: number;
}

async function measure(
  caller: Caller,
  work: {
    readonly calls: number;
    readonly atOnce: number;
    readonly request: readonly Uint8Array[];
  },
): Promise<Measured> {
  const cpuBefore = await cpuOfBoth(caller);
  const start = performance.now();
  let left = work.calls;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await caller.call(work.request);
    }
  };
  await Promise.all(Array.from({ length: work.atOnce }, worker));
  const seconds = (performance.now() - start) / 1000;
  const cpu = (await cpuOfBoth(caller)) - cpuBefore;
  return { perSecond: work.calls / seconds, cpu: cpu / work.calls };
}

async function cpuOfBoth(caller: Caller): Promise<number> {
  const { user, system } = process.cpuUsage();
  const theirs = Buffer.from(await caller.call([Uint8Array.of(usage)]));
  return user + system + theirs.readDoubleLE(1);
}

async function rssOfServer(caller: Caller): Promise<number> {
  return Buffer.from(await caller.call([Uint8Array.of(usage)])).readDoubleLE(9) / mebibyte;
}

function request(kind: number, bytes: number): readonly Uint8Array[] {
  const head = Buffer.alloc(5);
  head[0] = kind;
  head.writeUInt32LE(bytes, 1);
  return kind === take ? [head, Buffer.alloc(bytes, 7)] : [head];
}

async function measureSubject(subject: Subject, address: string): Promise<Figures> {
  const start = performance.now();
  const { wire, close } = await subject.connect(address);
  const connectMs = performance.now() - start;
  const caller = new Caller(wire);
  const small = [Uint8Array.of(echo), Buffer.alloc(100)];
  await measure(caller, { calls: 3000, atOnce: 16, request: small });
  const one = await measure(caller, { calls: 3000, atOnce: 1, request: small });
  const many = await measure(caller, { calls: 40_000, atOnce: 64, request: small });
  const get64K = await measure(caller, { calls: 2000, atOnce: 16, request: request(give, 65_536) });
  const get1M = await measure(caller, { calls: 200, atOnce: 4, request: request(give, mebibyte) });
  const put64K = await measure(caller, { calls: 2000, atOnce: 16, request: request(take, 65_536) });
  const rss = await rssOfServer(caller);
  await close();
  const perGigabyte = ({ cpu }: Measured, bytes: number): number => (cpu / bytes) * 1000;
  return {
    connectMs,
    callsOneByOne: one.perSecond,
    cpuOneByOne: one.cpu,
    callsPipelined: many.perSecond,
    cpuPipelined: many.cpu,
    get64K: (get64K.perSecond * 65_536) / 1e6,
    cpuGet64K: perGigabyte(get64K, 65_536),
    get1M: (get1M.perSecond * mebibyte) / 1e6,
    cpuGet1M: perGigabyte(get1M, mebibyte),
    put64K: (put64K.perSecond * 65_536) / 1e6,
    rss,
  };
}

interface Server {
  readonly addresses: readonly string[];
  close(): Promise<void>;
}

/** A process with the server of a subject; ends with its stdin. */
async function spawnServer(name: string, count = 1): Promise<Server> {
  const args = [import.meta.filename, "serve", name, `${count}`];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const addresses: string[] = [];
  while (addresses.length < count) addresses.push(String((await lines.next()).value));
  const close = async (): Promise<void> => {
    child.stdin.end();
    await once(child, "exit");
  };
  return { addresses, close };
}

/** In the order of Figures. */
const heads = [
  ...["connect ms", "calls/s x1", "CPU us", "calls/s x64", "CPU us", "get 64K MB/s", "CPU s/GB"],
  ...["get 1M MB/s", "CPU s/GB", "put 64K MB/s", "RSS MB"],
];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare(rounds: number): Promise<void> {
  const columns = new Map<string, Figures[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      const server = await spawnServer(subject.name);
      const figures = await measureSubject(subject, server.addresses[0] ?? "");
      columns.get(subject.name)?.push(figures);
      await server.close();
    }
  }
  console.log(["".padEnd(12), ...heads.map((each) => each.padStart(14))].join(""));
  for (const [name, all] of columns) {
    const keys = Object.keys(all[0] ?? {});
    const cells = keys.map((key) => median(all.map((each) => Number(Reflect.get(each, key)))));
    const text = cells.map((cell) => cell.toFixed(cell < 100 ? 1 : 0).padStart(14));
    console.log([name.padEnd(12), ...text].join(""));
  }
}

/** What a process costs that is connected to ten peers which say nothing. */
async function measureIdle(seconds: number): Promise<void> {
  const server = await spawnServer("TLS", 10);
  const close = await connectToAll(server.addresses);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before);
  const percent = (user + system) / seconds / 10_000;
  const rss = process.memoryUsage.rss() / mebibyte;
  console.log(`idle with 10 peers: ${percent.toFixed(2)} % CPU, ${rss.toFixed(0)} MB RSS`);
  await close();
  await server.close();
}

if (process.argv[2] === "serve") {
  await serveSubject(process.argv[3] ?? "", Number(process.argv[4] ?? 1));
} else {
  await compare(Number(process.argv[2] ?? 3));
  await measureIdle(30);
}
