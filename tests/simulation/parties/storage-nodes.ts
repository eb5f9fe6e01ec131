// Machines of a party that only store: members have what they write copied there. Connections with
// them come and go like all others; in the end nothing has fewer copies than are wanted.
import { isBlockKey } from "../../../dhash/index.ts";
import { StoringParty } from "../../support/storing-party.ts";
import type { Participant } from "./participant.ts";
import type { Party } from "./party.ts";
import type { Inspection } from "./party-checks.ts";

const copiesWanted = 3;
const firstNumber = 201;

export class StorageNodes {
  readonly #party: Party;
  readonly #count: number;
  readonly #all: StoringParty[] = [];

  constructor(party: Party, count: number) {
    this.#party = party;
    this.#count = count;
  }

  enter(): void {
    const { founder, crypto, network } = this.#party;
    const { fileSystemId: fileSystem } = founder.machine.home.info;
    if (!isBlockKey(fileSystem)) throw new Error("a file system has a name");
    for (let number = firstNumber; number < firstNumber + this.#count; number++) {
      this.#all.push(new StoringParty({ crypto, network, fileSystem, number }));
    }
  }

  /** The name of one of them. */
  some(): string | undefined {
    return this.#party.chance.pick(this.#all)?.peer;
  }

  tick(): void {
    const { network } = this.#party;
    for (const node of this.#all) {
      node.tick();
      const isLiars = (why: string): boolean =>
        network.liars.some(({ name }) => why.includes(name));
      const why = node.closed.find((each) => !isLiars(each));
      if (why !== undefined) throw new Error(`a node ends the connection with ${why}`);
    }
  }

  /** All is well: everybody reaches all of them. */
  meet(present: readonly Participant[]): void {
    const { network } = this.#party;
    this.#all.forEach(({ peer }, at) => {
      for (const each of present) if (each.hasHome) network.connect(each.name, peer);
      for (const other of this.#all.slice(at + 1)) network.connect(peer, other.peer);
    });
  }

  /** What has fewer copies than wanted; undefined: nothing. */
  whatIsShort(inspections: readonly Inspection[]): string | undefined {
    const wanted = Math.min(copiesWanted, this.#all.length);
    if (wanted === 0) return undefined;
    for (const { name, ownBlocks } of inspections) {
      for (const key of ownBlocks) {
        const copies = this.#all.filter(({ blocks }) => blocks.has(key) === true).length;
        if (copies < wanted) return `a block of ${name} is on ${copies} of ${wanted} nodes`;
      }
    }
    return undefined;
  }
}
