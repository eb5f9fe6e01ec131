// The tree that a newcomer was given by a member, in the home until the first mount (FORMAT
// "Home"): a snapshot beside given.json, which says who gave it. It is of use once: a mount that
// takes it removes it, so that a later one begins with the logs, whatever happens in between.
import type { Disk, Hasher, Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/index.ts";
import { foldedSequences, openSnapshot, openSnapshots, TreeDamage } from "../../fs/index.ts";
import { isShape, isText } from "../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "./checked-file.ts";

interface Place {
  readonly disk: Disk;
  readonly hasher: Hasher;
}

const givenFileName = "given.json";
const directory = "given";
const basisBytes = 32;
const digestBytes = 32;

const isGivenFile = isShape({ from: isText });

export interface GivenTree {
  /** Log id of the member who gave it. */
  readonly from: string;
  readonly root: Root;
  /** What its root's digest is said to be. */
  readonly digest: Uint8Array;
  /** Which records it is said to fold. */
  readonly basis: Uint8Array;
  /** The same by slot: the newest record of each log. */
  readonly folded: ReadonlyMap<number, number>;
  /** Nodes can be loaded no more. */
  readonly close: () => void;
}

/** An empty snapshot to take a tree into; whatever was left of another one is gone. */
export function beginGivenTree(place: Place) {
  const trouble = dropGivenTree(place);
  const files = trouble ?? openSnapshots({ disk: place.disk, directory });
  return isTrouble(files) ? files : files.begin();
}

/** The tree is whole. */
export function keepGivenTree(place: Place, from: string): Trouble | undefined {
  return writeCheckedFile(place, givenFileName, { from });
}

export function dropGivenTree({ disk }: Place): Trouble | undefined {
  const trouble = disk.removeFile(givenFileName);
  const names = disk.list(directory);
  if (trouble !== undefined || isTrouble(names)) return trouble ?? undefined;
  for (const name of names) {
    const left = disk.removeFile(`${directory}/${name}`);
    if (left !== undefined) return left;
  }
  return undefined;
}

/**
 * The tree that was given, if there is one that can be read. Its files go at once; what is open
 * stays readable until it is closed.
 */
export function takeGivenTree(place: Place): GivenTree | undefined {
  const file = readCheckedFile(place, givenFileName, isGivenFile);
  if (file.kind === "absent") return undefined;
  const tree = file.kind === "read" ? openGivenTree(place, file.value.from) : undefined;
  if (dropGivenTree(place) === undefined) return tree;
  // It would be taken again after something was written.
  tree?.close();
  return undefined;
}

/** What is damaged of a tree that waits for the first mount. */
export function checkGivenTree(
  place: Place,
): { readonly where: string; readonly why: string | undefined } | undefined {
  const file = readCheckedFile(place, givenFileName, isGivenFile);
  if (file.kind === "absent") return undefined;
  const damaged = { where: givenFileName, why: undefined };
  const found = file.kind === "damaged" ? damaged : checkSnapshot(place, file.value.from);
  // A mount may have taken it meanwhile.
  return readCheckedFile(place, givenFileName, isGivenFile).kind === "absent" ? undefined : found;
}

function checkSnapshot(place: Place, from: string) {
  const where = `${directory}/`;
  const files = openSnapshots({ disk: place.disk, directory, readOnly: true });
  const trouble = isTrouble(files) ? files : files.verify();
  if (!isTrouble(files)) files.newest?.close();
  if (trouble !== undefined) return { where, why: trouble.message };
  const tree = openGivenTree(place, from);
  tree?.close();
  return tree === undefined ? { where, why: "it holds no tree that can be read" } : undefined;
}

function openGivenTree({ disk, hasher }: Place, from: string): GivenTree | undefined {
  const files = openSnapshots({ disk, directory, readOnly: true });
  const store = isTrouble(files) ? undefined : files.newest;
  const bytes = store?.newestRoot();
  if (store === undefined || bytes === undefined) return undefined;
  const close = (): void => store.close();
  const digest = bytes.slice(basisBytes, basisBytes + digestBytes);
  const basis = bytes.slice(0, basisBytes);
  const root = openSnapshot(bytes.subarray(basisBytes), store.source, hasher);
  const folded = isTrouble(root) ? undefined : readFolded(root);
  if (!isTrouble(root) && folded !== undefined) return { from, root, digest, basis, folded, close };
  close();
  return undefined;
}

function readFolded(root: Root): ReadonlyMap<number, number> | undefined {
  try {
    return foldedSequences(root);
  } catch (error) {
    if (!(error instanceof TreeDamage)) throw error;
    return undefined;
  }
}
