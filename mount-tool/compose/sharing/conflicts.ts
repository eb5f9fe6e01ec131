// What was decided against somebody, as people see it, and settling it (FORMAT "Conflicts").
import { isTrouble } from "../../../dhash/index.ts";
import type { Conflict, InodeNumber, Root, Volume } from "../../../fs/index.ts";
import {
  conflictsOf,
  findEntry,
  findInode,
  findPath,
  listConflicts,
  nameToText,
  pathOfInode,
} from "../../../fs/index.ts";
import { type Dot, dotSlot } from "../../../logs/index.ts";
import type {
  ConflictFigures,
  Keep,
  ListedConflicts,
  MemberAnswer,
} from "../../sharing-messages.ts";
import { membersOf, ownSlot } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";

/** Conflicts that are told at once; more are told when these are settled. */
const conflictsMax = 200;

export function describeConflicts(parts: HomeParts, root: Root): ListedConflicts {
  const conflicts: ConflictFigures[] = [];
  for (const conflict of listConflicts(root)) {
    if (conflicts.length >= conflictsMax) return { conflicts, isMore: true };
    conflicts.push({
      path: pathOfInode(root, conflict.inode),
      kind: conflict.kind,
      what: describe(root, conflict),
      against: nameOf(parts, conflict.dot),
      by: nameOf(parts, winnerOf(root, conflict)),
    });
  }
  return { conflicts, isMore: false };
}

export function resolveConflict(
  { parts, volume }: { readonly parts: HomeParts; readonly volume: Volume },
  { path, keep }: { readonly path: string; readonly keep: Keep },
): MemberAnswer {
  const root = volume.freeze();
  const inode = findPath(root, path)?.inode;
  if (inode === undefined) return { kind: "refused", why: `There is nothing at ${path}.` };
  const conflicts = conflictsAt(root, inode);
  if (conflicts.length === 0) {
    return { kind: "refused", why: `Nothing is in conflict at ${path}. See: ivy conflicts` };
  }
  for (const conflict of conflicts) {
    const why = keep === "both" ? undefined : takeSide({ parts, volume, root }, conflict, keep);
    if (why !== undefined) return { kind: "refused", why };
  }
  const byInode = Map.groupBy(conflicts, (conflict) => conflict.inode);
  for (const [of, sides] of byInode) {
    // Who is gone took its conflicts along.
    if (findInode(volume.freeze(), of) === undefined) continue;
    const trouble = volume.resolve(
      of,
      sides.map(({ dot }) => dot),
    );
    if (isTrouble(trouble)) return { kind: "refused", why: trouble.message };
  }
  return { kind: "done", notes: [] };
}

/** Those of the thing itself, and those of what wanted its name. */
function conflictsAt(root: Root, inode: InodeNumber): readonly Conflict[] {
  const others = [...listConflicts(root)].filter(
    (conflict) => conflict.kind === "name" && conflict.other === inode,
  );
  return [...conflictsOf(root, inode), ...others];
}

interface Settling {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly root: Root;
}

/** Makes one side hold alone; why that cannot be done here, where it cannot. */
function takeSide(
  { parts, volume, root }: Settling,
  conflict: Conflict,
  keep: "mine" | "theirs",
): string | undefined {
  const own = ownSlot(parts);
  const isLoserMine = dotSlot(conflict.dot) === own;
  const winner = winnerOf(root, conflict);
  if (!isLoserMine && dotSlot(winner) !== own) {
    const sides = `${nameOf(parts, conflict.dot)} and ${nameOf(parts, winner)}`;
    const next = "settle it with --keep both, and remove what is not wanted.";
    return `Neither side is yours, they are of ${sides}: ${next}`;
  }
  const isLoserKept = isLoserMine === (keep === "mine");
  if (!isLoserKept && conflict.kind !== "name") return undefined;
  switch (conflict.kind) {
    case "name": {
      const { directory: parent, given, wanted } = conflict;
      const wish = isLoserKept
        ? ({ kind: "rename", newParent: parent, newName: wanted, mode: "replace" } as const)
        : ({ kind: "unlink" } as const);
      return refusalOf(volume.perform({ ...wish, parent, name: given }), given);
    }
    case "removal": {
      const { directory: parent, name } = conflict;
      const isDirectory = findInode(root, conflict.inode)?.type === "directory";
      const kind = isDirectory ? "remove-directory" : "unlink";
      return refusalOf(volume.perform({ kind, parent, name }), name);
    }
    case "content":
      return "The other content is in history: see ivy log PATH, and ivy replay --at.";
    case "move":
    case "setting":
      return "Do again what was decided against (mv, chmod, ...), then settle it with --keep both.";
  }
}

/** The record that holds. A name has it who took it first, whoever came later and noticed. */
function winnerOf(root: Root, conflict: Conflict): Dot {
  if (conflict.kind !== "name") return conflict.by;
  const directory = findInode(root, conflict.directory);
  const entry = directory && findEntry(root, directory, conflict.wanted);
  return entry?.dot ?? conflict.by;
}

function refusalOf(outcome: ReturnType<Volume["perform"]>, name: string): string | undefined {
  if (outcome.kind !== "refused") return undefined;
  const why = `${nameToText(name)}: ${outcome.refusal}`;
  return `${why}. Settle it by hand, then: ivy resolve PATH --keep both`;
}

function describe(root: Root, conflict: Conflict): string {
  switch (conflict.kind) {
    case "content":
      return "both wrote; the later writer's content is in the file";
    case "name": {
      const { wanted, given, other } = conflict;
      const taken = pathOfInode(root, other);
      const is = nameToText(given);
      return `wanted the name ${nameToText(wanted)}, which ${taken} has; it is ${is}`;
    }
    case "removal":
      return "removed by one, changed by the other; it is kept";
    case "move":
      return `moved to where it would be under itself (${nameToText(conflict.name)}); it stays`;
    case "setting":
      return `both set ${conflict.field}; the later one holds`;
  }
}

function nameOf(parts: HomeParts, dot: Dot): string {
  const slot = dotSlot(dot);
  return membersOf(parts).find((member) => member.slot === slot)?.name ?? `member-${slot}`;
}
