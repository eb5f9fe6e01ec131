// Several participants who work on one tree, each from what it holds of the others' logs: programs
// of random steps become records. Used by the law tests; a program is plain data, so that a failure
// shrinks.
import fc from "fast-check";
import type { Change, FoldRecord, History, Inode, InodeNumber, Root } from "../../fs/core/index.ts";
import {
  emptyRoot,
  findEntry,
  findInode,
  insertRecords,
  listEntries,
  rootInodeNumber,
  startHistory,
} from "../../fs/core/index.ts";
import { Author, make, toName } from "./tree-story.ts";

export interface Step {
  /** Who does it. */
  readonly who: number;
  readonly kind: (typeof stepKinds)[number];
  /** Choices among what is there. */
  readonly picks: readonly [number, number, number];
}

const stepKinds = [
  "create",
  "create",
  "mkdir",
  "write",
  "write",
  "write",
  "truncate",
  "punch",
  "unlink",
  "unlink",
  "rename",
  "rename",
  "exchange",
  "link",
  "mode",
  "xattr",
  "hear",
  "hear",
] as const;

const pick = fc.nat({ max: 1000 });

export function programs(authors: number, length: number): fc.Arbitrary<readonly Step[]> {
  const step = fc.record({
    who: fc.nat({ max: authors - 1 }),
    kind: fc.constantFrom(...stepKinds),
    picks: fc.tuple(pick, pick, pick),
  });
  return fc.array(step, { minLength: 4, maxLength: length, size: "max" });
}

export interface Party {
  readonly members: readonly Member[];
  /** All records, each log in its order. */
  readonly records: readonly FoldRecord[];
}

/** Everybody's history with small limits, so that going back and thinning happen all the time. */
const limits = { spacing: 3, recordsMax: 1000 };

export class Member {
  readonly author: Author;
  history: History = startHistory(emptyRoot(), limits);

  constructor(slot: number) {
    this.author = new Author(slot);
  }

  get root(): Root {
    return this.history.root;
  }

  hold(records: readonly FoldRecord[]): void {
    const inserted = insertRecords(this.history, records, 0);
    if (inserted.kind === "too-late") throw new Error("a record came too late");
    this.history = inserted.history;
  }

  write(changes: readonly Change[]): void {
    if (changes.length > 0) this.hold([this.author.write(...changes)]);
  }

  /** Hears everything that another member holds of all logs. */
  hear(from: Member, all: readonly Member[]): void {
    const mine = new Set(this.held.map(({ stamp }) => stamp.dot));
    const news = from.held.filter(({ stamp }) => !mine.has(stamp.dot));
    if (all.length === 0 || news.length === 0) return;
    this.author.learn(...news);
    this.#heard.push(...news);
    this.hold(news);
  }

  readonly #heard: FoldRecord[] = [];

