// set-attributes: chmod, chown, truncate, utimensat in one request, as the kernel sends them.

import type { Time } from "../../../logs/core/index.ts";
import { accessAclName, chmodAcl } from "../acl.ts";
import type { Change } from "../change.ts";
import type { Inode } from "../index.ts";
import { fileBytesMax, ownerMax } from "../limits.ts";
import type { Caller, Request, TimeChange } from "../request.ts";
import type { Scene } from "./scene.ts";
import { attributesOf, findAnywhere } from "./scene.ts";
import type { Step } from "./step.ts";
import { answer, refuse } from "./step.ts";

type SetRequest = Extract<Request, { kind: "set-attributes" }>;

const setUserId = 0o4000;
const setGroupId = 0o2000;
const groupExecute = 0o0010;
const nanosecondsPerSecond = 1_000_000_000;

/** A change that sets nothing yet. */
export const noAttributes = {
  kind: "set-attributes",
  mode: undefined,
  uid: undefined,
  gid: undefined,
  accessed: undefined,
  modified: undefined,
  changed: undefined,
} as const;

/** Where Linux keeps the capabilities of a program file. */
const capabilityName = "security.capability";

export function setAttributes(scene: Scene, request: SetRequest, now: Time): Step {
  const found = findAnywhere(scene, request.inode);
  if (found === undefined) return refuse("stale");
  const { inode } = found;
  if (!isValid(request)) return refuse("invalid");
  const changes: Change[] = [];
  if (request.size !== undefined) {
    if (inode.type === "directory") return refuse("is-directory");
    if (inode.type !== "file") return refuse("invalid");
    if (request.size > fileBytesMax) return refuse("file-too-big");
    changes.push({ kind: "truncate", inode: request.inode, size: request.size });
  }
  if (changesOwner(request) || request.size !== undefined || request.dropSetId) {
    changes.push(...dropPrivileges(inode, false));
  }
  const attributes = attributeChange(inode, request, now);
  if (attributes !== undefined) changes.push(attributes);
  const acl = request.mode === undefined ? undefined : aclChange(inode, request.mode);
  if (acl !== undefined) changes.push(acl);
  if (changes.length === 0) {
    return answer({ kind: "attributes", attributes: attributesOf(inode) });
  }
  const reply = { kind: "attributes", inode: request.inode } as const;
  return { kind: "record", changes, nameless: found.nameless, reply };
}

function attributeChange(inode: Inode, request: SetRequest, now: Time): Change | undefined {
  const mode = modeAfter(inode, request);
  const accessed = exactTime(request.accessed, now);
  const modified = exactTime(request.modified, now);
  const { uid, gid, changed } = request;
  const nothing =
    mode === undefined &&
    uid === undefined &&
    gid === undefined &&
    accessed === undefined &&
    modified === undefined &&
    changed === undefined;
  if (nothing || isSettingWhatIs(inode, request)) return undefined;
  const kind = "set-attributes";
  return { kind, inode: request.inode, mode, uid, gid, accessed, modified, changed };
}

/**
 * The kernel, which owns the times of files while it caches writes, tells the time of a change that
 * it has just asked for. Mostly it is the one that the change got here.
 */
function isSettingWhatIs(inode: Inode, request: SetRequest): boolean {
  const { mode, uid, gid, size, accessed, modified, changed, dropSetId } = request;
  if (mode !== undefined || uid !== undefined || gid !== undefined) return false;
  if (size !== undefined || dropSetId || changed === undefined) return false;
  return (
    isTime(changed, inode.changed) &&
    (accessed === undefined || isTime(accessed, inode.accessed)) &&
    (modified === undefined || isTime(modified, inode.modified))
  );
}

function isTime(change: TimeChange, time: Time): boolean {
  if (change === "now") return false;
  return change.seconds === time.seconds && change.nanoseconds === time.nanoseconds;
}

/** chmod(2) changes the access ACL with the mode. */
function aclChange(inode: Inode, mode: number): Change | undefined {
  const acl = inode.xattrs?.get(accessAclName);
  const value = acl === undefined ? undefined : chmodAcl(acl, mode);
  if (value === undefined) return undefined;
  return { kind: "set-xattr", inode: inode.number, name: accessAclName, value };
}

/**
 * chown(2) always takes the set-id bits of a file away; write and truncate do so when the kernel
 * says so.
 */
function modeAfter(inode: Inode, request: SetRequest): number | undefined {
  if (request.mode !== undefined) return request.mode & 0o7777;
  if (inode.type === "directory" || !(changesOwner(request) || request.dropSetId)) return undefined;
  const mode = withoutSetId(inode.mode);
  return mode === inode.mode ? undefined : mode;
}

/**
 * The mode after a write by somebody unprivileged: a set-group-id bit without group execute means
 * locking and stays.
 */
export function withoutSetId(mode: number): number {
  const group = (mode & groupExecute) === 0 ? 0 : setGroupId;
  return mode & ~(setUserId | group);
}

/**
 * What writing to a file takes from it: its capabilities always, and its set-id bits if the writer
 * may not keep them (capabilities(7), write(2)).
 */
export function dropPrivileges(inode: Inode, dropSetId: boolean): readonly Change[] {
  const changes: Change[] = [];
  const mode = withoutSetId(inode.mode);
  if (dropSetId && mode !== inode.mode) changes.push(modeChange(inode, mode));
  if (inode.xattrs?.has(capabilityName) === true) {
    changes.push({ kind: "remove-xattr", inode: inode.number, name: capabilityName });
  }
  return changes;
}

/** Keeps the times that a file has while something else about it changes. */
export function timesChange({ number, modified, changed }: Inode): Change {
  return { ...noAttributes, inode: number, modified, changed };
}

export function modeChange(inode: Inode, mode: number): Change {
  return { ...noAttributes, inode: inode.number, mode };
}

/** Times and owners that there are (utimensat(2), chown(2)). */
function isValid({ accessed, modified, changed, uid, gid }: SetRequest): boolean {
  const times = [accessed, modified, changed];
  const isTimes = times.every(
    (time) => time === undefined || time === "now" || time.nanoseconds < nanosecondsPerSecond,
  );
  return isTimes && isOwner({ uid: uid ?? 0, gid: gid ?? 0 });
}

/** The largest number stands for nobody that can be told here (an unmapped user). */
export function isOwner({ uid, gid }: Caller): boolean {
  return uid <= ownerMax && gid <= ownerMax;
}

function changesOwner({ uid, gid }: SetRequest): boolean {
  return uid !== undefined || gid !== undefined;
}

function exactTime(change: TimeChange | undefined, now: Time): Time | undefined {
  return change === "now" ? now : change;
}
