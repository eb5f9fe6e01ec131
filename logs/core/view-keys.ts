// The group keys and the names that a participant finds in the views (FORMAT "Views"): the newest
// view that is sealed to it holds all older keys, and views aside of it those of their branch.
import type { Crypto, KeyPair } from "../ports.ts";
import type { LogId } from "./hash.ts";
import { isMalformed } from "./message.ts";
import { openGroupKey, openViewNames } from "./view-names.ts";
import type { ViewNode, ViewTree } from "./view-tree.ts";
import { viewInForce, viewTips } from "./view-tree.ts";

export interface OpenedViews {
  readonly groupKeysByEpoch: ReadonlyMap<number, Uint8Array>;
  /** Of the file system; undefined when no view opens. */
  readonly name: string | undefined;
  readonly names: ReadonlyMap<LogId, string>;
}

/** Reads what the views tell this participant; the newest view in force that opens comes first. */
export function openViews(crypto: Crypto, tree: ViewTree, keyPair: KeyPair): OpenedViews {
  const inForce = viewInForce(tree);
  const aside = viewTips(tree).filter((key) => key !== inForce?.key);
  const keys = new Map<number, Uint8Array>();
  for (;;) {
    const opening: Opening = { crypto, keyPair, keys, names: new Map(), name: undefined };
    const known = keys.size;
    openBranch(opening, inForce);
    for (const key of aside) openBranch(opening, tree.nodes.get(key));
    openRest(opening, tree);
    const { name, names } = opening;
    // Who came in by a view aside has its key from there, which may open the view in force.
    if (keys.size === known) return { groupKeysByEpoch: keys, name, names };
  }
}

interface Opening {
  readonly crypto: Crypto;
  readonly keyPair: KeyPair;
  readonly keys: Map<number, Uint8Array>;
  readonly names: Map<LogId, string>;
  name: string | undefined;
}

/** Back from a tip to the first view whose secret part opens: it tells of all before it. */
function openBranch(opening: Opening, tip: ViewNode | undefined): void {
  for (let node = tip; node !== undefined; node = node.before) {
    if (openNode(opening, node)) return;
  }
}

/** An admin may have kept older keys back; those that were sealed to this participant it has. */
function openRest(opening: Opening, { nodes }: ViewTree): void {
  const isKnown = ({ view }: ViewNode): boolean => opening.keys.has(view.keyEpoch);
  const all = [...nodes.values()];
  if (all.every(isKnown)) return;
  for (const node of all.sort((a, b) => b.depth - a.depth)) openNode(opening, node);
}

/** True when an admin signed it, and it opens: its list of older keys and names is complete. What
 * others sign is believed for the one member whom it brings. */
function openNode(opening: Opening, { view, before }: ViewNode): boolean {
  const { crypto, keyPair, keys, names } = opening;
  const known = keys.get(view.keyEpoch);
  const key = known ?? openGroupKey(crypto, view, keyPair);
  if (isMalformed(key)) return false;
  const opened = openViewNames(crypto, view, key);
  if (isMalformed(opened)) return false;
  keys.set(view.keyEpoch, key);
  const signer = (before?.view ?? view).members.find(({ logId }) => logId === view.signer);
  const isByAdmin = signer?.role === "admin";
  for (const older of isByAdmin ? opened.olderKeys : []) {
    if (!keys.has(older.keyEpoch)) keys.set(older.keyEpoch, Uint8Array.from(older.key));
  }
  if (isByAdmin) opening.name ??= opened.name;
  view.members.forEach(({ logId }, at) => {
    const name = opened.memberNames[at];
    const isNew = isByAdmin || before?.view.members.every((each) => each.logId !== logId);
    if (name !== undefined && isNew === true && !names.has(logId)) names.set(logId, name);
  });
  return isByAdmin;
}
