// The programs that use a participant's mount: their requests go to the daemon, some wait there,
// and each sees what it is owed.
import type { Outcome, Request } from "../../../fs/core/index.ts";
import type { Participant } from "./participant.ts";
import type { PartyNetwork } from "./party-network.ts";
import type { Problems } from "./problems.ts";
import type { Owed } from "./strictness.ts";
import { isLookedFor, owedTo, whatIsUnseen } from "./strictness.ts";
import { WaitingRequests } from "./waiting-requests.ts";

export interface ProgramsOptions {
  readonly participant: Participant;
  readonly network: PartyNetwork;
  readonly problems: Problems;
  /** With whom it may be connected. */
  readonly everybody: () => readonly Participant[];
  /** Something may have been acknowledged. */
  readonly learn: () => void;
}

export class Programs {
  readonly #options: ProgramsOptions;
  readonly #waiting = new WaitingRequests<readonly Owed[]>();

  constructor(options: ProgramsOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  perform(request: Request): Outcome {
    const { participant, network, everybody } = this.#options;
    const owed = isLookedFor(request) ? owedTo(participant, everybody(), network) : [];
    return this.#performFor(request, owed);
  }

  resume(id: string): void {
    const waiting = this.#waiting.take(id);
    if (waiting === undefined) return;
    const { request, note: owed } = waiting;
    const outcome = this.#performFor(request, owed);
    const isFailed = outcome.kind === "refused" && outcome.refusal === "input-output";
    if (!isFailed || this.#options.participant.isLent) return;
    this.#options.problems.blame(`a ${request.kind} that waited for blocks failed`);
  }

  giveUp(id: string): void {
    this.#waiting.take(id);
  }

  /** Time has passed. */
  look(): void {
    const [late] = this.#waiting.overdue(this.#now());
    if (late !== undefined) this.#options.problems.blame(`a ${late} waits for too long`);
  }

  stop(): void {
    this.#waiting.clear();
  }

  #performFor(request: Request, owed: readonly Owed[]): Outcome {
    const { participant, problems, network, learn } = this.#options;
    const outcome = this.#perform(request, owed);
    if (participant.isDead) return outcome;
    if (outcome.kind !== "waits" && outcome.kind !== "needs") {
      const unseen = whatIsUnseen(owed, network);
      if (unseen !== undefined) problems.blame(`a strict ${request.kind}: ${unseen}`);
    }
    learn();
    return outcome;
  }

  #perform(request: Request, owed: readonly Owed[]): Outcome {
    const { participant } = this.#options;
    const { volume, shared } = participant.machine.home;
    const outcome = (shared?.agreeing ?? volume).perform(request);
    if (outcome.kind !== "needs" && outcome.kind !== "waits") return outcome;
    const now = participant.isLent ? undefined : this.#now();
    const id = this.#waiting.add({ request, note: owed, outcome, now });
    if (outcome.kind === "needs") shared?.fetch(id, outcome.blocks);
    else shared?.agreeing.wait(id, outcome.ticket);
    return outcome;
  }

  #now(): number {
    return this.#options.participant.machine.clock.milliseconds();
  }
}
