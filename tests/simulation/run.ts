// One seed of the simulation: a workload, faults and crashes by chance, and the checks. Throws with
// the seed that replays it when a promise is broken.
import { createHash } from "node:crypto";
import { BrokenInvariant } from "../../dhash/core/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { Outcome } from "../../fs/core/index.ts";
import type { Crypto } from "../../logs/index.ts";
import { Chance } from "../support/chance.ts";
import { checkOutcome, describeOutcome, differences, isSame } from "./checkers.ts";
import type { DiskFaults } from "./faults.ts";
import { noFaults, powerLosses } from "./faults.ts";
import { describeOperation, type Operation } from "./operation.ts";
import { applyOperation } from "./oracle.ts";
import { describeState } from "./oracle-sight.ts";
import type { OracleState } from "./oracle-state.ts";
import { afterRestart, firstState } from "./oracle-state.ts";
import { Program } from "./program.ts";
import { readTree } from "./tree-reader.ts";
import { chooseOperation } from "./workload.ts";
import { Machine } from "./world.ts";

export interface SimulationResult {
  readonly seed: number;
  /** Equal for equal seeds: of every operation, outcome, fault, crash and digest. */
  readonly trace: string;
  readonly counts: Readonly<Record<string, number>>;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly crypto: Crypto;
  readonly operations?: number;
  /** Told each line of the trace. */
  readonly onLine?: (line: string) => void;
}