  get held(): readonly FoldRecord[] {
    return [...this.author.records, ...this.#heard];
  }
}

export function runParty(program: readonly Step[], size: number): Party {
  const members = Array.from({ length: size }, (_, index) => new Member(index + 1));
  for (const step of program) {
    const member = members[step.who % size];
    const other = members[(step.who + 1 + (step.picks[0] % Math.max(1, size - 1))) % size];
    if (member === undefined || other === undefined) continue;
    if (step.kind === "hear") member.hear(other, members);
    else member.write(changesOf(member, step));
  }
  return { members, records: members.flatMap(({ author }) => author.records) };
}

const names = ["a", "b", "c"];

interface Spot {
  readonly directory: Inode;
  readonly name: string;
  readonly inode: Inode;
}

function changesOf(member: Member, step: Step): readonly Change[] {
  const [first, second, third] = step.picks;
  const { root } = member;
  const spots = allSpots(root);
  const spot = at(spots, first);
  const name = names[second % names.length] ?? "a";
  const files = spots.filter(({ inode }) => inode.type === "file");
  const file = at(files, first)?.inode.number;
  switch (step.kind) {
    case "create":
    case "mkdir":
      return creating(member, step, name);
    case "write":
      return file === undefined ? [] : [make.write(file, second % 24, 1 + (third % 12))];
    case "truncate":
      return file === undefined ? [] : [make.truncate(file, second % 24)];
    case "punch":
      return file === undefined ? [] : [make.hole(file, second % 24, 1 + (third % 12))];
    case "mode":
      return spot === undefined ? [] : [make.mode(spot.inode.number, second % 0o1000)];
    case "xattr":
      return spot === undefined ? [] : [make.xattr(spot.inode.number, `user.${name}`, `${third}`)];
    case "unlink":
      if (spot === undefined || (spot.inode.type === "directory" && spot.inode.size > 0)) return [];
      return [make.unlink(spot.directory.number, spot.name, spot.inode.number)];
    case "link": {
      const directory = pickDirectory(spots, first);
      if (file === undefined || standing(root, directory, name) !== undefined) return [];
      return [make.link(directory, name, file)];
    }
    case "rename":
      return spot === undefined ? [] : renaming(root, spot, pickDirectory(spots, third), name);
    case "exchange":
      return exchanging(root, spot, at(spots, third));
    case "hear":
      return [];
  }
}

function pickDirectory(spots: readonly Spot[], index: number): InodeNumber {
  const directories = spots.filter(({ inode }) => inode.type === "directory");
  const numbers = [rootInodeNumber, ...directories.map(({ inode }) => inode.number)];
  return at(numbers, index) ?? rootInodeNumber;
}

function creating({ root, author }: Member, step: Step, name: string): readonly Change[] {
  const directory = pickDirectory(allSpots(root), step.picks[0]);
  if (standing(root, directory, name) !== undefined) return [];
  const inode = author.newInode();
  const type = step.kind === "mkdir" ? "directory" : "file";
  const content = type === "file" && step.picks[2] % 2 === 0 ? [make.write(inode, 0, 4)] : [];
  return [make.inode(inode, type), make.link(directory, name, inode), ...content];
}

function exchanging(
  root: Root,
  spot: Spot | undefined,
  other: Spot | undefined,
): readonly Change[] {
  if (spot === undefined || other === undefined || spot.inode === other.inode) return [];
  if (isInside(root, other.directory, spot.inode)) return [];
  if (isInside(root, spot.directory, other.inode)) return [];
  const from = [spot.directory.number, spot.name] as const;
  const to = [other.directory.number, other.name] as const;
  return [make.rename(spot.inode.number, from, to, other.inode.number, true)];
}

/** As a kernel would allow it. */
function renaming(root: Root, spot: Spot, to: InodeNumber, name: string): readonly Change[] {
  const target = standing(root, to, name);
  const directory = findInode(root, to);
  if (directory === undefined || isInside(root, directory, spot.inode)) return [];
  if (target !== undefined) {
    const isFull = target.type === "directory" && target.size > 0;
    if (target === spot.inode || isFull || target.type !== spot.inode.type) return [];
  }
  const from = [spot.directory.number, spot.name] as const;
  return [make.rename(spot.inode.number, from, [to, name], target?.number)];
}

function standing(root: Root, directory: InodeNumber, name: string): Inode | undefined {
  const inode = findInode(root, directory);
  const entry = inode === undefined ? undefined : findEntry(root, inode, toName(name));
  return entry === undefined ? undefined : findInode(root, entry.inode);
}

function isInside(root: Root, directory: Inode, above: Inode): boolean {
  for (let at: Inode | undefined = directory; at !== undefined; ) {
    if (at.number === above.number) return true;
    at = at.parent === undefined ? undefined : findInode(root, at.parent.directory);
  }
  return false;
}

/** Every name in the tree. */
export function allSpots(root: Root): Spot[] {
  const spots: Spot[] = [];
  const walk = (directory: Inode): void => {
    for (const { entry } of listEntries(root, directory, 0)) {
      const inode = findInode(root, entry.inode);
      if (inode === undefined) throw new Error(`${entry.name} leads to no inode`);
      spots.push({ directory, name: entry.name, inode });
      if (inode.type === "directory") walk(inode);
    }
  };
  const top = findInode(root, rootInodeNumber);
  if (top !== undefined) walk(top);
  return spots;
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}
