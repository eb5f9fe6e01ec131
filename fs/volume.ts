// The Volume: the one object with state of the file system. It asks the core what a request amounts
// to, stores data, appends the record to the participant's log, applies it to the tree, and
// answers. What an answer acknowledged is in the journal (promise C3); nothing is kept back.

import { isTrouble, Trouble } from "../dhash/core/index.ts";
import type { Dot, Stamp, Time } from "../logs/core/index.ts";
import type { Change } from "./core/change.ts";
import type { FoldRecord, Inode, InodeDifference, Place, Root } from "./core/index.ts";
import { encodeChanges, findInode, logState, TreeDamage } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { makeInodeNumber, rootInodeNumber } from "./core/inode-number.ts";
import type { Scene } from "./core/operations/scene.ts";
import { attributesOf, findAnywhere } from "./core/operations/scene.ts";
import type { Reply, Step } from "./core/operations/step.ts";
import type { TreeRequest } from "./core/perform.ts";
import { perform } from "./core/perform.ts";
import type { Outcome, Request } from "./core/request.ts";
import { gatherData, lateRecord } from "./gather-data.ts";
import { Listing } from "./listing.ts";
import { losingLink, Nameless } from "./nameless.ts";
import { placeData } from "./place-data.ts";
import type { RequestHandler } from "./ports.ts";
import { References } from "./references.ts";
import { refused, troubleToRefusal } from "./trouble-refusal.ts";
import type { LentRoot, VolumeOptions, VolumePorts } from "./volume-options.ts";
import { ownTreeTicket } from "./volume-options.ts";
import { WorkingTree } from "./working-tree.ts";

export class Volume implements RequestHandler {
  readonly #ports: VolumePorts;
  readonly #slot: number;
  readonly #readOnly: boolean;
  readonly #nameless = new Nameless();
  readonly #references = new References();
  readonly #listing = new Listing(this.#references);
  readonly #tree: WorkingTree;
  readonly #lent: LentRoot | undefined;
  #nextCounter: number;

  constructor(ports: VolumePorts, options: VolumeOptions) {
    this.#ports = ports;
    this.#lent = options.lent;
    this.#tree = new WorkingTree({ ...ports, root: options.root, lent: options.lent?.root });
    this.#slot = options.slot;
    this.#nextCounter = options.nextCounter;
    this.#readOnly = options.readOnly;
    if (options.others !== undefined) this.share(options.others);
  }

  /** The tree as it stands, frozen: later changes make a new one. */
  freeze(): Root {
    return this.#tree.freeze();
  }

  /** What is shown is somebody else's tree. */
  get isLent(): boolean {
    return this.#tree.isLent;
  }

  /** The own tree, frozen, whatever is shown. */
  freezeOwn(): Root {
    return this.#tree.freezeOwn();
  }

  /** From now on the own tree is shown. Answers with what is different for the kernel. */
  showOwn(): readonly InodeDifference[] | Trouble {
    return this.#tree.showOwn(this.#isKnown);
  }

  /** The snapshot from which the tree was read is about to go, and the tree needs it no more. */
  loadNameless(): void {
    this.#nameless.loadContents();
  }

  /** Slots of the other members, whose records `absorb` takes from now on. */
  share(others: readonly number[]): void {
    this.#tree.share(others);
  }

