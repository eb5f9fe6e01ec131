// unlink and remove-directory (unlink(2), rmdir(2)). What is still in use lives on as a nameless
// inode; the Volume sees to that.

import type { Inode, Root } from "../index.ts";
import { findInode, listEntries } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { findPlace } from "./lookup.ts";
import type { Scene } from "./scene.ts";
import type { Step } from "./step.ts";
import { doneReply, record, refuse } from "./step.ts";

export function unlink(scene: Scene, parent: InodeNumber, text: string): Step {
  const place = findPlace(scene, parent, text);
  if (place.kind === "refused") return refuse(place.refusal);
  if (place.entry === undefined) return refuse("no-entry");
  if (place.entry.type === "directory") return refuse("is-directory");
  const { name, entry } = place;
  return record([{ kind: "unlink", directory: parent, name, inode: entry.inode }], doneReply);
}

export function removeDirectory(scene: Scene, parent: InodeNumber, text: string): Step {
  if (text === ".") return refuse("invalid");
  if (text === "..") return refuse("not-empty");
  const place = findPlace(scene, parent, text);
  if (place.kind === "refused") return refuse(place.refusal);
  if (place.entry === undefined) return refuse("no-entry");
  if (place.entry.type !== "directory") return refuse("not-directory");
  const directory = findInode(scene.root, place.entry.inode);
  if (directory === undefined) return refuse("stale");
  if (!isEmpty(scene.root, directory)) return refuse("not-empty");
  const { name, entry } = place;
  return record([{ kind: "unlink", directory: parent, name, inode: entry.inode }], doneReply);
}

export function isEmpty(root: Root, directory: Inode): boolean {
  return listEntries(root, directory, 0).next().done === true;
}
