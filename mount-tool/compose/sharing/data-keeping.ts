// Which data of others is here: everything, or what was used last and what is pinned; and what is
// fetched because somebody asks for it.
import type { BlockKey, Held, Trouble } from "../../../dhash/index.ts";
import type { Change, Root, Volume } from "../../../fs/index.ts";
import { findInode, findPath, pathOfInode, rootInodeNumber } from "../../../fs/index.ts";
import type { ReadRecordItem, Recount } from "../../../logs/index.ts";
import { keepBudgetBytesDefault, keepNothingBytes } from "../../keep-options.ts";
import type {
  KeepFigures,
  KeepQuestion,
  MemberAnswer,
  PinFigures,
} from "../../sharing-messages.ts";
import { writeCheckedFile } from "../checked-file.ts";
import type { HomeParts } from "../home-parts.ts";
import { BlockKeeper, keptFileName } from "./block-keeper.ts";
import { Fetches } from "./fetches.ts";
import type { KeepFile } from "./keep-file.ts";
import { writeKeepFile } from "./keep-file.ts";
import { PinnedData } from "./pinned-data.ts";
import { RecentBlocks } from "./recent-blocks.ts";

export interface DataKeepingOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly keep: KeepFile;
  readonly fetch: (keys: readonly BlockKey[]) => void;
  readonly forget: (keys: readonly BlockKey[]) => void;
  readonly report: (trouble: Trouble) => void;
}

export interface KeepingFacts {
  readonly isConnected: boolean;
  /** False: nothing goes, as this machine may be the only one that has it. */
  readonly mayDrop: () => boolean;
}

/** What is pinned is listed, and looked at, one by one. */
const pinsMax = 1024;

export class DataKeeping {
  readonly #options: DataKeepingOptions;
  /** One of the two, by what is kept. */
  readonly #everything: BlockKeeper | undefined;
  readonly #recent: RecentBlocks | undefined;
  readonly #pinned: PinnedData;
  readonly #fetches: Fetches;
  readonly #budgetBytes: number | undefined;
  #file: KeepFile;

