// All views of a file system that are held here (FORMAT "Views"). Each names the one before it, so
// they are a tree; where admins acted without knowing of each other it branches, and a rule that
// needs nothing but the views says which branch is in force.
import type { BlockKey } from "../../dhash/core/index.ts";
import { nameBlock } from "../../dhash/core/index.ts";
import type { Crypto, Hasher } from "../ports.ts";
import type { LogId } from "./hash.ts";
import { viewsMax, waitingViewBytesMax, waitingViewsMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import { isMalformed } from "./message.ts";
import type { ReceivedView } from "./view.ts";
import { decodeView } from "./view-codec.ts";
import { checkSuccession } from "./view-succession.ts";

export interface ViewNode {
  readonly key: BlockKey;
  /** The block. */
  readonly bytes: Uint8Array;
  readonly view: ReceivedView;
  readonly before: ViewNode | undefined;
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  /** Views before it. */
  readonly depth: number;
  /** For each log the depth of the view in which it became a member. */
  readonly since: ReadonlyMap<LogId, number>;
}

export interface ViewTree {
  readonly fileSystem: BlockKey;
  /** Every view after the one that it follows. */
  readonly nodes: ReadonlyMap<BlockKey, ViewNode>;
  readonly followers: ReadonlyMap<BlockKey, readonly ViewNode[]>;
  /** Views whose predecessor is not here; not checked yet. */
  readonly waiting: ReadonlyMap<BlockKey, WaitingView>;
}

export interface WaitingView {
  readonly bytes: Uint8Array;
  readonly view: ReceivedView;
}

export interface RefusedView {
  readonly key: BlockKey;
  readonly why: string;
  /** A newer program made it. */
  readonly isNewer?: true;
}

export interface AddedViews {
  readonly tree: ViewTree;
  readonly added: readonly ViewNode[];
  readonly refused: readonly RefusedView[];
}

interface ViewTools {
  readonly crypto: Crypto;
  readonly hasher: Hasher;
}

/** Nothing is known of the file system but its name. */
export function emptyViewTree(fileSystem: BlockKey): ViewTree {
  return { fileSystem, nodes: new Map(), followers: new Map(), waiting: new Map() };
}

/** The tree with blocks that arrived, in any order; those it has are passed over. */
export function addViews(
  tools: ViewTools,
  tree: ViewTree,
  blocks: readonly Uint8Array[],
): AddedViews {
  const { fileSystem } = tree;
  const growing: GrowingTree = {
    fileSystem,
    nodes: new Map(tree.nodes),
    followers: new Map(tree.followers),
    waiting: new Map(tree.waiting),
    added: [],
    refused: [],
  };
  for (const block of blocks) {
    const key = nameBlock(tools.hasher, [block]);
    if (growing.nodes.has(key) || growing.waiting.has(key)) continue;
    const bytes = Uint8Array.from(block);
    const view = decodeView(tools.crypto, bytes);
    if (isMalformed(view)) growing.refused.push({ key, ...refusedOf(view) });
    else place(tools.crypto, growing, { key, bytes, view });
  }
  const { added, refused, ...grown } = growing;
  return { tree: grown, added, refused };
}

function refusedOf({ why, isNewer }: Malformed): Omit<RefusedView, "key"> {
  return isNewer === undefined ? { why } : { why, isNewer };
}

interface GrowingTree {
  readonly fileSystem: BlockKey;
  readonly nodes: Map<BlockKey, ViewNode>;
  readonly followers: Map<BlockKey, readonly ViewNode[]>;
  readonly waiting: Map<BlockKey, WaitingView>;
  readonly added: ViewNode[];
  readonly refused: RefusedView[];
}

interface ArrivedView extends WaitingView {
  readonly key: BlockKey;
}

/** Enters a view and all that waited for it. */
function place(crypto: Crypto, tree: GrowingTree, arrived: ArrivedView): void {
  const due = [arrived];
  for (let next = due.pop(); next !== undefined; next = due.pop()) {
    const { key, bytes, view } = next;
    const before = view.previous === undefined ? undefined : tree.nodes.get(view.previous);
    if (view.previous !== undefined && before === undefined) {
      wait(tree, next);
      continue;
    }
    tree.waiting.delete(key);
    const why = whyRefused(crypto, tree, { key, view, before });
    if (why !== undefined) {
      tree.refused.push({ key, why });
      continue;
    }
    const node = makeNode(tree.fileSystem, { key, bytes, view }, before);
    tree.nodes.set(key, node);
    tree.added.push(node);
    if (before !== undefined) {
      tree.followers.set(before.key, [...(tree.followers.get(before.key) ?? []), node]);
    }
    for (const [waiting, each] of tree.waiting) {
      if (each.view.previous === key) due.push({ key: waiting, ...each });
    }
  }
}

function wait(tree: GrowingTree, { key, bytes, view }: ArrivedView): void {
  let sum = bytes.length;
  for (const each of tree.waiting.values()) sum += each.bytes.length;
  const isFull = tree.waiting.size >= waitingViewsMax || sum > waitingViewBytesMax;
  if (isFull) tree.refused.push({ key, why: "too many views wait for those before them" });
  else tree.waiting.set(key, { bytes, view });
}

function whyRefused(
  crypto: Crypto,
  tree: GrowingTree,
  arrived: {
    readonly key: BlockKey;
    readonly view: ReceivedView;
    readonly before: ViewNode | undefined;
  },
): string | undefined {
  const { key, view, before } = arrived;
  if (before === undefined && key !== tree.fileSystem) return "view: of another file system";
  if (tree.nodes.size >= viewsMax) return "view: there are too many";
  return checkSuccession(crypto, view, before)?.why;
}

function makeNode(
  fileSystem: BlockKey,
  { key, bytes, view }: ArrivedView,
  before: ViewNode | undefined,
): ViewNode {
  const depth = before === undefined ? 0 : before.depth + 1;
  const isSame = before?.view.members.length === view.members.length;
  const since = before !== undefined && isSame ? before.since : addSince(before, view, depth);
  return { key, bytes, view, before, fileSystem, depth, since };
}

function addSince(
  before: ViewNode | undefined,
  view: ReceivedView,
  depth: number,
): ReadonlyMap<LogId, number> {
  const since = new Map(before?.since);
  for (const { logId } of view.members) if (!since.has(logId)) since.set(logId, depth);
  return since;
}

/** The view in force: from the first on, always the follower that comes first. Undefined while the
 * first one is not here. */
export function viewInForce(tree: ViewTree): ViewNode | undefined {
  let node = tree.nodes.get(tree.fileSystem);
  for (;;) {
    if (node === undefined) return undefined;
    const next = firstOf(tree.followers.get(node.key) ?? []);
    if (next === undefined) return node;
    node = next;
  }
}

function firstOf(nodes: readonly ViewNode[]): ViewNode | undefined {
  let first: ViewNode | undefined;
  for (const node of nodes)
    if (first === undefined || compareFollowers(node, first) < 0) first = node;
  return first;
}

/** Views that nothing follows: whoever has all of these has all views. */
export function viewTips(tree: ViewTree): readonly BlockKey[] {
  return [...tree.nodes.keys()].filter((key) => !tree.followers.has(key));
}

/** The order of two views that follow one: what an admin signed before what others did, then the
 * older member's, then by slot, then by key. It is the same for all, and nobody can come before the
 * views of an older member by dating back. */
export function compareFollowers(a: ViewNode, b: ViewNode): number {
  if (a.key === b.key) return 0;
  const left = rankOf(a);
  const right = rankOf(b);
  return (
    left.authority - right.authority ||
    left.since - right.since ||
    left.slot - right.slot ||
    (a.key < b.key ? -1 : 1)
  );
}

function rankOf({ view, before }: ViewNode): {
  readonly authority: number;
  readonly since: number;
  readonly slot: number;
} {
  const signer = before?.view.members.find(({ logId }) => logId === view.signer);
  const isAdmin = signer?.role === "admin";
  return {
    authority: isAdmin ? 0 : 1,
    since: before?.since.get(view.signer) ?? 0,
    slot: signer?.slot ?? 0,
  };
}
