// What a participant does to the tree, by chance, among the things that it sees there. Whatever the
// others do meanwhile, the file system answers.
import type { ListedEntry, Request } from "../../../fs/core/index.ts";
import type { InodeNumber } from "../../../fs/index.ts";
import { rootInodeNumber } from "../../../fs/index.ts";
import type { RequestHandler } from "../../../fs/ports.ts";
import type { Chance } from "../../support/chance.ts";
import { noise } from "../workload.ts";

const names = ["a", "b", "c", "d", "notes.txt", "l\u00e9"];
const xattrNames = ["user.a", "user.b"];
const caller = { uid: 0, gid: 0 };
const thingsMax = 60;

interface Thing {
  readonly parent: InodeNumber;
  readonly name: string;
  readonly inode: InodeNumber;
  readonly type: string;
}

const habits = [
  ...Array<"write">(9).fill("write"),
  ...Array<"make">(7).fill("make"),
  ...Array<"rename">(4).fill("rename"),
  ...Array<"remove">(4).fill("remove"),
  ...["link", "truncate", "truncate", "punch", "copy", "chmod", "times"],
  ...[
    "set-xattr",
    "remove-xattr",
    "read",
    "read",
    "read",
    "sync",
    "forget",
    "exchange",
    "lookup",
    "open",
  ],
] as const;

/** The next request. */
export function chooseRequest(volume: RequestHandler, chance: Chance): Request {
  const things = look(volume);
  const pick = <T>(from: readonly T[]): T | undefined => chance.pick(from);
  const file = pick(things.filter(({ type }) => type === "file"));
  const thing = pick(things);
  const kind = pick(habits) ?? "make";
  const parents = things.flatMap(({ type, inode }) => (type === "directory" ? [inode] : []));
  const parent = pick([rootInodeNumber, ...parents]) ?? rootInodeNumber;
  const name = pick(names) ?? "a";
  if (file !== undefined) {
    const request = onFile(kind, { file: file.inode, other: pick(things)?.inode, chance });
    if (request !== undefined) return request;
  }
  if (thing !== undefined) {
    const request = onThing(kind, { thing, parent, name, chance });
    if (request !== undefined) return request;
  }
  if (kind === "sync") return { kind };
  const isFull = things.length >= thingsMax;
  if (isFull && thing !== undefined) return removing(thing);
  const type = pick(["file", "file", "file", "directory", "symlink"] as const) ?? "file";
  const target = type === "symlink" ? "a" : "";
  const mode = type === "symlink" ? 0o777 : 0o644;
  return { kind: "make", parent, name, type, mode, target, umask: 0, device: 0, caller };
}

function onFile(
  kind: string,
  around: {
    readonly file: InodeNumber;
    readonly other: InodeNumber | undefined;
    readonly chance: Chance;
  },
): Request | undefined {
  const { file: inode, other, chance } = around;
  const offset = chance.below(3) === 0 ? chance.below(20_000) : 0;
  switch (kind) {
    case "write": {
      const sizes = [10, 300, 4000, 12_000, 40_000];
      const isLarge = chance.below(40) === 0;
      const length = 1 + chance.below(isLarge ? 400_000 : (chance.pick(sizes) ?? 10));
      const data = noise(length, chance);
      return { kind, inode, offset, data, dropSetId: false, timesKept: false };
    }
    case "truncate":
      return { ...noAttributes, inode, size: chance.below(15_000) };
    case "punch": {
      const how = { operation: "punch-hole", keepSize: true } as const;
      return { kind: "allocate", inode, offset, length: 1 + chance.below(9000), ...how };
    }
    case "copy": {
      const length = 1 + chance.below(20_000);
      if (other === undefined || other === inode) return undefined;
      return {
        kind: "copy-range",
        from: inode,
        fromOffset: 0,
        to: other,
        toOffset: offset,
        length,
      };
    }
    case "read":
      return { kind, inode, offset, length: 100_000 };
    default:
      return undefined;
  }
}

function onThing(
  kind: string,
  around: {
    readonly thing: Thing;
    readonly parent: InodeNumber;
    readonly name: string;
    readonly chance: Chance;
  },
): Request | undefined {
  const { thing, parent, name, chance } = around;
  const { inode } = thing;
  const xattr = chance.pick(xattrNames) ?? "user.a";
  switch (kind) {
    case "rename":
    case "exchange": {
      const mode = kind === "exchange" ? kind : "replace";
      const from = { parent: thing.parent, name: thing.name };
      return { kind: "rename", ...from, newParent: parent, newName: name, mode };
    }
    case "remove":
      return removing(thing);
    case "link":
      return { kind, inode, newParent: parent, newName: name };
    case "chmod":
      return { ...noAttributes, inode, mode: 0o600 + chance.below(0o200) };
    case "times":
      return { ...noAttributes, inode, modified: "now" };
    case "set-xattr": {
      const value = noise(chance.below(chance.below(8) === 0 ? 5000 : 40), chance);
      return { kind, inode, name: xattr, value, mode: "any", dropSetGroupId: false };
    }
    case "remove-xattr":
      return { kind, inode, name: xattr };
    case "lookup":
      return { kind, parent: thing.parent, name: thing.name };
    case "forget":
      return { kind, inode, references: 1 };
    case "open":
      return { kind, inode };
    default:
      return undefined;
  }
}

function removing({ type, parent, name }: Thing): Request {
  return { kind: type === "directory" ? "remove-directory" : "unlink", parent, name };
}

/** Everything that has a name. Some of it the kernel refers to from then on. */
function look(volume: RequestHandler): readonly Thing[] {
  const things: Thing[] = [];
  const seen = new Set<InodeNumber>();
  const walk = (parent: InodeNumber): void => {
    seen.add(parent);
    const found: Thing[] = [];
    const accept = ({ name, inode, type }: ListedEntry): boolean => {
      if (name !== "." && name !== "..") found.push({ parent, name, inode, type });
      return true;
    };
    volume.perform({ kind: "read-directory", inode: parent, cookie: 0, counted: false, accept });
    for (const each of found) {
      things.push(each);
      if (each.type === "directory" && !seen.has(each.inode)) walk(each.inode);
    }
  };
  walk(rootInodeNumber);
  return things;
}

const noAttributes = {
  kind: "set-attributes",
  mode: undefined,
  uid: undefined,
  gid: undefined,
  size: undefined,
  accessed: undefined,
  modified: undefined,
  changed: undefined,
  dropSetId: false,
} as const;
