// Somebody who has just come in asks the members it is connected with for their tree, one after the
// other, until it has one (FORMAT "Trees between members"). Without one all goes on as well: the
// first mount then shows what it has folded so far. It knows no network and no timers.
import type { Disk, Hasher, Trouble } from "../../../dhash/index.ts";
import { isTrouble } from "../../../dhash/index.ts";
import type { Taken } from "../../../fs/index.ts";
import { askForTree, TreeTaking } from "../../../fs/index.ts";
import { beginGivenTree, dropGivenTree, keepGivenTree } from "../given-tree.ts";
import { channels, frameOf } from "./channels.ts";

export interface TreeFromMembersOptions {
  readonly disk: Disk;
  readonly hasher: Hasher;
  readonly milliseconds: () => number;
  readonly send: (peer: string, frame: Uint8Array) => void;
  /** It sends nonsense. */
  readonly close: (peer: string, why: string) => void;
  readonly report: (trouble: Trouble) => void;
  /** There is a tree, or will be none. */
  readonly over: () => void;
}

interface Member {
  readonly peer: string;
  readonly logId: string;
}

/** Whoever does not begin within this has no tree to give, or is none who could. */
const beginMillisecondsMax = 5_000;
/** Nothing more comes. */
const pauseMillisecondsMax = 15_000;

export class TreeFromMembers {
  readonly #options: TreeFromMembersOptions;
  readonly #members: Member[];
  #asked: Member | undefined;
  #taking: TreeTaking | undefined;
  #store: ReturnType<typeof beginGivenTree> | undefined;
  #heardAt = 0;
  #isOver = false;

  /** `members`: who is connected; who let this one in first. */
  constructor(options: TreeFromMembersOptions, members: readonly Member[]) {
    this.#options = options;
    this.#members = [...members];
    this.#askNext();
  }

  receive(peer: string, bytes: Uint8Array): void {
    if (peer !== this.#asked?.peer || this.#taking === undefined) return;
    this.#heardAt = this.#options.milliseconds();
    this.#follow(this.#asked, this.#taking.receive(bytes));
  }

  gone(peer: string): void {
    if (peer === this.#asked?.peer) this.#askNext();
  }

  tick(): void {
    if (this.#isOver || this.#taking === undefined) return;
    const limit = this.#taking.bytes === 0 ? beginMillisecondsMax : pauseMillisecondsMax;
    if (this.#options.milliseconds() - this.#heardAt > limit) this.#askNext();
  }

  #follow(member: Member, taken: Taken): void {
    switch (taken.kind) {
      case "more":
        if (taken.answer !== undefined) this.#send(member, taken.answer);
        return;
      case "done":
        return this.#keep(member);
      case "none":
        return this.#askNext();
      case "refused":
        this.#options.close(member.peer, taken.why);
        return this.#askNext();
      case "trouble":
        this.#options.report(taken.trouble);
        return this.#giveUp();
    }
  }

  #keep({ logId }: Member): void {
    this.#closeStore();
    const trouble = keepGivenTree(this.#options, logId);
    if (trouble !== undefined) this.#options.report(trouble);
    this.#end();
  }

  #askNext(): void {
    this.#closeStore();
    this.#asked = this.#members.shift();
    if (this.#asked === undefined) return this.#giveUp();
    const store = beginGivenTree(this.#options);
    if (isTrouble(store)) {
      this.#options.report(store);
      return this.#giveUp();
    }
    this.#store = store;
    this.#taking = new TreeTaking({ store, hasher: this.#options.hasher });
    this.#heardAt = this.#options.milliseconds();
    this.#send(this.#asked, askForTree());
  }

  #giveUp(): void {
    this.#closeStore();
    const trouble = dropGivenTree(this.#options);
    if (trouble !== undefined) this.#options.report(trouble);
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    this.#asked = undefined;
    this.#options.over();
  }

  #closeStore(): void {
    if (this.#store !== undefined && !isTrouble(this.#store)) this.#store.close();
    this.#store = undefined;
    this.#taking = undefined;
  }

  #send({ peer }: Member, message: Uint8Array): void {
    this.#options.send(peer, frameOf(channels.trees, message));
  }
}
