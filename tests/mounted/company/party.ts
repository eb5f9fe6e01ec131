// Participants of one file system, each a home, a daemon and a mount of its own on a machine of a
// test's network. What they see of each other is waited for, never timed.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { IvyHome, IvyMount } from "../../support/subject-ivy.ts";
import { ivyHome } from "../../support/subject-ivy.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import type { Machine } from "./network.ts";

const waitSeconds = 60;

export interface Participant {
  readonly name: string;
  readonly ivy: IvyHome;
  readonly path: string;
  mount(): Promise<IvyMount>;
  /** What a command prints; throws what it complains of. */
  tell(command: string, ...words: readonly string[]): Promise<string>;
}

const port = 4001;

export function participant(
  temporary: TemporaryDirectory,
  name: string,
  machine: Machine,
  options: readonly string[] = [],
): Participant {
  const ivy = ivyHome(temporary, name, undefined, machine.within);
  const network = ["--no-nearby", "--listen", `/ip4/${machine.address}/tcp/${port}`];
  const tell = async (command: string, ...words: readonly string[]): Promise<string> => {
    const isDialling = command === "join";
    const { status, output, complaint } = await ivy.run(
      command,
      ...(isDialling ? [...words, ...network] : words),
    );
    if (status !== 0) throw new Error(`ivy ${command}: ${complaint}`);
    return output.trim();
  };
  const mount = (): Promise<IvyMount> => ivy.mount({ options: [...network, ...options] });
  return { name, ivy, path: ivy.mountpoint, mount, tell };
}

/** The first one makes the file system, the others come in by its links. All are mounted, with
 *  these options. */
export async function makeCompany(
  temporary: TemporaryDirectory,
  machines: ReadonlyMap<string, Machine>,
  options: readonly string[] = [],
): Promise<readonly (Participant & { readonly mounted: IvyMount })[]> {
  const company: (Participant & { readonly mounted: IvyMount })[] = [];
  for (const [name, machine] of machines) {
    const one = participant(temporary, name, machine, options);
    const [founder] = company;
    if (founder === undefined) await one.tell("init", "--name", "photos", "--participant", name);
    else await one.tell("join", await founder.tell("invite"), "--name", name);
    company.push({ ...one, mounted: await one.mount() });
  }
  return company;
}

/** Waits until everybody is connected with everybody. */
export async function allConnected(company: readonly Participant[]): Promise<void> {
  for (const one of company) {
    await until(
      async () => JSON.parse(await one.tell("peers", "--json")).peers.length,
      (count) => count === company.length - 1,
    );
  }
}

/** Waits until a look gives what is expected; throws what it gave last. */
export async function until<T>(
  look: () => T | Promise<T>,
  isRight: (seen: T) => boolean,
): Promise<T> {
  const end = performance.now() + waitSeconds * 1000;
  for (;;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (performance.now() > end) {
      throw new Error(`not within ${waitSeconds} s; last seen: ${String(seen).slice(0, 2000)}`);
    }
    await wait(50);
  }
}

/** A file's text; why not, where there is none. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return `(${error instanceof Error ? error.message : String(error)})`;
  }
}
