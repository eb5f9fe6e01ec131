// make: every call that creates a name with a new inode behind it (open with O_CREAT, mkdir, mknod,
// symlink), and make-nameless (O_TMPFILE).
import type { Change, FileType } from "../change.ts";
import type { Inode } from "../index.ts";
import { findInode } from "../index.ts";
import { targetBytesMax } from "../limits.ts";
import type { Caller, Request } from "../request.ts";
import { findPlace } from "./lookup.ts";
import type { Scene } from "./scene.ts";
import type { Step } from "./step.ts";
import { record, refuse } from "./step.ts";

const setGroupId = 0o2000;

type MakeRequest = Extract<Request, { kind: "make" }>;
type MakeNamelessRequest = Extract<Request, { kind: "make-nameless" }>;

export function make(scene: Scene, request: MakeRequest): Step {
  const place = findPlace(scene, request.parent, request.name);
  if (place.kind === "refused") return refuse(place.refusal);
  if (place.entry !== undefined) return refuse("exists");
  if (request.type === "symlink") {
    if (request.target.length > targetBytesMax) return refuse("name-too-long");
    if (request.target.length === 0) return refuse("no-entry");
  }
  const inode = newInode(scene, { ...request, directory: place.directory });
  const link: Change = {
    kind: "link",
    directory: request.parent,
    name: place.name,
    inode: scene.nextInode,
  };
  return record([inode, link], { kind: "entry", inode: scene.nextInode });
}

export function makeNameless(scene: Scene, request: MakeNamelessRequest): Step {
  const directory = findInode(scene.root, request.parent);
  if (directory === undefined) return refuse("no-entry");
  if (directory.type !== "directory") return refuse("not-directory");
  const { mode, caller } = request;
  const inode = newInode(scene, { type: "file", mode, device: 0, target: "", caller, directory });
  const reply = { kind: "entry", inode: scene.nextInode } as const;
  return { kind: "record", changes: [inode], nameless: true, reply };
}

interface NewInode {
  readonly type: FileType;
  readonly mode: number;
  readonly device: number;
  readonly target: string;
  readonly caller: Caller;
  readonly directory: Inode;
}

/**
 * A set-group-id directory hands its group on, and to directories the bit itself (open(2),
 * mkdir(2)).
 */
function newInode(scene: Scene, wanted: NewInode): Change {
  const inherits = (wanted.directory.mode & setGroupId) !== 0;
  const isDirectory = wanted.type === "directory";
  return {
    kind: "inode",
    inode: scene.nextInode,
    type: wanted.type,
    mode: (wanted.mode & 0o7777) | (inherits && isDirectory ? setGroupId : 0),
    uid: wanted.caller.uid,
    gid: inherits ? wanted.directory.gid : wanted.caller.gid,
    device: wanted.type === "character" || wanted.type === "block" ? wanted.device : 0,
    target: wanted.target,
  };
}
