// One participant of a simulated party: a machine with a home that shares, the programs that use
// it, and what its owner may rely on.
import type { Outcome, Request } from "../../../fs/core/index.ts";
import type { Crypto } from "../../../logs/index.ts";
import type { HomeSizes } from "../../../mount-tool/compose/surroundings.ts";
import type {
  FromSharing,
  MemberAnswer,
  MemberQuestion,
} from "../../../mount-tool/sharing-messages.ts";
import type { Chance } from "../../support/chance.ts";
import type { PowerLoss } from "../faults.ts";
import { noFaults } from "../faults.ts";
import { Machine } from "../world.ts";
import { chooseRequest } from "./habits.ts";
import type { Invitation } from "./newcomer.ts";
import { Newcomer } from "./newcomer.ts";
import type { NetworkListener, PartyNetwork } from "./party-network.ts";

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
}

const turnsMax = 30;

export class Participant {
  readonly name: string;
  readonly machine: Machine;
  readonly #options: ParticipantOptions;
  readonly #answers = new Map<number, MemberAnswer>();
  /** Requests of programs that wait for blocks. */
  readonly #waiting = new Map<string, Request>();
  /** Who may connect, as its home says. */
  #removed: ReadonlySet<string> = new Set();
  #asked = 0;
  #newcomer: Newcomer | undefined;
  hasHome = false;
  /** Hashes of the own records in their order, as they were acknowledged. */
  readonly acknowledged: string[] = [];
  /** Of these, how many nothing may take away. */
  promised = 0;
  /** What should never be said in an honest world. */
  readonly problems: string[] = [];

  constructor(options: ParticipantOptions) {
    this.#options = options;
    this.name = options.name;
    const { chance, crypto, name, sizes } = options;
    this.machine = new Machine({
      ...{ chance, crypto, participant: name, sizes },
      log: (message) => this.#hearLog(message),
      say: (message) => this.#hearHome(message),
    });
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

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Its process was killed in the middle of something, and nobody has noticed yet. */
  get isDead(): boolean {
    return this.hasHome && this.machine.isRunning && this.machine.process.isDead;
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
      resume: (id) => this.#resume(id),
      giveUp: (id) => this.#waiting.delete(id),
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
    this.machine.disk.faults = noFaults;
    this.#waiting.clear();
    if (how === "kill") return this.machine.kill();
    this.machine.losePower(how);
    this.acknowledged.length = this.promised;
  }

  async close(): Promise<void> {
    this.#options.network.leave(this.name);
    this.machine.disk.faults = noFaults;
    const trouble = await this.machine.home.close();
    if (this.isDead) return this.stop("kill");
    this.machine.kill();
    if (trouble !== undefined) this.problems.push(`closing: ${trouble.message}`);
    this.#waiting.clear();
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
      this.#blame(`${request.kind} was refused: ${said}`);
    }
    return `${request.kind} ${said}`;
  }

  perform(request: Request): Outcome {
    const outcome = this.#perform(request);
    if (this.isDead) return outcome;
    this.#learnLog();
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

  #perform(request: Request): Outcome {
    const { volume, shared } = this.machine.home;
    const outcome = (shared?.agreeing ?? volume).perform(request);
    if (outcome.kind !== "needs" && outcome.kind !== "waits") return outcome;
    const id = `request ${++this.#asked}`;
    this.#waiting.set(id, request);
    if (outcome.kind === "needs") shared?.fetch(id, outcome.blocks);
    else shared?.agreeing.wait(id, outcome.ticket);
    return outcome;
  }

  #resume(id: string): void {
    const request = this.#waiting.get(id);
    if (!this.#waiting.delete(id) || request === undefined) return;
    const outcome = this.perform(request);
    const isLent = this.isRunning && this.machine.home.volume.isLent;
    if (outcome.kind === "refused" && outcome.refusal === "input-output" && !isLent) {
      this.#blame(`a ${request.kind} that waited for blocks failed`);
    }
  }

  /** What the log holds by now was acknowledged. */
  #learnLog(): void {
    const head = this.machine.home.status().head;
    if (head === undefined || head.sequence === 0) return;
    const { sequence, hash } = head;
    if (sequence < this.promised) {
      this.problems.push(`record ${this.promised} was promised, the log ends with ${sequence}`);
    }
    this.acknowledged.length = Math.max(this.acknowledged.length, sequence);
    this.acknowledged[sequence - 1] ??= hash;
    if (this.acknowledged[sequence - 1] !== hash)
      this.problems.push(`record ${sequence} is another`);
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
        this.#options.note(`${this.name} ends the connection with ${message.peer}: ${message.why}`);
        if (!this.#isLiar(message.peer)) {
          this.#blame(`it ends the connection with ${message.peer}: ${message.why}`);
        }
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

  #hearLog(message: string): void {
    this.#options.note(`${this.name}: ${message}`);
    if (!message.startsWith("error") || isExpected(message) || this.#isLiar(message)) return;
    this.#blame(message);
  }

  /** What is said by a disk that fails, or by a process that is dead, is no wonder. */
  #blame(problem: string): void {
    if (this.isDead || this.machine.disk.faults !== noFaults) return;
    this.problems.push(problem);
  }

  /** Is it about the member who lies? */
  #isLiar(text: string): boolean {
    const { liar } = this.#options.network;
    return liar !== undefined && (text.includes(liar.logId) || text.includes(liar.name));
  }
}

/** Who may not write is told so, data of who is away does not come, a sync may be answered late. */
function isExpected(message: string): boolean {
  const words = [
    ": simulated, ",
    "own log: (its owner may only read|the group key|others hold)",
    "did not come in time|is out: ",
    "this participant: not a member",
  ];
  return new RegExp(words.join("|")).test(message);
}
