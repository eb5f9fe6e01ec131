// One seed of the simulation of several participants: programs that write, connections that come
// and go, machines and disks that fail, members who come and leave, one who lies; then all is
// healed, and everybody who is in must have everything. Throws with the line that replays it.
import { createHash } from "node:crypto";
import { rootInodeNumber } from "../../../fs/index.ts";
import type { Crypto } from "../../../logs/index.ts";
import { Chance } from "../../support/chance.ts";
import type { PowerLoss } from "../faults.ts";
import { noFaults, powerLosses, someFaults } from "../faults.ts";
import { rememberSignatures } from "../remembered-signatures.ts";
import type { SimulationResult } from "../run.ts";
import type { Government } from "./government.ts";
import { govern, makeInvitation } from "./government.ts";
import { heal } from "./healing.ts";
import { Liars } from "./liars.ts";
import { Participant } from "./participant.ts";
import { PartyNetwork } from "./party-network.ts";
import { StorageNodes } from "./storage-nodes.ts";

export interface PartyOptions {
  readonly seed: number;
  readonly crypto: Crypto;
  /** Undefined: 2 to 6, seldom up to 12, three in a hundred times 20 to 30. */
  readonly participants?: number | undefined;
  /** Undefined: 30 to 170. Of 20 participants and more at most 30. */
  readonly steps?: number | undefined;
  /** Told each line of the trace. */
  readonly onLine?: (line: string) => void;
}

/** What waits to be sent to one peer, in bytes: limits of the exchange and a frame. */
const queuedBytesMax = 16 * 1024 * 1024;

