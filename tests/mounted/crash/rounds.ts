// Rounds of the crash test: workers on a mount, SIGKILL, another mount, and the judge. The tree of
// an earlier round must stay as it was found after its own.
import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  finish,
  type Identity,
  type IvyHome,
  type IvyMount,
  makeIvyHome,
} from "../../support/subject-ivy.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { Chance } from "./chance.ts";
import type { Described } from "./describe-main.ts";
import { fileUnderWay, judge } from "./judge.ts";
import { chooseMoment, killAt, type Moment } from "./moment.ts";

export interface CrashWish {
  readonly rounds: number;
  readonly seed: number;
  /** Who mounts and works; undefined: who tests. */
  readonly identity: Identity | undefined;
}

export interface CrashOutcome {
  /** What is not as promised, a line each. */
  readonly wrong: readonly string[];
  readonly acknowledged: number;
  /** How often each kind of moment came. */
  readonly moments: ReadonlyMap<string, number>;
}

const workers = 2;
/** Every so many rounds the kill waits for a snapshot, which takes some seconds. */
const snapshotEvery = 10;

export async function crashRounds(
  temporary: TemporaryDirectory,
  wish: CrashWish,
): Promise<CrashOutcome> {
  const run = await CrashRun.start(temporary, wish);
  for (let round = 0; round < wish.rounds && run.wrong.length === 0; round++) {
    await run.workUntilKilled(round);
    await run.killWhileStarting();
    await run.check(round);
  }
  await run.verify();
  return run;
}

class CrashRun implements CrashOutcome {
  readonly wrong: string[] = [];
  readonly moments = new Map<string, number>();
  acknowledged = 0;
  readonly #ivy: IvyHome;
  readonly #journals: string;
  readonly #chance: Chance;
  readonly #identity: Identity | undefined;
  /** What was found of earlier rounds. */
  readonly #settled = new Map<string, string>();

  constructor(ivy: IvyHome, journals: string, { seed, identity }: CrashWish) {
    this.#ivy = ivy;
    this.#journals = journals;
    this.#chance = new Chance(seed);
    this.#identity = identity;
  }

  static async start(temporary: TemporaryDirectory, wish: CrashWish): Promise<CrashRun> {
    const { identity } = wish;
    const own = `${temporary.path}/crash`;
    for (const directory of [own, `${own}/journals`]) {
      mkdirSync(directory);
      if (identity !== undefined) chownSync(directory, identity.uid, identity.gid);
    }
    const ivy = await makeIvyHome(temporary, "crash/home", identity);
    return new CrashRun(ivy, `${own}/journals`, wish);
  }

  async workUntilKilled(round: number): Promise<void> {
    const moment = this.#moment(round);
    this.moments.set(moment.kind, 1 + (this.moments.get(moment.kind) ?? 0));
    const mounted = await this.#ivy.mount();
    let left = workers;
    const working = workerNames(round).map(async (worker) => {
      const words = [`${mounted.mountpoint}/${worker}`, this.#journal(worker)];
      await this.#run("workload-main.ts", [...words, String(this.#chance.below(1_000_000))]);
      left--;
    });
    if (moment.kind === "snapshot") {
      working.push(this.#run("fill-main.ts", [`${mounted.mountpoint}/fill-${round}`]).then());
    }
    const journal = this.#journal(workerNames(round)[0] ?? "");
    const snapshots = `${this.#ivy.home}/snapshots`;
    await killAt(moment, { mounted, journal, snapshots }, () => left === 0);
    await Promise.all(working);
  }

  /** A daemon is killed before, or soon after, it says that it is mounted. */
  async killWhileStarting(): Promise<void> {
    if (this.#chance.below(2) === 0) return;
    const { child, mounted } = this.#ivy.launch();
    const outcome = mounted.catch(() => undefined);
    await wait(this.#chance.below(600));
    child.kill("SIGKILL");
    await (await outcome)?.ended;
  }

  async check(round: number): Promise<void> {
    const mounted = await this.#ivy.mount();
    const described = await this.#describe(mounted, round);
    const contents = new Map(described.contents);
    for (const worker of workerNames(round)) {
      if (!existsSync(this.#journal(worker))) continue;
      const journal = readFileSync(this.#journal(worker), "utf8");
      this.acknowledged += journal.split("\n").filter((line) => line === "done").length;
      const description = new Map(below(worker, described.lines));
      const contentOf = (path: string): Uint8Array | undefined => {
        const content = contents.get(`${worker}/${path}`);
        return content === undefined ? undefined : Buffer.from(content, "base64");
      };
      const wrong = judge(journal, { description, contentOf });
      this.wrong.push(...wrong.slice(0, 20).map((line) => `round ${round}, ${worker}: ${line}`));
    }
    this.#compareSettled(described.lines, round);
    if (this.#chance.below(2) === 0) return mounted.kill();
    const status = await mounted.stop();
    if (status !== 0) this.wrong.push(`round ${round}: the daemon ended with status ${status}`);
  }

  async verify(): Promise<void> {
    const { status, complaint } = await this.#ivy.run("verify");
    if (status !== 0) this.wrong.push(`verify: ${complaint}`);
  }

  #moment(round: number): Moment {
    const isSnapshot = round % snapshotEvery === snapshotEvery - 1;
    const chosen = chooseMoment(this.#chance);
    return isSnapshot ? { kind: "snapshot", milliseconds: this.#chance.below(20) } : chosen;
  }

  #compareSettled(lines: Described["lines"], round: number): void {
    const found = new Map(lines);
    for (const [path, line] of this.#settled) {
      const now = found.get(path);
      if (now !== line) this.wrong.push(`round ${round}: ${path}: ${now} instead of ${line}`);
    }
    for (const [path, line] of lines) this.#settled.set(path, line);
    if (this.#settled.size !== found.size) this.wrong.push(`round ${round}: names came back`);
  }

  /** Everything but what only fills. */
  async #describe({ mountpoint }: IvyMount, round: number): Promise<Described> {
    const underWay = workerNames(round).flatMap((worker) => {
      const journal = this.#journal(worker);
      const path = existsSync(journal) ? fileUnderWay(readFileSync(journal, "utf8")) : undefined;
      return path === undefined ? [] : [`${worker}/${path}`];
    });
    return JSON.parse(await this.#run("describe-main.ts", [mountpoint, ...underWay]));
  }

  #journal(worker: string): string {
    return `${this.#journals}/${worker}`;
  }

  /** Runs one of the programs beside this file; throws what it complains of. */
  async #run(program: string, words: readonly string[]): Promise<string> {
    const path = fileURLToPath(new URL(program, import.meta.url));
    const child = spawn(process.execPath, [path, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      ...this.#identity,
    });
    const finished = await finish(child, 120);
    // Memory of a file whose mount has died.
    if (finished.status === 0 || child.signalCode === "SIGBUS") return finished.output;
    const how = finished.status ?? child.signalCode;
    throw new Error(`${program} ended with ${how}: ${finished.complaint}`);
  }
}

function workerNames(round: number): string[] {
  return Array.from({ length: workers }, (_, worker) => `round-${round}-worker-${worker}`);
}

function below(directory: string, lines: Described["lines"]): [string, string][] {
  const inside = lines.filter(([path]) => path.startsWith(`${directory}/`));
  return inside.map(([path, line]) => [path.slice(directory.length + 1), line]);
}
