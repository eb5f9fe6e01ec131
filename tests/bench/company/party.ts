// Participants of one file system, each a home, a daemon and a mount of its own. Without a delay
// they meet on loopback. With one each lives in a network namespace from which only the proxy can
// be reached, and the proxy's addresses are those that they announce.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { Network } from "../../mounted/company/network.ts";
import { type IvyHome, type IvyMount, ivyHome } from "../../support/subject-ivy.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { childOptions } from "../../support/temporary.ts";
import { type DelayProxy, startProxy } from "./proxy.ts";

export interface PartyWish {
  /** Of this party's homes, below the temporary directory. */
  readonly name: string;
  readonly count: number;
  readonly delayMilliseconds: number;
}

const port = 4001;
const firstProxyPort = 5001;
const commandSeconds = 120;

export class Guest {
  readonly name: string;
  readonly ivy: IvyHome;
  readonly #network: readonly string[];
  #mounted: IvyMount | undefined;

  constructor(name: string, ivy: IvyHome, network: readonly string[]) {
    this.name = name;
    this.ivy = ivy;
    this.#network = network;
  }

  get path(): string {
    return this.ivy.mountpoint;
  }

  get pid(): number {
    if (this.#mounted === undefined) throw new Error(`${this.name} is not mounted`);
    return this.#mounted.pid;
  }

  /** What a command prints; throws what it complains of. */
  async tell(command: string, ...words: readonly string[]): Promise<string> {
    const network = command === "join" ? this.#network : [];
    const told = [...words, ...network];
    const { status, output, complaint } = await this.ivy.runFor(commandSeconds, command, ...told);
    if (status !== 0) throw new Error(`ivy ${command}: ${complaint}`);
    return output.trim();
  }

  /** Comes in by a link, and mounts. */
  async enter(link: string, options: readonly string[] = []): Promise<void> {
    await this.tell("join", link, "--name", this.name, ...options);
    await this.mount();
  }

  async mount(): Promise<void> {
    this.#mounted = await this.ivy.mount({ options: this.#network });
  }

  async unmount(): Promise<void> {
    await this.#mounted?.stop();
    this.#mounted = undefined;
  }

  /** Peers that it has a link to. */
  async connected(): Promise<number> {
    const told: { readonly peers: readonly unknown[] } = JSON.parse(
      await this.tell("peers", "--json"),
    );
    return told.peers.length;
  }
}

/** The first guest makes the file system, the others come in by its links, when they are asked. */
export class Party {
  readonly guests: readonly Guest[];
  readonly #network: Network | undefined;
  readonly #proxy: DelayProxy | undefined;

  private constructor(
    guests: readonly Guest[],
    network: Network | undefined,
    proxy: DelayProxy | undefined,
  ) {
    this.guests = guests;
    this.#network = network;
    this.#proxy = proxy;
  }

  /** Nobody is in yet. */
  static async make(temporary: TemporaryDirectory, wish: PartyWish): Promise<Party> {
    const names = Array.from({ length: wish.count }, (_, at) => `guest-${at}`);
    if (wish.delayMilliseconds > 0) return Party.#makeFar(temporary, wish, names);
    const ports = await freePorts(names.length);
    const guests = names.map((name, at) => {
      const ivy = ivyHome(temporary, `${wish.name}-${name}`);
      const listen = ["--listen", `/ip4/127.0.0.1/tcp/${ports[at]}`];
      return new Guest(name, ivy, ["--no-nearby", ...listen]);
    });
    return new Party(guests, undefined, undefined);
  }

  static async #makeFar(
    temporary: TemporaryDirectory,
    { name: partyName, delayMilliseconds }: PartyWish,
    names: readonly string[],
  ): Promise<Party> {
    const network = await Network.make(childOptions(temporary));
    const middle = await network.machine();
    const guests: Guest[] = [];
    const routes = [];
    for (const [at, name] of names.entries()) {
      const { address, within } = await network.machine();
      seeOnly(middle.address, within);
      const proxyPort = firstProxyPort + at;
      routes.push({
        listen: { host: middle.address, port: proxyPort },
        to: { host: address, port },
      });
      const ivy = ivyHome(temporary, `${partyName}-${name}`, undefined, within);
      const listen = ["--listen", `/ip4/${address}/tcp/${port}`];
      const announce = ["--announce", `/ip4/${middle.address}/tcp/${proxyPort}`];
      guests.push(new Guest(name, ivy, ["--no-nearby", ...listen, ...announce]));
    }
    const proxy = await startProxy(temporary, { delayMilliseconds, routes }, middle.within);
    return new Party(guests, network, proxy);
  }

  /** The first guest and so many others are in and mounted, and connected with the first. */
  async gather(others = this.guests.length - 1): Promise<void> {
    const [founder] = this.guests;
    if (founder === undefined) throw new Error("a party has guests");
    await founder.tell("init", "--name", "bench", "--participant", founder.name);
    await founder.mount();
    if (others === 0) return;
    const link = await this.invite(others);
    await Promise.all(this.guests.slice(1, 1 + others).map((guest) => guest.enter(link)));
    await this.untilConnected(others);
  }

  async invite(uses = 1): Promise<string> {
    const told = await this.guests[0]?.tell("invite", "--uses", String(uses), "--json");
    const { link }: { readonly link: string } = JSON.parse(told ?? "{}");
    return link;
  }

  /** Whoever founded it has links to so many. */
  async untilConnected(count: number): Promise<void> {
    for (let tries = 0; (await this.guests[0]?.connected()) !== count; tries++) {
      if (tries === 100) throw new Error(`not all ${count} have come`);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.guests.map((guest) => guest.unmount()));
    await this.#proxy?.end();
    this.#network?.end();
  }
}

/** `work` at a party, which ends whatever happens. */
export async function at<T>(
  temporary: TemporaryDirectory,
  wish: PartyWish,
  work: (party: Party) => Promise<T>,
): Promise<T> {
  const party = await Party.make(temporary, wish);
  try {
    return await work(party);
  } finally {
    await party.end();
  }
}

/** Dialling anybody else fails at once. */
function seeOnly(address: string, within: readonly string[]): void {
  const [program = "", ...before] = within;
  const ip = (...words: readonly string[]): void => {
    execFileSync(program, [...before, "ip", ...words], { stdio: ["ignore", "ignore", "pipe"] });
  };
  ip("route", "flush", "dev", "eth0");
  ip("route", "add", address, "dev", "eth0");
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  return servers.map((server) => {
    const address = server.address();
    server.close();
    if (address === null || typeof address === "string") throw new Error("no port is free");
    return address.port;
  });
}