export async function simulateParty(options: PartyOptions): Promise<SimulationResult> {
  const party = new Party(options);
  try {
    return await party.run();
  } catch (error) {
    const { seed, participants, steps } = options;
    const size = participants === undefined ? "" : ` --participants ${participants}`;
    const length = steps === undefined ? "" : ` --steps ${steps}`;
    const replay = `npm run simulate -- --parties --seed ${seed}${size}${length}`;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\nreplay it: ${replay}`, { cause: error });
  }
}

export class Party {
  readonly #options: PartyOptions;
  readonly crypto: Crypto;
  readonly chance: Chance;
  readonly network: PartyNetwork;
  readonly everybody: readonly Participant[];
  readonly #stepsMax: number;
  readonly founder: Participant;
  readonly #hash = createHash("sha256");
  readonly #counts: Record<string, number> = {};
  readonly government: Government;
  /** Which faults there are in this world. */
  readonly #has: Readonly<Record<"powerLoss" | "diskFaults" | "deaths" | "strict", boolean>>;
  readonly liars: Liars;
  readonly nodes: StorageNodes;

  constructor(options: PartyOptions) {
    this.#options = options;
    const { crypto, seed } = options;
    const chance = new Chance(seed);
    this.crypto = rememberSignatures(crypto);
    this.chance = chance;
    this.network = new PartyNetwork(chance);
    const oneOf = (count: number): boolean => chance.below(count) === 0;
    this.#has = { powerLoss: oneOf(2), diskFaults: oneOf(4), deaths: oneOf(3), strict: oneOf(3) };
    this.nodes = new StorageNodes(this, oneOf(4) ? 1 + chance.below(5) : 0);
    this.liars = new Liars(this, oneOf(3) ? 1 + chance.below(3) : 0);
    const isSmall = oneOf(4);
    const isLarge = oneOf(33);
    const some = isLarge ? 20 + chance.below(11) : 2 + chance.below(oneOf(8) ? 11 : 5);
    const size = options.participants ?? some;
    this.#stepsMax = size >= 20 ? 30 : Number.POSITIVE_INFINITY;
    const shared = { chance, crypto: this.crypto, network: this.network };
    const note = (line: string): void => this.note(line);
    this.everybody = Array.from({ length: size }, (_, at) => {
      // One in two takes over the tree of who lets it in.
      const takesTree = at % 2 === 1;
      const isStrict = this.#has.strict && oneOf(2);
      const budgetBytes = 10_000 * (1 + chance.below(20));
      const keep = { mode: isSmall && oneOf(3) ? "recent" : "all", budgetBytes } as const;
      const everybody = (): readonly Participant[] => this.everybody;
      const habits = { takesTree, isStrict, keep, everybody };
      return new Participant({ ...shared, name: `p${at}`, note, ...habits });
    });
    const [founder] = this.everybody;
    if (founder === undefined) throw new Error("a party has somebody in it");
    this.founder = founder;
    this.government = { chance, founder, note, everybody: this.everybody };
  }

  async run(): Promise<SimulationResult> {
    const { chance } = this;
    await this.founder.start();
    this.nodes.enter();
    for (const each of this.everybody.slice(1)) if (chance.below(4) > 0) this.#invite(each);
    this.liars.enter();
    const steps = this.#options.steps ?? 30 + chance.below(140);
    for (let step = 0; step < Math.min(steps, this.#stepsMax); step++) {
      await this.#act();
      await this.pass(chance.below(10) === 0 ? 20 + chance.below(2500) : 20);
    }
    await heal(this);
    return { seed: this.#options.seed, trace: this.#hash.digest("hex"), counts: this.#counts };
  }

  async #act(): Promise<void> {
    const what = this.chance.below(100);
    const one = this.chance.pick(this.everybody);
    if (one === undefined) return;
    if (this.chance.below(3) === 0) this.liars.lie();
    if (what < 60) this.#operate(this.#has.deaths);
    else if (what < 80) this.#changeNetwork();
    else if (what < 88) this.#changeDisk(one);
    else if (what < 94) await this.#crashOrStart(one);
    else if (what < 97) this.#invite(one);
    else this.countOf(govern(this.government));
  }

  #operate(mayDie: boolean): void {
    const { chance } = this;
    const one = chance.pick(this.everybody.filter((each) => each.isRunning && !each.isDead));
    if (one === undefined) return;
    if (mayDie && chance.below(40) === 0) {
      one.machine.process.dieAtCall(1 + chance.below(12));
    }
    this.#operateBy(one, chance.below(10) === 0 ? 1 + chance.below(30) : 1);
  }

  #operateBy(one: Participant, count: number): void {
    for (let at = 0; at < count && !one.isDead; at++) {
      this.note(`${one.name}: ${this.countOf(this.#tryTo(one))}`);
    }
    if (this.chance.below(2) === 0) this.#lookStrictly();
  }

  /** Somebody looks at what was acknowledged this very moment. */
  #lookStrictly(): void {
    const strict = this.everybody.filter((each) => each.isStrict && each.isRunning);
    const one = this.chance.pick(strict.filter(({ isDead }) => !isDead));
    if (one === undefined) return;
    const { kind } = one.perform({ kind: "open", inode: rootInodeNumber });
    this.note(`${one.name}: ${this.countOf(`strict look ${kind}`)}`);
  }

  /** A kernel asks before the daemon has had a turn. */
  askAtOnce(one: Participant): void {
    if (this.chance.below(3) === 0) this.#operateBy(one, 1 + this.chance.below(4));
  }

  #tryTo(one: Participant): string {
    try {
      return one.operate();
    } catch (error) {
      if (!one.isDead) throw error;
      return "died";
    }
  }

  /** All is well, and they go on with their work; false: nobody is strict, so that nothing new can
   *  be found. */
  async workTogether(): Promise<boolean> {
    if (!this.#has.strict) return false;
    for (let step = 0; step < 40; step++) {
      this.#operate(false);
      await this.pass(20 + this.chance.below(80));
    }
    return true;
  }

  #changeNetwork(): void {
    const { chance, network } = this;
    const [a, b] = [chance.pick(this.everybody), chance.pick(this.everybody)];
    const pair = chance.pick(network.pairs());
    if (a === undefined || b === undefined) return;
    switch (chance.below(10)) {
      case 0:
        network.part(a.name, b.name);
        return this.note(`${a.name} and ${b.name} are parted`);
      case 1:
        network.heal();
        return this.note("healed");
      case 2:
        if (pair === undefined) return;
        network.silence(pair[0], pair[1], chance.below(30_000));
        return this.note(`${pair[1]} hears nothing of ${pair[0]}`);
      case 3:
        if (pair === undefined) return;
        network.cut(pair[0], pair[1]);
        return this.note(`${pair[0]} and ${pair[1]} are cut`);
      case 4:
        return this.liars.meet(a);
      case 5:
        return this.#connectNode(a);
      default:
        this.connect(a, b);
    }
  }

  #connectNode(one: Participant): void {
    const [node, other] = [this.nodes.some(), this.nodes.some()];
    if (node === undefined || other === undefined) return;
    if (one.hasHome) this.network.connect(one.name, node);
    this.network.connect(node, other);
  }

  connect(a: Participant, b: Participant): void {
    if (a === b || !a.admits(b.name) || !b.admits(a.name)) return;
    this.network.connect(a.name, b.name);
  }

  #changeDisk(one: Participant): void {
    if (!this.#has.diskFaults || !one.isRunning) return;
    const { disk } = one.machine;
    const isFailing = disk.faults !== noFaults;
    one.setDisk(isFailing ? noFaults : someFaults(this.chance, disk.bytesUsed));
    this.note(`the disk of ${one.name} ${isFailing ? "is well" : "fails"}`);
  }

  async #crashOrStart(one: Participant): Promise<void> {
    if (!one.hasHome) return;
    if (!one.isRunning) {
      await one.start();
      this.note(`${one.name} starts`);
      return this.askAtOnce(one);
    }
    const how = this.chance.pick(["close", "kill", "power"] as const) ?? "kill";
    this.note(`${one.name} stops: ${this.countOf(how)}`);
    if (how === "close") await one.close();
    else one.stop(how === "kill" ? "kill" : this.#loss());
  }

  #loss(): "kill" | PowerLoss {
    return this.#has.powerLoss ? (this.chance.pick(powerLosses) ?? "nothing") : "kill";
  }

  /** Somebody who is away gets a link. */
  #invite(one: Participant): void {
    const invitation = one.isAway ? makeInvitation(this.government) : undefined;
    if (invitation === undefined) return;
    one.join(invitation);
    this.countOf("invited");
    if (this.chance.below(2) === 0) this.connect(one, this.founder);
  }

  /** Time goes on for everybody. */
  async pass(milliseconds: number, step = 20): Promise<void> {
    for (let left = milliseconds; left > 0; left -= step) {
      for (const { machine } of this.everybody) machine.clock.advance(step);
      this.network.advance(step);
      const isAsking = Math.floor(this.network.time / step) % 100 === 0;
      for (const each of this.everybody) {
        const isAway = !each.hasHome;
        await each.turn(isAsking);
        if (isAway && each.hasHome) this.askAtOnce(each);
        if (each.isDead) this.#bury(each);
      }
      this.liars.turn();
      this.nodes.tick();
      this.#check();
    }
  }

  /** The process was killed in the middle of something. */
  #bury(one: Participant): void {
    const how = this.chance.below(2) === 0 ? "kill" : this.#loss();
    this.note(`${one.name} ${this.countOf("died in the middle")}: ${how}`);
    one.stop(how);
  }

  #check(): void {
    for (const one of this.everybody) {
      const { name, problems } = one;
      const problem = problems[0] ?? one.overfull();
      if (problem !== undefined) throw new Error(`${name}: ${problem}`);
    }
    const queued = this.network.queuedMost;
    if (queued > queuedBytesMax) throw new Error(`${queued} bytes wait for one peer`);
  }

  note(line: string): void {
    this.#hash.update(`${line}\n`);
    this.#options.onLine?.(`${this.network.time} ${line}`);
  }

  countOf(what: string): string {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
    return what;
  }
}
