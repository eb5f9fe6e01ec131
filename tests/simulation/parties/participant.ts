// One participant of a simulated party: a machine with a home that shares, the programs that use
// it, and what its owner may rely on.
import type { Outcome, Request } from "../../../fs/core/index.ts";
import type { Crypto } from "../../../logs/index.ts";
import type { HomeSizes } from "../../../mount-tool/compose/surroundings.ts";
import type { KeepSetting } from "../../../mount-tool/keep-options.ts";
import type {
  FromSharing,
  MemberAnswer,
  MemberQuestion,
} from "../../../mount-tool/sharing-messages.ts";
import type { Chance } from "../../support/chance.ts";
import type { DiskFaults, PowerLoss } from "../faults.ts";
import { noFaults } from "../faults.ts";
import { overfull } from "../overfull.ts";
import { Machine } from "../world.ts";
import { chooseRequest } from "./habits.ts";
import type { Invitation } from "./newcomer.ts";
import { Newcomer } from "./newcomer.ts";
import type { NetworkListener, PartyNetwork } from "./party-network.ts";
import { Problems } from "./problems.ts";
import { Programs } from "./programs.ts";

export interface ParticipantOptions {
  readonly name: string;
  readonly chance: Chance;
  readonly crypto: Crypto;
  readonly network: PartyNetwork;
  readonly note: (line: string) => void;
  /** Absent: by chance. */
  readonly sizes?: Partial<HomeSizes>;
  /** Whoever comes in takes over somebody's tree. */
  readonly takesTree?: boolean;
  /** It opens and looks up strictly. */
  readonly isStrict?: boolean;
  /** Of others' data; absent: everything. */
  readonly keep?: KeepSetting | undefined;
  /** With whom it may be connected; absent: what it does not see of them is no matter. */
  readonly everybody?: () => readonly Participant[];
}

const turnsMax = 30;

export class Participant {
  readonly name: string;
  readonly machine: Machine;
  readonly #options: ParticipantOptions;
  readonly #answers = new Map<number, MemberAnswer>();
  readonly #programs: Programs;
  /** Who may connect, as its home says. */
  #removed: ReadonlySet<string> = new Set();
  #asked = 0;
  #newcomer: Newcomer | undefined;
  hasHome = false;
  /** Hashes of the own records in their order, as they were acknowledged. */
  readonly acknowledged: string[] = [];
  /** Of these, how many nothing may take away. */
  promised = 0;
  readonly #problems: Problems;
  #diskWellSince = 0;

  constructor(options: ParticipantOptions) {
    this.#options = options;
    this.name = options.name;
    const { chance, crypto, name, sizes, network, note } = options;
    const isExcused = () => this.isDead || this.machine.disk.faults !== noFaults;
    this.#problems = new Problems({ network, note, isExcused });
    this.machine = new Machine({
      ...{ chance, crypto, participant: name, sizes },
      log: (message) => this.#problems.hearLog(name, message),
      say: (message) => this.#hearHome(message),
    });
    const learn = (): void => this.#learnLog();
    const { everybody = () => [] } = options;
    const problems = this.#problems;
    this.#programs = new Programs({ participant: this, network, everybody, problems, learn });
    this.machine.keep = options.keep;
    this.machine.habits = { consistency: this.isStrict ? "strict" : "push" };
  }

  get isStrict(): boolean {
    return this.#options.isStrict === true;
  }

