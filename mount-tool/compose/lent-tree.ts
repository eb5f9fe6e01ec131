// The tree that somebody gave, while it is shown: the logs come and are folded from nothing, up to
// the records that it is said to fold. Then the two trees are compared. Whatever comes of it, from
// then on the own tree is shown.
import { isTrouble, type Trouble } from "../../dhash/index.ts";
import type { InodeDifference, Root, Volume } from "../../fs/index.ts";
import { rootDigest, type Snapshotter } from "../../fs/index.ts";
import type { Habits } from "../habits.ts";
import type { LogLevel } from "../home-types.ts";
import type { LentFigures } from "../sharing-messages.ts";
import { ownSlot, standingsBySlot } from "./folded-home.ts";
import type { GivenTree } from "./given-tree.ts";
import { takeGivenTree } from "./given-tree.ts";
import type { HomeParts } from "./home-parts.ts";
import { basisOf } from "./snapshot-basis.ts";

export interface LentTreeOptions {
  readonly parts: HomeParts;
  readonly given: GivenTree;
  readonly log: (level: LogLevel, message: string) => void;
}

export interface LentTreeHome {
  readonly volume: Volume;
  readonly snapshotter: Snapshotter;
  readonly shared: {
    readonly isConnected: () => boolean;
    /** Those who wait for records, or to write, ask again. */
    readonly agreeing: { askAgain(): void };
    /** The own tree is shown; this is different for the kernel, undefined: everything may be. */
    showOwn(differences: readonly InodeDifference[] | undefined): void;
  };
}

/**
 * equal: it was right. wrong: of the same records, and another tree. other: of other records than
 * those that came, as where another history of a log counts here. stuck: nobody who is connected
 * has the records. damaged: a part of it cannot be read.
 */
type Outcome = "equal" | "wrong" | "other" | "stuck" | "damaged";

/** How often it is looked whether the logs have come so far. */
const lookMilliseconds = 50;
/** Requests wait while records have come within this time... */
const patienceMilliseconds = 30_000;
/** ... and not longer than this after the start. */
const waitMillisecondsMax = 120_000;
/** Nothing came for so long from somebody who is connected: the records will not come. */
const stuckMilliseconds = 60_000;

/** The tree that was given to a home which has none yet. */
export function borrowTree(around: {
  readonly parts: HomeParts;
  readonly log: LentTreeOptions["log"];
  /** The own tree. */
  readonly folded: Root;
  readonly habits: Habits;
}): LentTree | undefined {
  const { parts, log, folded, habits } = around;
  const given = takeGivenTree(parts);
  if (given === undefined) return undefined;
  const isNew = folded.last === undefined && parts.logs.head() === undefined;
  // Whoever wants to see all that others have written cannot do with a tree of some time ago.
  const isOfUse = isNew && habits.consistency !== "strict" && !given.folded.has(ownSlot(parts));
  if (isOfUse) return new LentTree({ parts, given, log });
  given.close();
  return undefined;
}

export class LentTree {
  readonly #options: LentTreeOptions;
  readonly #begunAt: number;
  #lookedAt = 0;
  #accepted = 0;
  /** When records came last, and since when somebody who is connected has sent none. */
  #movedAt: number;
  #silentSince: number;
  /** The own tree, whose nodes are being written into a snapshot and get their digests by that. */
  #own: Root | undefined;
  #outcome: Outcome | undefined;

  constructor(options: LentTreeOptions) {
    this.#options = options;
    this.#begunAt = this.#now();
    this.#movedAt = this.#begunAt;
    this.#silentSince = this.#begunAt;
    const { folded } = options.given;
    options.parts.acceptance.upTo = (slot) => folded.get(slot) ?? 0;
    const records = [...folded.values()].reduce((sum, each) => sum + each, 0);
    options.log("info", `the tree of ${this.#from} is shown until its ${records} records are here`);
  }

