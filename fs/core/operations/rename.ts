// rename and link (renameat2(2), link(2)). The kernel has checked types, permissions and that a
// directory does not move below itself; the checks here hold for every other caller too.
import type { Change } from "../change.ts";
import type { Entry, Inode } from "../index.ts";
import { findInode, hasRoomFor } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { linksMax } from "../limits.ts";
import type { Refusal } from "../refusal.ts";
import type { Request } from "../request.ts";
import type { Place } from "./lookup.ts";
import { findPlace } from "./lookup.ts";
import { namelessBirth } from "./nameless.ts";
import { isEmpty } from "./remove.ts";
import type { Scene } from "./scene.ts";
import { findAnywhere } from "./scene.ts";
import type { Step } from "./step.ts";
import { doneReply, doneStep, record, refuse } from "./step.ts";

type RenameRequest = Extract<Request, { kind: "rename" }>;
type OpenPlace = Extract<Place, { kind: "place" }>;

export function rename(scene: Scene, request: RenameRequest): Step {
  const from = findPlace(scene, request.parent, request.name);
  if (from.kind === "refused") return refuse(from.refusal);
  const to = findPlace(scene, request.newParent, request.newName);
  if (to.kind === "refused") return refuse(to.refusal);
  if (from.entry === undefined) return refuse("no-entry");
  const refusal = checkRename(scene, { from, moved: from.entry, to, mode: request.mode });
  if (refusal !== undefined) return refuse(refusal);
  if (to.entry?.inode === from.entry.inode) return doneStep; // two names of one file: nothing to do
  const change: Change = {
    kind: "rename",
    inode: from.entry.inode,
    fromDirectory: request.parent,
    fromName: from.name,
    toDirectory: request.newParent,
    toName: to.name,
    replaced: to.entry?.inode,
    exchange: request.mode === "exchange",
  };
  return record([change], doneReply);
}

interface PlannedRename {
  readonly from: OpenPlace;
  readonly moved: Entry;
  readonly to: OpenPlace;
  readonly mode: RenameRequest["mode"];
}

function checkRename(scene: Scene, plan: PlannedRename): Refusal | undefined {
  const { from, moved, to, mode } = plan;
  if (moved.type === "directory" && isBelow(scene, to.directory, moved.inode)) return "invalid";
  const target = to.entry;
  if (mode === "exchange") {
    if (target === undefined) return "no-entry";
    const reversed = target.type === "directory" && isBelow(scene, from.directory, target.inode);
    return reversed ? "invalid" : undefined;
  }
  if (target === undefined) {
    return hasRoomFor(to.directory.entries, to.name) ? undefined : "no-space";
  }
  if (mode === "no-replace") return "exists";
  if (target.inode === moved.inode) return undefined;
  if (target.type !== "directory") return moved.type === "directory" ? "not-directory" : undefined;
  if (moved.type !== "directory") return "is-directory";
  const replaced = findInode(scene.root, target.inode);
  if (replaced === undefined) return "stale";
  return isEmpty(scene.root, replaced) ? undefined : "not-empty";
}

/** Is `directory` the inode `ancestor` or somewhere below it? */
function isBelow(scene: Scene, directory: Inode, ancestor: InodeNumber): boolean {
  let place: Inode | undefined = directory;
  while (place !== undefined) {
    if (place.number === ancestor) return true;
    const above: InodeNumber | undefined = place.parent?.directory;
    place =
      above === undefined || above === place.number ? undefined : findInode(scene.root, above);
  }
  return false;
}

export function link(
  scene: Scene,
  number: InodeNumber,
  newParent: InodeNumber,
  text: string,
): Step {
  const place = findPlace(scene, newParent, text);
  if (place.kind === "refused") return refuse(place.refusal);
  const found = findAnywhere(scene, number);
  if (found === undefined) return refuse("stale");
  if (found.inode.type === "directory") return refuse("not-permitted");
  // What lost its last name gets no other (link(2)); what never had one (O_TMPFILE) may get it.
  if (found.nameless && found.inode.parent !== undefined) return refuse("no-entry");
  if (place.entry !== undefined) return refuse("exists");
  if (!hasRoomFor(place.directory.entries, place.name)) return refuse("no-space");
  if (found.inode.links >= linksMax) return refuse("too-many-links");
  const linked: Change = { kind: "link", directory: newParent, name: place.name, inode: number };
  const reply = { kind: "entry", inode: number } as const;
  if (!found.nameless) return record([linked], reply);
  const changes = [...namelessBirth(scene, found.inode), linked];
  return { kind: "record", changes, nameless: false, reply };
}
