// The Volume: the one object with state of the file system. It asks the core what a request amounts
// to, stores data, appends the record to the participant's log, applies it to the tree, and
// answers. What an answer acknowledged is in the journal (promise C3); nothing is kept back.

import type { Trouble } from "../dhash/core/index.ts";
import { invariant, isTrouble } from "../dhash/core/index.ts";
import type { Stamp, Time } from "../logs/core/index.ts";
import type { Change } from "./core/change.ts";
import type { Edit, FoldRecord, Inode, InodeDifference, Root } from "./core/index.ts";
import { applyRecord, encodeChanges, findInode, makeEdit, TreeDamage } from "./core/index.ts";
import type { InodeNumber } from "./core/inode-number.ts";
import { makeInodeNumber, rootInodeNumber } from "./core/inode-number.ts";
import type { Scene } from "./core/operations/scene.ts";
import { attributesOf, findAnywhere } from "./core/operations/scene.ts";
import type { Reply, Step } from "./core/operations/step.ts";
import type { TreeRequest } from "./core/perform.ts";
import { perform } from "./core/perform.ts";
import type { Outcome, Request } from "./core/request.ts";
import { gatherData } from "./gather-data.ts";
import { losingLink, Nameless } from "./nameless.ts";
import { placeData } from "./place-data.ts";
import type { Clock, DataBlocks, OwnLog, RequestHandler, Space } from "./ports.ts";
import { References } from "./references.ts";
import { SharedTree } from "./shared-tree.ts";
import { refused, troubleToRefusal } from "./trouble-refusal.ts";

export interface VolumePorts {
  readonly log: OwnLog;
  readonly blocks: DataBlocks;
  readonly clock: Clock;
  readonly space: Space;
  /** Told of every trouble that a program sees as an error. */
  readonly report: (trouble: Trouble) => void;
  /**
   * The tree folded anew from the logs alone, when the snapshot under it proved damaged. It costs
   * time, nothing else.
   */
  readonly refold: () => Root | Trouble;
}

export interface VolumeOptions {
  /** The tree folded from all records held. */
  readonly root: Root;
  /** Slot of the participant's own log, and the first inode counter that is free in it. */
  readonly slot: number;
  readonly nextCounter: number;
  readonly readOnly: boolean;
  /** Slots of the other members, whose records `absorb` takes; absent: there are none. */
  readonly others?: readonly number[];
}

type ListRequest = Extract<Request, { kind: "read-directory" }>;

export class Volume implements RequestHandler {
  readonly #ports: VolumePorts;
  readonly #slot: number;
  readonly #readOnly: boolean;
  readonly #nameless = new Nameless();
  readonly #references = new References();
  /** Where the listing that is being made has come to. */
  #listedCookie = 0;
  readonly #shared: SharedTree | undefined;
  #nextCounter: number;
  #root: Root;
  #edit: Edit = makeEdit();

  constructor(ports: VolumePorts, options: VolumeOptions) {
    this.#ports = ports;
    this.#root = options.root;
    this.#slot = options.slot;
    this.#nextCounter = options.nextCounter;
    this.#readOnly = options.readOnly;
    const { root, others } = options;
    if (others !== undefined) this.#shared = new SharedTree({ ...ports, root, others });
  }

  /** The tree as it stands, frozen: later changes make a new one. */
  freeze(): Root {
    this.#edit = makeEdit();
    this.#shared?.freeze();
    return this.#root;
  }

  /** The snapshot from which the tree was read is about to go, and the tree needs it no more. */
  loadNameless(): void {
    this.#nameless.loadContents();
  }

  /**
   * Folds in records of others, which the logs hold; the next own record must know them. Answers
   * with what changed of that which the kernel may have cached; trouble: everything may have, and
   * the tree is right unless `refold` failed, too. Who uses a file keeps it, also without a name.
   */
  absorb(records: readonly FoldRecord[]): readonly InodeDifference[] | Trouble {
    invariant(this.#shared !== undefined, "there are others whose records are absorbed");
    const isKnown = (inode: InodeNumber): boolean =>
      inode === rootInodeNumber || this.#references.has(inode);
    const changed = this.#shared.absorb(records, isKnown);
    this.#root = this.#shared.root;
    if (isTrouble(changed)) return changed;
    const [references, time] = [this.#references, this.#ports.clock.now()];
    this.#nameless.follow(changed, { root: this.#root, references, time });
    return changed;
  }

  /** Number of inodes in the tree. */
  get inodes(): number {
    return this.#root.inodeCount;
  }

  /** Number of inodes that the kernel refers to, and of those in use without a name. */
  held(): { readonly referenced: number; readonly nameless: number } {
    return { referenced: this.#references.size, nameless: this.#nameless.inodes.size };
  }

  perform(request: Request): Outcome {
    try {
      return this.#perform(request);
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      const trouble = this.#refold(error);
      return trouble === undefined
        ? this.#perform(this.#withoutListed(request))
        : this.#refuseFor(trouble);
    }
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
        return this.#carryOut(this.#countListed(request));
      case "allocate":
        if (
          request.operation !== "punch-hole" &&
          request.length > this.#ports.space.space().bytesAvailable
        ) {
          return refused("no-space");
        }
        return this.#carryOut(request);
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
        return this.#readOnly ? refused("read-only") : this.#commit(step, now);
      case "gather":
        return this.#gather(step);
    }
  }

  #scene(): Scene {
    return {
      root: this.#root,
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
      const inode = findInode(this.#root, number);
      if (inode !== undefined) losing.push(inode);
    }
    this.#applyOrRefold(stamp, changes);
    for (const inode of losing) {
      if (findInode(this.#root, inode.number) !== undefined) continue;
      this.#nameless.keep(inode, stamp.time, this.#references.numbersOf(inode.number));
    }
    const first = changes[0];
    if (first?.kind === "inode") this.#nameless.forget(first.inode);
  }

  /**
   * The record is in the log already, so a tree folded anew holds it, and the request must not be
   * tried again.
   */
  #applyOrRefold(stamp: Stamp, changes: readonly Change[]): void {
    try {
      this.#root =
        this.#shared === undefined
          ? applyRecord(this.#root, this.#edit, stamp, changes)
          : this.#shared.append({ stamp, changes });
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      const trouble = this.#refold(error);
      if (trouble !== undefined) throw new Error(trouble.message, { cause: error });
    }
  }

  /** Replaces a tree whose snapshot is damaged by one folded from the logs. */
  #refold(damage: TreeDamage): Trouble | undefined {
    this.#ports.report(damage.trouble);
    const root = this.#ports.refold();
    if (isTrouble(root)) return root;
    this.#root = root;
    this.#edit = makeEdit();
    this.#shared?.restart(root);
    return undefined;
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
    return isTrouble(outcome) ? this.#refuseFor(outcome) : outcome;
  }

  #countListed(request: ListRequest): TreeRequest {
    this.#listedCookie = request.cookie;
    return {
      ...request,
      accept: (entry) => {
        const fitted = request.accept(entry);
        if (fitted) this.#listedCookie = entry.cookie;
        if (fitted && entry.attributes !== undefined) this.#references.add(entry.inode);
        return fitted;
      },
    };
  }

  /** A listing that broke off goes on after what it has handed over already. */
  #withoutListed(request: Request): Request {
    return request.kind === "read-directory" ? { ...request, cookie: this.#listedCookie } : request;
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