  get root(): Root {
    return this.#options.given.root;
  }

  /** Whoever wants to write, or to read what is not here yet, is kept waiting. */
  readonly isWaitedFor = (): boolean => {
    const now = this.#now();
    const isMoving = now - this.#movedAt < patienceMilliseconds;
    return isMoving && now - this.#begunAt < waitMillisecondsMax;
  };

  figures(): LentFigures | undefined {
    const from = this.#from;
    if (this.#outcome === undefined) return { state: "shown", from };
    return this.#outcome === "wrong" || this.#outcome === "damaged"
      ? { state: "wrong", from }
      : undefined;
  }

  /** To be called between requests, while no snapshot is being written. */
  turn(home: LentTreeHome): void {
    if (this.#outcome !== undefined) return;
    if (!home.volume.isLent) return this.#end(home, "damaged");
    if (this.#own !== undefined) return this.#end(home, this.#compare(this.#own));
    const now = this.#now();
    if (now - this.#lookedAt < lookMilliseconds) return;
    this.#lookedAt = now;
    this.#look(home, now);
  }

  close(): void {
    if (this.#outcome === undefined) this.#options.given.close();
  }

  #look(home: LentTreeHome, now: number): void {
    const { parts, given } = this.#options;
    const accepted = new Map<number, number>(
      standingsBySlot(parts).map(([slot, each]) => [slot, each.accepted]),
    );
    const sum = [...accepted.values()].reduce((total, each) => total + each, 0);
    if (sum !== this.#accepted) this.#movedAt = now;
    if (sum !== this.#accepted || !home.shared.isConnected()) this.#silentSince = now;
    this.#accepted = sum;
    if (this.#movedAt === now || !this.isWaitedFor()) home.shared.agreeing.askAgain();
    const isThere = [...given.folded].every(([slot, last]) => (accepted.get(slot) ?? 0) >= last);
    if (isThere) this.#seal(home);
    else if (now - this.#silentSince > stuckMilliseconds) this.#end(home, "stuck");
  }

  /** The snapshot is of use anyway: the next start begins with it. */
  #seal(home: LentTreeHome): void {
    const { parts, given } = this.#options;
    const own = home.volume.freezeOwn();
    if (!isSame(basisOf(parts, own), given.basis)) return this.#end(home, "other");
    this.#own = own;
    home.snapshotter.begin(own, () => false);
  }

  #compare(own: Root): Outcome {
    const { parts, given } = this.#options;
    return isSame(rootDigest(own, parts.hasher), given.digest) ? "equal" : "wrong";
  }

  #end({ volume, shared }: LentTreeHome, outcome: Outcome): void {
    const { parts, given, log } = this.#options;
    this.#outcome = outcome;
    this.#own = undefined;
    parts.acceptance.upTo = () => Number.POSITIVE_INFINITY;
    const wasShown = volume.isLent;
    const differences: readonly InodeDifference[] | Trouble = volume.showOwn();
    given.close();
    log(outcome === "equal" ? "info" : "warn", this.#text(outcome));
    shared.showOwn(isTrouble(differences) || !wasShown ? undefined : differences);
  }

  #text(outcome: Outcome): string {
    const from = this.#from;
    switch (outcome) {
      case "equal":
        return `the tree of ${from} is that of the logs`;
      case "wrong":
        return `${from} gave a wrong tree: its records make another one, which is shown now`;
      case "damaged":
        return `${from} gave a tree that cannot be read; that of the logs is shown as they come`;
      case "other":
        return `the tree of ${from} was of other records than those that count here`;
      case "stuck":
        return `nobody who is connected has all records of the tree of ${from}: it is given up`;
    }
  }

  get #from(): string {
    const { parts, given } = this.#options;
    const { names } = parts.views.opened;
    return [...names].find(([logId]) => logId === given.from)?.[1] ?? given.from;
  }

  #now(): number {
    return this.#options.parts.around.milliseconds();
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