  get keepsAll(): boolean {
    return (this.#options.keep?.mode ?? "all") === "all";
  }

  get isLent(): boolean {
    return this.isRunning && this.machine.home.volume.isLent;
  }

  get logId(): string {
    return Buffer.from(this.machine.keyPair.publicKey).toString("hex");
  }

  get isRunning(): boolean {
    return this.hasHome && this.machine.isRunning;
  }

  get isAway(): boolean {
    return !this.hasHome && this.#newcomer === undefined;
  }

  /** Why somebody who wants in was not let in so far. */
  get refusal(): string | undefined {
    return this.#newcomer?.refusal;
  }

  /** What should never be said in an honest world. */
  get problems(): readonly string[] {
    return this.#problems.list;
  }

  /** Undefined: it fails. */
  get diskWellSince(): number | undefined {
    return this.machine.disk.faults === noFaults ? this.#diskWellSince : undefined;
  }

  setDisk(faults: DiskFaults): void {
    if (this.machine.disk.faults !== faults) this.#diskWellSince = this.#options.network.time;
    this.machine.disk.faults = faults;
  }

  get waiting(): number {
    return this.#programs.waiting;
  }

  /** Its process was killed in the middle of something, and nobody has noticed yet. */
  get isDead(): boolean {
    return this.hasHome && this.machine.isRunning && this.machine.process.isDead;
  }

  /** What of it is fuller than it may be. */
  overfull(): string | undefined {
    return overfull(this.isRunning ? (this.machine.home.shared?.held() ?? []) : []);
  }

  admits(name: string): boolean {
    return !this.#removed.has(name);
  }

  /** A member that it takes for one who is out may be one again: it is tried. */
  forgetRemoved(): void {
    this.#removed = new Set();
  }

  async start(): Promise<void> {
    const trouble = await this.machine.start();
    if (trouble !== undefined) throw new Error(`${this.name} does not start: ${trouble.message}`);
    this.hasHome = true;
    this.#learnLog();
    const { shared } = this.machine.home;
    shared?.serve({
      wakeDescriptor: undefined,
      resume: (id) => this.#programs.resume(id),
      giveUp: (id) => this.#programs.giveUp(id),
      differ: () => {},
    });
    this.#options.network.enter(this.name, this.#listener());
  }

  join(invitation: Invitation): void {
    const { network } = this.#options;
    const wish = { ...invitation, name: this.name };
    const send = (to: string, bytes: Uint8Array): void => network.send(this.name, to, bytes);
    this.#newcomer = new Newcomer(this.machine, wish, send);
    network.enter(this.name, this.#newcomer);
  }

  stop(how: "kill" | PowerLoss): void {
    this.#options.network.leave(this.name);
    this.setDisk(noFaults);
    this.#programs.stop();
    if (how === "kill") return this.machine.kill();
    this.machine.losePower(how);
    this.acknowledged.length = this.promised;
  }

  async close(): Promise<void> {
    this.#options.network.leave(this.name);
    this.setDisk(noFaults);
    const trouble = await this.machine.home.close();
    if (this.isDead) return this.stop("kill");
    this.machine.kill();
    if (trouble !== undefined) this.#problems.list.push(`closing: ${trouble.message}`);
    this.#programs.stop();
    this.promised = this.acknowledged.length;
  }

  /** Its threads run. */
  async turn(isAsking: boolean): Promise<void> {
    if (this.#newcomer !== undefined) {
      this.#newcomer.turn(isAsking);
      if (!this.#newcomer.isIn) return;
      if (!this.#newcomer.hasSettled(this.#options.takesTree === true)) return;
      this.#options.network.leave(this.name);
      this.#newcomer = undefined;
      this.#options.note(`${this.name} is in`);
      return this.start();
    }
    if (!this.isRunning) return;
    this.#whileAlive(() => {
      for (let turns = 0; turns < turnsMax && this.machine.home.turn(); turns++);
    });
    this.#programs.look();
  }

  /** Somebody whose process dies on the way is not blamed for what it says then. */
  #whileAlive(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!this.isDead) throw error;
    }
  }

  operate(): string {
    const { volume } = this.machine.home;
    const request = chooseRequest(volume, this.#options.chance);
    const outcome = this.perform(request);
    const said = outcome.kind === "refused" ? outcome.refusal : outcome.kind;
    const isLate = volume.isLent && said === "input-output";
    if (!isLate && (said === "input-output" || said === "no-space")) {
      this.#problems.blame(`${request.kind} was refused: ${said}`);
    }
    return `${request.kind} ${said}`;
  }

  perform(request: Request): Outcome {
    const outcome = this.#programs.perform(request);
    if (this.isDead) return outcome;
    const isSynced = request.kind === "sync" && outcome.kind === "done";
    if (isSynced) this.promised = this.acknowledged.length;
    return outcome;
  }

  ask(question: MemberQuestion): MemberAnswer {
    const id = ++this.#asked;
    this.machine.home.shared?.hear({ kind: "ask", id, question });
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (answer === undefined) throw new Error(`${this.name} does not answer`);
    return answer;
  }

  /** What the log holds by now was acknowledged. */
  #learnLog(): void {
    const head = this.machine.home.status().head;
    if (head === undefined || head.sequence === 0) return;
    const { sequence, hash } = head;
    if (sequence < this.promised) {
      this.#problems.list.push(
        `record ${this.promised} was promised, the log ends with ${sequence}`,
      );
    }
    this.acknowledged.length = Math.max(this.acknowledged.length, sequence);
    this.acknowledged[sequence - 1] ??= hash;
    if (this.acknowledged[sequence - 1] !== hash)
      this.#problems.list.push(`record ${sequence} is another`);
  }

  #listener(): NetworkListener {
    const hear = (message: Parameters<NonNullable<typeof shared>["hear"]>[0]): void => {
      if (this.isRunning) shared?.hear(message);
    };
    const { shared } = this.machine.home;
    return {
      logId: this.logId,
      connected: (peer, logId) => hear({ kind: "peer-connected", peer, logId }),
      gone: (peer) => hear({ kind: "peer-gone", peer }),
      frame: (peer, bytes) => hear({ kind: "frame", peer, bytes }),
      full: (peer) => hear({ kind: "peer-full", peer }),
      drained: (peer) => hear({ kind: "peer-drained", peer }),
    };
  }

  #hearHome(message: FromSharing): void {
    const { network } = this.#options;
    switch (message.kind) {
      case "frame":
        return network.send(this.name, message.peer, message.bytes);
      case "close-peer":
        this.#problems.hearEnd(this.name, message.peer, message.why);
        return network.close(this.name, message.peer);
      case "swarm": {
        const { members } = message.swarm;
        this.#removed = new Set(
          members.flatMap(({ role, name }) => (role === "removed" ? [name] : [])),
        );
        for (const name of this.#removed) network.close(this.name, name);
        return;
      }
      case "answer":
        this.#answers.set(message.id, message.answer);
    }
  }
}
