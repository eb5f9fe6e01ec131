// One seed of the simulation of several participants: programs that write, connections that come
// and go, machines that die, members who come and leave; then all is healed, and everybody who is
// in must have everything. Throws with the line that replays it.
import { createHash } from "node:crypto";
import { isBlockKey } from "../../../dhash/index.ts";
import type { Crypto } from "../../../logs/index.ts";
import { Chance } from "../../support/chance.ts";
import type { PowerLoss } from "../faults.ts";
import { powerLosses } from "../faults.ts";
import type { SimulationResult } from "../run.ts";
import { Participant } from "./participant.ts";
import { checkTrees, whatLacks, whyUnsettled } from "./party-checks.ts";
import { PartyNetwork } from "./party-network.ts";

export interface PartyOptions {
  readonly seed: number;
  readonly crypto: Crypto;
  /** Undefined: 2 to 6. */
  readonly participants?: number | undefined;
  readonly steps?: number;
  /** Told each line of the trace. */
  readonly onLine?: (line: string) => void;
}

const stepsUsual = 300;
const healedMillisecondsMax = 600_000;

export async function simulateParty(options: PartyOptions): Promise<SimulationResult> {
  const party = new Party(options);
  try {
    return await party.run();
  } catch (error) {
    const { seed, participants } = options;
    const size = participants === undefined ? "" : ` --participants ${participants}`;
    const replay = `npm run simulate -- --parties --seed ${seed}${size}`;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\nreplay it: ${replay}`, { cause: error });
  }
}

class Party {
  readonly #options: PartyOptions;
  readonly #chance: Chance;
  readonly #network: PartyNetwork;
  readonly #everybody: readonly Participant[];
  readonly #founder: Participant;
  readonly #hash = createHash("sha256");
  readonly #counts: Record<string, number> = {};
  /** Do machines lose what was not synced? */
  readonly #losesPower: boolean;

  constructor(options: PartyOptions) {
    this.#options = options;
    const { crypto, seed } = options;
    this.#chance = new Chance(seed);
    this.#network = new PartyNetwork(this.#chance);
    this.#losesPower = this.#chance.below(2) === 0;
    const size = options.participants ?? 2 + this.#chance.below(5);
    const shared = { chance: this.#chance, crypto, network: this.#network };
    const note = (line: string): void => this.#note(line);
    const everybody = Array.from({ length: size }, (_, at) => {
      return new Participant({ ...shared, name: `p${at}`, note });
    });
    const [founder] = everybody;
    if (founder === undefined) throw new Error("a party has somebody in it");
    this.#everybody = everybody;
    this.#founder = founder;
  }

  async run(): Promise<SimulationResult> {
    await this.#founder.start();
    for (const each of this.#everybody.slice(1)) if (this.#chance.below(4) > 0) this.#invite(each);
    const steps = this.#options.steps ?? stepsUsual;
    for (let step = 0; step < steps; step++) {
      await this.#act();
      await this.#pass(this.#chance.below(10) === 0 ? 20 + this.#chance.below(4000) : 20);
      this.#checkProblems();
    }
    await this.#heal();
    return { seed: this.#options.seed, trace: this.#hash.digest("hex"), counts: this.#counts };
  }

  get #running(): readonly Participant[] {
    return this.#everybody.filter(({ isRunning }) => isRunning);
  }

  async #act(): Promise<void> {
    const what = this.#chance.below(100);
    const one = this.#chance.pick(this.#everybody);
    if (one === undefined) return;
    if (what < 70) this.#operate();
    else if (what < 90) this.#changeNetwork();
    else if (what < 96) await this.#crashOrStart(one);
    else if (what < 98) this.#invite(one);
    else this.#part(one);
  }

  #operate(): void {
    const one = this.#chance.pick(this.#running);
    if (one === undefined) return;
    const count = this.#chance.below(10) === 0 ? 1 + this.#chance.below(30) : 1;
    for (let at = 0; at < count; at++) this.#note(`${one.name}: ${this.#countOf(one.operate())}`);
  }

  #changeNetwork(): void {
    const chance = this.#chance;
    const [a, b] = [chance.pick(this.#everybody), chance.pick(this.#everybody)];
    const pair = chance.pick(this.#network.pairs());
    if (a === undefined || b === undefined || a === b) return;
    switch (chance.below(8)) {
      case 0:
        this.#network.part(a.name, b.name);
        return this.#note(`${a.name} and ${b.name} are parted`);
      case 1:
        this.#network.heal();
        return this.#note("healed");
      case 2:
        if (pair === undefined) return;
        this.#network.silence(pair[0], pair[1], chance.below(30_000));
        return this.#note(`${pair[1]} hears nothing of ${pair[0]}`);
      case 3:
        if (pair === undefined) return;
        this.#network.cut(pair[0], pair[1]);
        return this.#note(`${pair[0]} and ${pair[1]} are cut`);
      default:
        this.#connect(a, b);
    }
  }

  #connect(a: Participant, b: Participant): void {
    if (!a.admits(b.name) || !b.admits(a.name)) return;
    this.#network.connect(a.name, b.name);
  }

  async #crashOrStart(one: Participant): Promise<void> {
    if (!one.hasHome) return;
    if (!one.isRunning) {
      await one.start();
      return this.#note(`${one.name} starts`);
    }
    const how = this.#chance.pick(["close", "kill", "power"] as const) ?? "kill";
    this.#note(`${one.name} stops: ${this.#countOf(how)}`);
    if (how === "close") return one.close();
    if (how === "kill" || !this.#losesPower) return one.stop("kill");
    const loss: PowerLoss = this.#chance.pick(powerLosses) ?? "nothing";
    return one.stop(loss);
  }

  /** Somebody who is away gets a link. */
  #invite(one: Participant): void {
    const { fileSystemId } = this.#founder.machine.isRunning
      ? this.#founder.machine.home.info
      : { fileSystemId: "" };
    if (!one.isAway || !isBlockKey(fileSystemId)) return;
    const role = this.#chance.pick(["writer", "writer", "writer", "admin", "reader"] as const);
    if (role === undefined) return;
    const answer = this.#founder.ask({ kind: "invite", role, expires: undefined, uses: 1 });
    if (answer.kind !== "invited") throw new Error("the founder may invite");
    one.join({ fileSystem: fileSystemId, inviteSeed: answer.inviteSeed });
    this.#note(`${one.name} is invited as ${role}`);
    this.#countOf("invited");
    if (this.#chance.below(2) === 0) this.#connect(one, this.#founder);
  }

  /** Somebody leaves, or is put out. */
  #part(one: Participant): void {
    if (one === this.#founder || one.isOut || !one.isRunning || this.#chance.below(3) > 0) return;
    const isLeaving = this.#chance.below(2) === 0;
    if (!isLeaving && !this.#founder.isRunning) return;
    const answer = isLeaving
      ? one.ask({ kind: "leave" })
      : this.#founder.ask({ kind: "exclude", name: one.name, from: undefined });
    if (answer.kind !== "done") return;
    one.isOut = true;
    this.#note(`${one.name} ${this.#countOf(isLeaving ? "leaves" : "is excluded")}`);
  }

  /** Time goes on for everybody. */
  async #pass(milliseconds: number, step = 20): Promise<void> {
    for (let left = milliseconds; left > 0; left -= step) {
      for (const { machine } of this.#everybody) machine.clock.advance(step);
      this.#network.advance(step);
      const isAsking = Math.floor(this.#network.time / step) % 100 === 0;
      for (const each of this.#everybody) await each.turn(isAsking);
    }
  }

  /** All is well from now on; everybody who is in has everything after some time. */
  async #heal(): Promise<void> {
    this.#note("everything is healed");
    this.#network.heal();
    for (const each of this.#everybody) if (each.hasHome && !each.isRunning) await each.start();
    const isChain = this.#chance.below(2) === 0;
    const end = this.#network.time + healedMillisecondsMax;
    let why = await this.#meet(isChain);
    while (why !== undefined && this.#network.time < end) why = await this.#meet(isChain);
    if (why !== undefined) throw new Error(`after all was healed: ${why}`);
    this.#note(`digest ${await checkTrees(this.#members())}`);
    this.#checkProblems();
  }

  #members(): readonly Participant[] {
    return this.#running.filter(({ isOut }) => !isOut);
  }

  /** They connect, each with all or only with the next one, and have some time. */
  async #meet(isChain: boolean): Promise<string | undefined> {
    const present = this.#everybody.filter(({ isOut, isAway }) => !isOut && !isAway);
    present.forEach((a, at) => {
      for (const b of isChain ? present.slice(at + 1, at + 2) : present.slice(at + 1)) {
        this.#connect(a, b);
      }
    });
    // Along a chain it may have only readers beside it, and they let nobody in.
    for (const each of present) if (!each.hasHome) this.#connect(each, this.#founder);
    await this.#pass(2000, 40);
    this.#checkProblems();
    const joining = present.find(({ hasHome }) => !hasHome);
    if (joining !== undefined) return `${joining.name} is not in yet`;
    const unsettled = whyUnsettled(this.#members());
    if (unsettled !== undefined) return unsettled;
    for (const member of this.#members()) {
      const lacking = await whatLacks(member, this.#everybody);
      if (lacking !== undefined) return `${member.name} lacks ${lacking}`;
    }
    return undefined;
  }

  #checkProblems(): void {
    for (const { name, problems } of this.#everybody) {
      const [problem] = problems;
      if (problem !== undefined) throw new Error(`${name}: ${problem}`);
    }
  }

  #note(line: string): void {
    this.#hash.update(`${line}\n`);
    this.#options.onLine?.(`${this.#network.time} ${line}`);
  }

  #countOf(what: string): string {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
    return what;
  }
}