export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const run = new Run(options);
  try {
    return await run.run();
  } catch (error) {
    const replay = `npm run simulate -- --seed ${options.seed}`;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\nreplay it: ${replay}`, { cause: error });
  }
}

const operationsUsual = 120;

/** How a participant's machine may stop, beside a crash in the middle of an operation. */
type Stop = "kill" | "power" | "close";

async function turnPromises(): Promise<void> {
  for (let count = 0; count < 10; count++) await Promise.resolve();
}

class Run {
  readonly #options: SimulationOptions;
  readonly #chance: Chance;
  readonly #machine: Machine;
  readonly #program = new Program();
  readonly #hash = createHash("sha256");
  readonly #counts: Record<string, number> = {};
  /** States since the last one that survives power loss; the last is the present one. */
  #states: OracleState[] = [firstState()];
  /** The state after an operation in which the process died, if that was carried out. */
  #inFlight: OracleState | undefined;
  /** A sync failed: what is not durable is promised by nobody any longer. */
  #isDoubtful = false;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#chance = new Chance(options.seed);
    const { crypto } = options;
    const log = (message: string): void => this.#note(`daemon: ${message}`);
    this.#machine = new Machine({ chance: this.#chance, crypto, participant: "anna", log });
  }

  async run(): Promise<SimulationResult> {
    await this.#start();
    await this.#check("kill");
    const operations = this.#options.operations ?? operationsUsual;
    for (let step = 0; step < operations; step++) {
      this.#chooseFaults();
      if (this.#chance.below(25) === 0) await this.#stop();
      else if (this.#chance.below(5) === 0) await this.#background();
      else await this.#operate();
    }
    await this.#stop();
    return { seed: this.#options.seed, trace: this.#hash.digest("hex"), counts: this.#counts };
  }

  get #state(): OracleState {
    const state = this.#states.at(-1);
    if (state === undefined) throw new Error("there is always a state");
    return state;
  }

  #chooseFaults(): void {
    const { disk, clock } = this.#machine;
    clock.advance(this.#chance.below(4000));
    if (this.#chance.below(10) > 0) return disk.writeBack();
    const faults: DiskFaults = { ...noFaults, ...this.#someFaults() };
    disk.faults = faults;
    this.#note(`faults ${JSON.stringify(faults)}`);
  }

  #someFaults(): Partial<DiskFaults> {
    const often = 30 + this.#chance.below(400);
    switch (this.#chance.below(10)) {
      case 0:
        return { shortWrites: often };
      case 1:
        return { failedWrites: often, failedNames: often };
      case 2:
        return { suddenlyFull: often };
      case 3:
        return { failedReads: often };
      case 4:
        return { failedSyncs: often };
      case 5:
        return { bytesMax: this.#machine.disk.bytesUsed + this.#chance.below(40_000) };
      case 6:
        return { shortWrites: often, failedWrites: often, failedReads: often, failedNames: often };
      default:
        return { writtenBack: this.#chance.below(500) };
    }
  }

  async #operate(): Promise<void> {
    const { disk, process } = this.#machine;
    const operation = chooseOperation(this.#state, this.#chance);
    const verdict = applyOperation(this.#state, operation);
    if (this.#chance.below(40) === 0) process.dieAtCall(1 + this.#chance.below(6));
    disk.takeHappened();
    const outcome = this.#perform(operation);
    const happened = disk.takeHappened();
    const text = outcome === undefined ? "the daemon ends" : describeOutcome(outcome);
    this.#note(`${describeOperation(operation)} -> ${text}`);
    if (process.isDead || outcome === undefined) {
      if (!process.isDead && happened.size === 0) throw new Error("a daemon ended for no fault");
      if (verdict.kind === "done") this.#inFlight = verdict.state;
      this.#count(process.isDead ? "died in an operation" : "ended for a fault");
      return this.#stopAs(this.#chance.below(2) === 0 ? "kill" : "power");
    }
    if (outcome.kind === "refused") {
      const isRight = verdict.kind === "refused" && verdict.refusal === outcome.refusal;
      const isFault = outcome.refusal === "input-output" || outcome.refusal === "no-space";
      if (!isRight && !(isFault && happened.size > 0)) {
        throw new Error(`${describeOperation(operation)} was refused ${outcome.refusal}`);
      }
      this.#count(isRight ? "refused rightly" : "refused for a fault");
    } else {
      if (verdict.kind === "refused") {
        throw new Error(`${describeOperation(operation)} was not refused ${verdict.refusal}`);
      }
      checkOutcome(this.#state, operation, outcome);
      this.#count("done");
      if (operation.kind === "sync") this.#states = [verdict.state];
      else this.#states.push(verdict.state);
    }
    if (disk.hasFailedSync) await this.#restartAfterFailedSync();
  }

  /** Undefined: it cannot go on, as neither its tree nor its log can be read. */
  #perform(operation: Operation): Outcome | undefined {
    try {
      return this.#program.perform(this.#machine.home.volume, operation, this.#state.nextId);
    } catch (error) {
      if (error instanceof BrokenInvariant) return undefined;
      throw error;
    }
  }

  /** A daemon on a disk that fails to sync ends. */
  async #restartAfterFailedSync(): Promise<void> {
    this.#isDoubtful = true;
    this.#count("failed sync");
    await this.#stopAs(this.#chance.below(2) === 0 ? "kill" : "power");
  }

  async #background(): Promise<void> {
    const { home, process, clock, disk } = this.#machine;
    if (this.#chance.below(20) === 0) process.dieAtCall(1 + this.#chance.below(12));
    clock.advance(this.#chance.below(2) * 61_000);
    for (let turns = this.#chance.below(20); turns > 0; turns--) {
      home.turn();
      // What another thread was asked for may be done by now.
      if (this.#chance.below(2) === 0) await turnPromises();
    }
    await turnPromises();
    this.#note("background");
    disk.takeHappened();
    if (process.isDead) {
      this.#count("died in the background");
      return this.#stopAs(this.#chance.below(2) === 0 ? "kill" : "power");
    }
    if (disk.hasFailedSync) await this.#restartAfterFailedSync();
  }

  async #stop(): Promise<void> {
    const stops: readonly Stop[] = ["kill", "power", "power", "close"];
    await this.#stopAs(this.#chance.pick(stops) ?? "kill");
  }

  async #stopAs(wanted: Stop): Promise<void> {
    const how = await this.#end(wanted);
    this.#note(`stopped: ${how}`);
    this.#count(how);
    await this.#start();
    await this.#check(how);
  }

  async #end(wanted: Stop): Promise<Stop> {
    const machine = this.#machine;
    if (wanted === "close") {
      if ((await machine.stop()) === undefined) {
        this.#states = [this.#state];
        return "close";
      }
      this.#isDoubtful = true;
    }
    // Pages that a failed sync gave up go with the process.
    if (machine.disk.hasFailedSync) this.#isDoubtful = true;
    if (wanted === "power") {
      machine.losePower(this.#chance.pick(powerLosses) ?? "nothing");
      return "power";
    }
    machine.kill();
    return "kill";
  }

  /** Starts the daemon again; now and then it dies on the way, or the disk goes on failing. */
  async #start(): Promise<void> {
    const machine = this.#machine;
    for (let tries = this.#chance.below(3); tries > 0; tries--) {
      const trouble = await machine.startAndDie(1 + this.#chance.below(60));
      this.#note(`start: ${trouble === undefined ? "done" : trouble.reason}`);
      if (machine.disk.hasFailedSync) this.#isDoubtful = true;
      if (trouble === undefined && !machine.process.isDead) {
        machine.process.dieAtCall(Number.POSITIVE_INFINITY);
        if (machine.disk.hasFailedSync) continue;
        return;
      }
      machine.kill();
    }
    machine.disk.faults = noFaults;
    const trouble = await machine.start();
    if (trouble !== undefined) throw new Error(`it does not start: ${trouble.message}`);
  }

  /** The tree is one that may be there, and all of the home agrees with it. */
  async #check(how: Stop): Promise<void> {
    const { disk, home } = this.#machine;
    const faults = disk.faults;
    disk.faults = noFaults;
    const seen = readTree(home.volume);
    const isPromised = how === "close" || (how === "kill" && !this.#isDoubtful);
    const possible = isPromised ? [this.#state] : [...this.#states];
    if (this.#inFlight !== undefined) possible.push(this.#inFlight);
    const wanted = possible.map(afterRestart);
    const found = wanted.findLast((state) => isSame(describeState(state), seen));
    if (found === undefined) {
      throw new Error(
        `after ${how}: ${differences(describeState(afterRestart(this.#state)), seen)}`,
      );
    }
    this.#program.relearn(home.volume, found);
    // What a loss of power has left is durable; what a kill has left may still go.
    this.#states = how === "kill" ? [...this.#states, found] : [found];
    this.#inFlight = undefined;
    this.#isDoubtful = false;
    await this.#verify();
    disk.faults = faults;
  }

  async #verify(): Promise<void> {
    const digest = this.#machine.digest();
    const report = await this.#machine.verify();
    if (isTrouble(report)) throw new Error(`verify: ${report.message}`);
    const [problem] = report.problems;
    if (problem !== undefined) {
      throw new Error(`verify: ${problem.thing}, ${problem.where}: ${problem.why}`);
    }
    if (report.digest !== digest) throw new Error("the logs fold to another tree than is served");
    this.#note(`digest ${digest}`);
  }

  #note(line: string): void {
    this.#hash.update(`${line}\n`);
    this.#options.onLine?.(line);
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }
}
