// lookup, get-attributes, read-link: answered from the tree alone.

import type { Entry, Inode } from "../index.ts";
import { findEntry, findInode } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import type { Name } from "../name.ts";
import { isName, nameBytesMax } from "../name.ts";
import type { Refusal } from "../refusal.ts";
import type { Scene } from "./scene.ts";
import { attributesOf, findAnywhere } from "./scene.ts";
import type { Step } from "./step.ts";
import { answer, doneStep, entryOutcome, refuse } from "./step.ts";

export function lookup(scene: Scene, parent: InodeNumber, text: string): Step {
  const place = findPlace(scene, parent, text);
  if (place.kind === "refused") return refuse(place.refusal);
  if (place.entry === undefined) return refuse("no-entry");
  const inode = findInode(scene.root, place.entry.inode);
  return inode === undefined ? refuse("stale") : answer(entryOutcome(attributesOf(inode)));
}

export function open(scene: Scene, number: InodeNumber): Step {
  return findAnywhere(scene, number) === undefined ? refuse("stale") : doneStep;
}

export function getAttributes(scene: Scene, number: InodeNumber): Step {
  const found = findAnywhere(scene, number);
  if (found === undefined) return refuse("stale");
  return answer({ kind: "attributes", attributes: attributesOf(found.inode) });
}

export function readLink(scene: Scene, number: InodeNumber): Step {
  const found = findAnywhere(scene, number);
  if (found === undefined) return refuse("stale");
  if (found.inode.type !== "symlink") return refuse("invalid");
  return answer({ kind: "bytes", bytes: Buffer.from(found.inode.target, "latin1") });
}

/** A directory, a valid name in it and the entry that stands there, or why there can be none. */
export type Place =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | {
      readonly kind: "place";
      readonly directory: Inode;
      readonly name: Name;
      readonly entry: Entry | undefined;
    };

/**
 * Checks a directory and a name as the kernel gave them. A directory that was removed while in use
 * holds nothing.
 */
export function findPlace(scene: Scene, parent: InodeNumber, text: string): Place {
  const directory = findInode(scene.root, parent);
  if (directory === undefined) {
    return { kind: "refused", refusal: scene.nameless.has(parent) ? "no-entry" : "stale" };
  }
  if (directory.type !== "directory") return { kind: "refused", refusal: "not-directory" };
  if (text.length > nameBytesMax) return { kind: "refused", refusal: "name-too-long" };
  if (!isName(text)) return { kind: "refused", refusal: "invalid" };
  return { kind: "place", directory, name: text, entry: findEntry(scene.root, directory, text) };
}
