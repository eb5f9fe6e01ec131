// Rounds of the crash test: workers on a mount, SIGKILL, another mount, and the judge. The tree of
// an earlier round must stay as it was found after its own.
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Chance } from "../../support/chance.ts";
import { type IvyHome, makeIvyHome } from "../../support/subject-ivy.ts";
import {
  type ChildOptions,
  childOptions,
  type TemporaryDirectory,
} from "../../support/temporary.ts";
import { type Inspected, inspect, runChild } from "./inspect.ts";
import { chooseMoment, killAt, type Moment } from "./moment.ts";

export interface CrashWish {
  readonly rounds: number;
  readonly seed: number;
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

interface CrashRunOptions {
  readonly journals: string;
  readonly child: ChildOptions;
  readonly seed: number;
}

class CrashRun implements CrashOutcome {
  readonly wrong: string[] = [];
  readonly moments = new Map<string, number>();
  acknowledged = 0;
  readonly #ivy: IvyHome;
  readonly #journals: string;
  readonly #chance: Chance;
  readonly #child: ChildOptions;
  /** What was found of earlier rounds. */
  readonly #settled = new Map<string, string>();

  constructor(ivy: IvyHome, { journals, child, seed }: CrashRunOptions) {
    this.#ivy = ivy;
    this.#journals = journals;
    this.#chance = new Chance(seed);
    this.#child = child;
  }

  static async start(temporary: TemporaryDirectory, wish: CrashWish): Promise<CrashRun> {
    const journals = `${temporary.path}/journals`;
    mkdirSync(journals);
    const ivy = await makeIvyHome(temporary);
    return new CrashRun(ivy, { journals, child: childOptions(temporary), seed: wish.seed });
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
    const { mountpoint } = mounted;
    const workers = workerNames(round);
    const where = { journals: this.#journals, child: this.#child };
    const inspected = await inspect({ mountpoint, workers, ...where });
    this.acknowledged += inspected.acknowledged;
    this.wrong.push(...inspected.wrong);
    this.#compareSettled(inspected.lines, round);
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

  #compareSettled(lines: Inspected["lines"], round: number): void {
    const found = new Map(lines);
    for (const [path, line] of this.#settled) {
      const now = found.get(path);
      if (now !== line) this.wrong.push(`round ${round}: ${path}: ${now} instead of ${line}`);
    }
    for (const [path, line] of lines) this.#settled.set(path, line);
    if (this.#settled.size !== found.size) this.wrong.push(`round ${round}: names came back`);
  }

  #journal(worker: string): string {
    return `${this.#journals}/${worker}`;
  }

  #run(program: string, words: readonly string[]): Promise<string> {
    return runChild(program, words, this.#child);
  }
}

function workerNames(round: number): string[] {
  return Array.from({ length: workers }, (_, worker) => `round-${round}-worker-${worker}`);
}