  /** Inodes that the kernel may know, as the tree has them. */
  *referenced(): Generator<Inode> {
    for (const number of this.#references.numbers()) {
      const inode = findInode(this.#tree.root, number);
      if (inode !== undefined) yield inode;
    }
  }

  /** The inode, or the directory that acts for it; undefined: the tree has none. */
  find(inode: InodeNumber): Inode | undefined {
    return findInode(this.#tree.root, inode);
  }

  /** Folds everything anew, as records count differently now. Answers as `absorb` does. */
  recount(): readonly InodeDifference[] | Trouble {
    return this.#keepUsed(this.#tree.recount(this.#isKnown));
  }

  /**
   * Folds in records of others, which the logs hold; the next own record must know them. Answers
   * with what changed of that which the kernel may have cached; trouble: everything may have, and
   * the tree is right unless `refold` failed, too. Who uses a file keeps it, also without a name.
   */
  absorb(records: readonly FoldRecord[]): readonly InodeDifference[] | Trouble {
    return this.#keepUsed(this.#tree.absorb(records, this.#isKnown));
  }

  readonly #isKnown = (inode: InodeNumber): boolean =>
    inode === rootInodeNumber || this.#references.has(inode);

  #keepUsed(changed: readonly InodeDifference[] | Trouble): readonly InodeDifference[] | Trouble {
    // Own records may be among them, of a home that was restored from a backup.
    const made = logState(this.#tree.root, this.#slot)?.inodesMade ?? 0;
    this.#nextCounter = Math.max(this.#nextCounter, made + 1);
    if (isTrouble(changed)) return changed;
    const [references, time] = [this.#references, this.#ports.clock.now()];
    this.#nameless.follow(changed, { root: this.#tree.root, references, time });
    return changed;
  }

  /** From now on `forgotten` is called with each inode to which the kernel refers no longer. */
  watchForgotten(forgotten: (inode: InodeNumber) => void): void {
    this.#references.watch(forgotten);
  }

  /** By which names the kernel may find this inode; none: it is not in the tree. */
  placesOf(number: InodeNumber): readonly Place[] {
    try {
      const inode = findInode(this.#tree.root, number);
      return inode === undefined ? [] : this.#references.placesOf(inode);
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      return this.#tree.refold(error) === undefined ? this.placesOf(number) : [];
    }
  }

  /** Number of inodes in the tree. */
  get inodes(): number {
    return this.#tree.root.inodeCount;
  }

  /** Number of inodes that the kernel refers to, and of those in use without a name. */
  held(): { readonly referenced: number; readonly nameless: number } {
    return { referenced: this.#references.size, nameless: this.#nameless.inodes.size };
  }

  perform(request: Request): Outcome {
    try {
      return this.#perform(request);
    } catch (error) {
      const damage = this.#tree.damageOf(error);
      if (damage === undefined) throw error;
      const trouble = this.#tree.refold(damage);
      return trouble === undefined
        ? this.#perform(this.#listing.withoutListed(request))
        : this.#refuseFor(trouble);
    }
  }

  /** These sides of an inode's conflicts are settled: they are listed no more. */
  resolve(inode: InodeNumber, sides: readonly Dot[]): Trouble | undefined {
    if (this.isLent) return new Trouble("busy", "the logs are not all here yet: try again later.");
    const changes: readonly Change[] = [{ kind: "resolve", inode, sides }];
    const time = this.#ports.clock.now();
    const stamp = this.#ports.log.append(time, encodeChanges(changes), []);
    if (isTrouble(stamp)) return stamp;
    this.#apply(stamp, changes);
    return undefined;
  }

  #perform(request: Request): Outcome {
    switch (request.kind) {
      case "forget":
        this.#forget(request.inode, request.references);
        return { kind: "done" };
      case "sync":
        return this.#readOnly ? { kind: "done" } : this.#sync();
      case "statistics":
        return { kind: "statistics", statistics: this.#ports.space.space() };
      case "read-directory":
        return this.#carryOut(this.#listing.counted(request));
      case "allocate": {
        const taken = request.operation === "punch-hole" ? 0 : request.length;
        const isFull = taken > this.#ports.space.space().bytesAvailable;
        return isFull ? refused("no-space") : this.#carryOut(request);
      }
      default:
        return this.#carryOut(request);
    }
  }

  #carryOut(request: TreeRequest): Outcome {
    const now = this.#ports.clock.now();
    const step = perform(this.#scene(), request, now);
    switch (step.kind) {
      case "answer":
        if (step.outcome.kind === "entry") this.#references.add(step.outcome.attributes.inode);
        return step.outcome;
      case "record":
        if (this.#readOnly) return refused("read-only");
        return this.isLent ? (this.#waitForOwn() ?? refused("read-only")) : this.#commit(step, now);
      case "gather":
        return this.#gather(step);
    }
  }

  #scene(): Scene {
    return {
      root: this.#tree.root,
      nameless: this.#nameless.inodes,
      namelessParts: this.#nameless.parts,
      nextInode: makeInodeNumber(this.#slot, this.#nextCounter),
    };
  }

  #commit(step: Extract<Step, { kind: "record" }>, now: Time): Outcome {
    const placed = placeData(step.changes, this.#ports.blocks);
    if (isTrouble(placed)) return this.#refuseFor(placed);
    if (step.nameless) {
      this.#nameless.apply(placed.changes, placed.parts, now);
    } else {
      const stamp = this.#ports.log.append(now, encodeChanges(placed.changes), placed.parts);
      if (isTrouble(stamp)) return this.#refuseFor(stamp);
      this.#apply(stamp, placed.changes);
    }
    if (placed.changes[0]?.kind === "inode" && !this.#isOld(placed.changes[0].inode)) {
      this.#nextCounter += 1;
    }
    return this.#reply(step.reply);
  }

  /** A number given out earlier: a file without a name that is linked now. */
  #isOld(inode: InodeNumber): boolean {
    return inode !== makeInodeNumber(this.#slot, this.#nextCounter);
  }

  /**
   * Applies the participant's own newest record, and keeps what lost its last name but is in use.
   */
  #apply(stamp: Stamp, changes: readonly Change[]): void {
    const losing: Inode[] = [];
    for (const change of changes) {
      const number = losingLink(change);
      if (number === undefined || !this.#references.has(number)) continue;
      const inode = findInode(this.#tree.root, number);
      if (inode !== undefined) losing.push(inode);
    }
    this.#tree.append(stamp, changes);
    for (const inode of losing) {
      if (findInode(this.#tree.root, inode.number) !== undefined) continue;
      this.#nameless.keep(inode, stamp.time, this.#references.numbersOf(inode.number));
    }
    const first = changes[0];
    if (first?.kind === "inode") this.#nameless.forget(first.inode);
  }

  #reply(reply: Reply): Outcome {
    switch (reply.kind) {
      case "done":
      case "count":
        return reply;
      case "entry":
      case "attributes": {
        const found = findAnywhere(this.#scene(), reply.inode);
        if (found === undefined) return refused("stale");
        if (reply.kind === "entry") this.#references.add(reply.inode);
        return { kind: reply.kind, attributes: attributesOf(found.inode) };
      }
    }
  }

  #gather(step: Extract<Step, { kind: "gather" }>): Outcome {
    const { log, blocks } = this.#ports;
    const namelessParts = this.#nameless.parts;
    const outcome = gatherData(step.pieces, step.length, { log, blocks, namelessParts });
    if (!isTrouble(outcome)) return outcome;
    if (!this.isLent || outcome.reason !== "absent") return this.#refuseFor(outcome);
    return this.#waitForOwn() ?? this.#refuseFor(lateRecord);
  }

  #waitForOwn(): Outcome | undefined {
    return this.#lent?.isWaitedFor() === true
      ? { kind: "waits", ticket: ownTreeTicket }
      : undefined;
  }

  #forget(inode: InodeNumber, references: number): void {
    if (this.#references.giveBack(inode, references)) this.#nameless.forget(inode);
  }

  /** Blocks first: power loss must never take away a block that a record names. */
  #sync(): Outcome {
    const trouble = this.#ports.blocks.sync() ?? this.#ports.log.sync();
    return trouble === undefined ? { kind: "done" } : this.#refuseFor(trouble);
  }

  #refuseFor(trouble: Trouble): Outcome {
    this.#ports.report(trouble);
    return refused(troubleToRefusal(trouble));
  }
}
