// read-directory: a listing in the order of the trie, whose cookies stay valid while others write.

import type { Inode } from "../index.ts";
import { findInode, listEntries } from "../index.ts";
import type { ListedEntry, Request } from "../request.ts";
import type { Scene } from "./scene.ts";
import { attributesOf, findAnywhere } from "./scene.ts";
import type { Step } from "./step.ts";
import { doneStep, refuse } from "./step.ts";

type ListRequest = Extract<Request, { kind: "read-directory" }>;

/** Cookies of "." and ".."; those of entries are at least 512. */
const selfCookie = 1;
const parentCookie = 2;

export function readDirectory(scene: Scene, request: ListRequest): Step {
  const found = findAnywhere(scene, request.inode);
  if (found === undefined) return refuse("stale");
  if (found.inode.type !== "directory") return refuse("not-directory");
  if (!offerDots(found.inode, request)) return doneStep;
  if (found.nameless) return doneStep; // removed while somebody is in it: nothing is left to list
  const after = request.cookie <= parentCookie ? 0 : request.cookie;
  for (const { entry, cookie } of listEntries(scene.root, found.inode, after)) {
    const inode = request.counted ? findInode(scene.root, entry.inode) : undefined;
    const listed: ListedEntry = {
      name: entry.name,
      inode: entry.inode,
      type: entry.type,
      cookie,
      attributes: inode === undefined ? undefined : attributesOf(inode),
    };
    if (!request.accept(listed)) break;
  }
  return doneStep;
}

function offerDots(directory: Inode, request: ListRequest): boolean {
  const { cookie, accept } = request;
  const type = "directory";
  const attributes = undefined;
  if (cookie < selfCookie) {
    const self = {
      name: ".",
      inode: directory.number,
      type,
      cookie: selfCookie,
      attributes,
    } as const;
    if (!accept(self)) return false;
  }
  if (cookie < parentCookie) {
    const inode = directory.parent?.directory ?? directory.number;
    const above = { name: "..", inode, type, cookie: parentCookie, attributes } as const;
    if (!accept(above)) return false;
  }
  return true;
}
