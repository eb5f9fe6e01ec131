// What should never be said or happen at a participant's in an honest world, and what is no wonder:
// what a failing disk, a dead process or a member who lies brings about.
import type { PartyNetwork } from "./party-network.ts";

export interface ProblemsOptions {
  readonly network: PartyNetwork;
  readonly note: (line: string) => void;
  /** Its disk fails, or its process is dead. */
  readonly isExcused: () => boolean;
}

export class Problems {
  readonly list: string[] = [];
  readonly #options: ProblemsOptions;

  constructor(options: ProblemsOptions) {
    this.#options = options;
  }

  blame(problem: string): void {
    if (!this.#options.isExcused()) this.list.push(problem);
  }

  /** The daemon wrote this to its log file. */
  hearLog(name: string, message: string): void {
    this.#options.note(`${name}: ${message}`);
    if (!message.startsWith("error") || isExpected(message) || this.isOfLiar(message)) return;
    this.blame(message);
  }

  hearEnd(name: string, peer: string, why: string): void {
    const what = `ends the connection with ${peer}: ${why}`;
    this.#options.note(`${name} ${what}`);
    if (!this.isOfLiar(peer)) this.blame(`it ${what}`);
  }

  /** Is it about a member who lies? */
  isOfLiar(text: string): boolean {
    const { liars } = this.#options.network;
    return liars.some(({ logId, name }) => text.includes(logId) || text.includes(name));
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