  constructor(options: DataKeepingOptions) {
    this.#options = options;
    const { parts, fetch, keep, report } = options;
    this.#file = keep;
    this.#pinned = new PinnedData(options);
    this.#fetches = new Fetches(options);
    const { mode, budgetBytes = keepBudgetBytesDefault } = keep.setting;
    if (mode === "all") {
      this.#everything = new BlockKeeper(parts, fetch);
      return;
    }
    this.#budgetBytes = mode === "recent" ? budgetBytes : keepNothingBytes;
    this.#pinned.set(keep.pins.map(({ inode }) => inode));
    const isPinned = (key: BlockKey): boolean => this.#pinned.isPinned(key);
    const recent = new RecentBlocks({ parts, report, isPinned, budgetBytes: this.#budgetBytes });
    this.#recent = recent;
    parts.uses.onUse = (key) => recent.use(key);
    // What was all here is so no more.
    const trouble = writeCheckedFile(parts, keptFileName, {});
    if (trouble !== undefined) report(trouble);
  }

  /** Others have written this. */
  note(item: ReadRecordItem, changes: readonly Change[]): void {
    this.#everything?.note(item, changes);
    this.#pinned.note(changes);
  }

  /** The logs may hold records that were not told of: a tree that is folded anew takes all in. */
  lookAgain(): void {
    this.#everything?.lookAgain();
    this.#pinned.lookAgain();
  }

  /** Other members are in force; of these logs the records count differently. */
  recount(recounts: readonly Recount[]): void {
    this.#everything?.recount(recounts);
    this.#pinned.lookAgain();
  }

  arrived(key: BlockKey): void {
    this.#everything?.arrived(key);
    this.#pinned.arrived(key);
    this.#fetches.arrived(key);
    this.#recent?.use(key);
  }

  /** Up to which record all data of a log is here, for certain; undefined: not all is kept. */
  keptOf(slot: number): number | undefined {
    return this.#everything?.keptOf(slot);
  }

  /** True: there is more to do now. */
  turn(isTimeUp: () => boolean, { isConnected, mayDrop }: KeepingFacts): boolean {
    const isFetching = this.#fetches.turn(isTimeUp);
    const isKeeping = isConnected && this.#everything?.turn(isTimeUp) === true;
    const isWalking = this.#pinned.turn(isTimeUp) || isKeeping;
    const recent = this.#recent;
    if (recent === undefined || isTimeUp() || !this.#pinned.isKnown || !mayDrop()) {
      return isFetching || isWalking;
    }
    return recent.turn(isTimeUp) || isFetching || isWalking;
  }

  held(): readonly Held[] {
    const everything = this.#everything;
    const own = everything === undefined ? [] : [everything.held()];
    const recent = this.#recent === undefined ? [] : [this.#recent.held()];
    return [...own, ...recent, this.#pinned.held(), this.#fetches.held()];
  }

  close(): void {
    this.#everything?.save();
    this.#recent?.save();
  }

  figures(): KeepFigures {
    const { mode } = this.#file.setting;
    return {
      mode,
      budgetBytes: this.#budgetBytes,
      othersBytes: this.#recent?.bytes ?? 0,
      isCounting: this.#recent?.isCounting ?? false,
      pins: this.#file.pins.length,
      blocksPinnedLacking: this.#pinned.lacking,
    };
  }

  answer(question: KeepQuestion, isConnected: boolean): MemberAnswer {
    const root = this.#options.volume.freeze();
    if (question.kind === "pins") return { kind: "pins", pins: this.#describePins(root) };
    if (question.kind === "unpin") return this.#unpin(root, question.path);
    const inode = inodeAt(root, question.path);
    if (inode === undefined)
      return { kind: "refused", why: `There is nothing at ${question.path}` };
    if (question.kind !== "get") return this.#pin(inode, question.path);
    const { token } = question;
    const figures = this.#fetches.ask({ token, inode }, isConnected);
    if (figures !== undefined) return { kind: "fetching", figures };
    return { kind: "refused", why: "Too much is being fetched at once; try again." };
  }

  #pin(inode: NonNullable<ReturnType<typeof inodeAt>>, path: string): MemberAnswer {
    const { pins } = this.#file;
    if (pins.some((pin) => pin.inode === inode)) return { kind: "done", notes: [] };
    if (pins.length >= pinsMax) {
      const why = `Not more than ${pinsMax} things can be pinned: pin a directory above.`;
      return { kind: "refused", why };
    }
    return this.#keep({ ...this.#file, pins: [...pins, { inode, path }] });
  }

  #unpin(root: Root, path: string): MemberAnswer {
    const inode = inodeAt(root, path);
    const { pins } = this.#file;
    const left = pins.filter((pin) => {
      const isGone = findInode(root, pin.inode) === undefined;
      return pin.inode !== inode && !(isGone && pin.path === path);
    });
    if (left.length === pins.length) {
      return { kind: "refused", why: `${path} is not pinned. See: ivy pin` };
    }
    return this.#keep({ ...this.#file, pins: left });
  }

  #keep(file: KeepFile): MemberAnswer {
    const trouble = writeKeepFile(this.#options.parts, file);
    if (trouble !== undefined) return { kind: "refused", why: trouble.message };
    this.#file = file;
    // With everything kept there is nothing to do for them.
    if (this.#recent === undefined) return { kind: "done", notes: [] };
    this.#pinned.set(file.pins.map(({ inode }) => inode));
    this.#recent.recount();
    return { kind: "done", notes: [] };
  }

  #describePins(root: Root): readonly PinFigures[] {
    return this.#file.pins.map(({ inode, path }) => {
      const isThere = findInode(root, inode) !== undefined;
      return { path: isThere ? pathOfInode(root, inode) : path, isThere };
    });
  }
}

function inodeAt(root: Root, path: string) {
  const isRoot = path.split("/").every((part) => part === "" || part === ".");
  return isRoot ? rootInodeNumber : findPath(root, path)?.inode;
}
