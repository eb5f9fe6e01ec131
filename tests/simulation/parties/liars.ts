// The members of a party who lie, each in its own way: nobody, or up to three.
import { makeInvitation } from "./government.ts";
import { Liar } from "./liar.ts";
import { habitsOfLiar, liarNames } from "./lies.ts";
import type { Participant } from "./participant.ts";
import type { Party } from "./party.ts";

export class Liars {
  readonly #party: Party;
  readonly #count: number;
  readonly all: Liar[] = [];

  constructor(party: Party, count: number) {
    this.#party = party;
    this.#count = count;
  }

  /** Each has a link, and asks to be let in. */
  enter(): void {
    for (const name of liarNames.slice(0, this.#count)) this.#invite(name);
  }

  turn(): void {
    for (const liar of this.all) liar.turn();
  }

  /** Somebody is connected with one of them. */
  meet(one: Participant): void {
    const { chance, network } = this.#party;
    const liar = chance.pick(this.all);
    if (liar !== undefined && one.admits(liar.name)) network.connect(one.name, liar.name);
  }

  lie(): void {
    const party = this.#party;
    const liar = party.chance.pick(this.all);
    if (liar === undefined) return;
    const one = party.chance.pick(liar.isMember ? party.everybody : [party.founder]);
    if (one?.admits(liar.name) === true && party.chance.below(3) === 0) {
      party.network.connect(one.name, liar.name);
    }
    const node = party.nodes.some();
    if (node !== undefined && party.chance.below(4) === 0) party.network.connect(liar.name, node);
    party.note(`${liar.name}: ${party.countOf(`lie: ${liar.lie()}`)}`);
  }

  #invite(name: string): void {
    const { chance, crypto, network, founder, government } = this.#party;
    const invitation = makeInvitation(government);
    if (invitation === undefined) return;
    const now = () => ({
      seconds: 1_800_000_000 + Math.floor(network.time / 1000),
      nanoseconds: 0,
    });
    const note = (line: string): void => this.#party.note(line);
    const lies = habitsOfLiar(chance);
    const liar = new Liar({ name, lies, chance, crypto, network, invitation, note, now });
    this.all.push(liar);
    network.liars.push(liar);
    network.enter(liar.name, liar);
    network.connect(liar.name, founder.name);
  }
}
