// Who is in the file system now (FORMAT "Views": branches): the view in force, and what views aside
// of it did that still holds. It follows from the views alone, so all who hold the same views
// agree.
import type { BlockKey } from "../../dhash/core/index.ts";
import { invariant } from "../../dhash/core/index.ts";
import type { LogId } from "./hash.ts";
import type { OpenMember } from "./view.ts";
import { allGap } from "./view.ts";
import type { Members, ViewEffect } from "./view-effects.ts";
import { addMember, applyEffect, effectsOf, noKey } from "./view-effects.ts";
import type { ViewNode, ViewTree } from "./view-tree.ts";
import { compareFollowers, viewInForce } from "./view-tree.ts";

export interface Membership extends Members {
  /** The view in force. */
  readonly view: ViewNode;
  /** Views that the view in force does not follow and that nobody has settled, oldest first. */
  readonly aside: readonly AsideView[];
}

/** A view of another branch, and what became of what it did. */
export interface AsideView {
  readonly key: BlockKey;
  readonly signer: LogId;
  readonly effects: readonly AsideEffect[];
}

export interface AsideEffect {
  readonly effect: ViewEffect;
  /** "void": it does not hold, and somebody has to decide about it anew. */
  readonly fate: "holds" | "already" | "void";
  readonly why: string | undefined;
}

/** Undefined while the first view is not here. */
export function membershipOf(tree: ViewTree): Membership | undefined {
  const view = viewInForce(tree);
  if (view === undefined) return undefined;
  const aside: AsideView[] = [];
  const { members, invites, replicas } = view.view;
  let now: Members = { members, invites, replicas };
  for (const node of findAside(tree, view)) {
    const effects: AsideEffect[] = [];
    invariant(node.before !== undefined, "a view aside follows another");
    for (const effect of effectsOf(node.view, node.before.view)) {
      const [next, judged] = judge(now, { node, effect, inForce: view });
      now = next;
      effects.push(judged);
    }
    aside.push({ key: node.key, signer: node.view.signer, effects });
  }
  return { ...withOutsiders(now, aside), view, aside };
}

/** Whoever was let in by a view aside that does not hold is out: a member who was removed from the
 * start. Others may have taken its records, and written on, before they heard of it. */
function withOutsiders(now: Members, aside: readonly AsideView[]): Members {
  let { members } = now;
  for (const { effect, fate } of aside.flatMap(({ effects }) => effects)) {
    if (effect.kind !== "admit" || fate !== "void") continue;
    const { slot, logId } = effect.member;
    if (members.some((each) => each.slot === slot || each.logId === logId)) continue;
    members = addMember(members, { slot, logId, role: "removed", sealedKey: noKey, gaps: allGap });
  }
  return { ...now, members };
}

function judge(
  now: Members,
  judged: { readonly node: ViewNode; readonly effect: ViewEffect; readonly inForce: ViewNode },
): readonly [Members, AsideEffect] {
  const { node, effect, inForce } = judged;
  const author = now.members.find(({ logId }) => logId === node.view.signer);
  const outcome = applyEffect(now, effect, author);
  switch (outcome.kind) {
    case "already":
      return [now, { effect, fate: "already", why: undefined }];
    case "void":
      return [now, { effect, fate: "void", why: outcome.why }];
    case "done": {
      // Somebody has to be left who may sign the view that takes all this up.
      const isHeld = outcome.members.members.some((member) => isAdminOf(inForce, member));
      if (isHeld) return [outcome.members, { effect, fate: "holds", why: undefined }];
      return [now, { effect, fate: "void", why: "nobody would be admin" }];
    }
  }
}

function isAdminOf({ view }: ViewNode, { slot, role }: OpenMember): boolean {
  if (role !== "admin") return false;
  return view.members.some((member) => member.slot === slot && member.role === "admin");
}

function findAside(tree: ViewTree, inForce: ViewNode): readonly ViewNode[] {
  const path = new Set<BlockKey>();
  const settled = new Set<BlockKey>();
  for (let node: ViewNode | undefined = inForce; node !== undefined; node = node.before) {
    path.add(node.key);
    for (const key of node.view.settled) settled.add(key);
  }
  return [...tree.nodes.values()]
    .filter(({ key }) => !path.has(key) && !settled.has(key))
    .sort((a, b) => a.depth - b.depth || compareFollowers(a, b));
}
