// make: every call that creates a name with a new inode behind it (open with O_CREAT, mkdir, mknod,
// symlink), and make-nameless (O_TMPFILE).
import { accessAclName, defaultAclName, inheritAcl } from "../acl.ts";
import type { Change, FileType } from "../change.ts";
import type { Inode } from "../index.ts";
import { findInode, hasRoomFor } from "../index.ts";
import { targetBytesMax } from "../limits.ts";
import type { Caller, Request } from "../request.ts";
import { isOwner } from "./attributes.ts";
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
  if (!hasRoomFor(place.directory.entries, place.name)) return refuse("no-space");
  if (!isOwner(request.caller)) return refuse("invalid");
  if (request.type === "symlink") {
    if (request.target.length > targetBytesMax) return refuse("name-too-long");
    if (request.target.length === 0) return refuse("no-entry");
  }
  const born = newInode(scene, { ...request, directory: place.directory });
  const link: Change = {
    kind: "link",
    directory: request.parent,
    name: place.name,
    inode: scene.nextInode,
  };
  return record([...born, link], { kind: "entry", inode: scene.nextInode });
}

export function makeNameless(scene: Scene, request: MakeNamelessRequest): Step {
  const directory = findInode(scene.root, request.parent);
  if (directory === undefined) return refuse("no-entry");
  if (directory.type !== "directory") return refuse("not-directory");
  if (!isOwner(request.caller)) return refuse("invalid");
  const changes = newInode(scene, { ...request, type: "file", device: 0, target: "", directory });
  const reply = { kind: "entry", inode: scene.nextInode } as const;
  return { kind: "record", changes, nameless: true, reply };
}

interface NewInode {
  readonly type: FileType;
  readonly mode: number;
  readonly umask: number;
  readonly device: number;
  readonly target: string;
  readonly caller: Caller;
  readonly directory: Inode;
}

/**
 * The inode and the ACLs that it inherits. A set-group-id directory hands its group on, and to
 * directories the bit itself (open(2), mkdir(2)); a default ACL counts instead of the umask
 * (acl(5)).
 */
function newInode(scene: Scene, wanted: NewInode): readonly Change[] {
  const { directory, caller, target, type } = wanted;
  const inode = scene.nextInode;
  const inherits = (directory.mode & setGroupId) !== 0;
  const isDirectory = type === "directory";
  const asked = (wanted.mode & 0o7777) | (inherits && isDirectory ? setGroupId : 0);
  const list = type === "symlink" ? undefined : directory.xattrs?.get(defaultAclName);
  const inherited = list === undefined ? undefined : inheritAcl(list, asked, isDirectory);
  const gid = inherits ? directory.gid : caller.gid;
  const device = type === "character" || type === "block" ? wanted.device : 0;
  const mode = inherited?.mode ?? asked & ~wanted.umask;
  const changes: Change[] = [
    { kind: "inode", inode, type, mode, uid: caller.uid, gid, device, target },
  ];
  const { access, default: handedOn } = inherited ?? {};
  if (access !== undefined) {
    changes.push({ kind: "set-xattr", inode, name: accessAclName, value: access });
  }
  if (handedOn !== undefined) {
    changes.push({ kind: "set-xattr", inode, name: defaultAclName, value: handedOn });
  }
  return changes;
}
