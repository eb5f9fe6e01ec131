// The views of a file system on this machine: kept, followed, and changed by this participant as
// far as it may (FORMAT "Views", "Invites").
import { type Held, invariant, isTrouble, Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { JoinAnswer } from "./core/admission.ts";
import { answerJoin } from "./core/admission.ts";
import type { LogId } from "./core/hash.ts";
import { decodeJoinRequest } from "./core/join-request.ts";
import { viewsMax, waitingViewsMax } from "./core/limits.ts";
import type { Membership } from "./core/membership.ts";
import { membershipOf } from "./core/membership.ts";
import { isMalformed } from "./core/message.ts";
import type { ChangeRefusal, ViewAuthor } from "./core/next-view.ts";
import { isRefusal } from "./core/next-view.ts";
import type { LogPlace } from "./core/view.ts";
import type { MemberChange } from "./core/view-change.ts";
import { changeMembers, leave } from "./core/view-change.ts";
import type { OpenedViews } from "./core/view-keys.ts";
import { openViews } from "./core/view-keys.ts";
import { openViewNames } from "./core/view-names.ts";
import type { RefusedView, ViewNode, ViewTree } from "./core/view-tree.ts";
import { addViews, emptyViewTree, viewTips } from "./core/view-tree.ts";
import type { MembersInForce } from "./log-members.ts";
import type { Crypto, Hasher, KeyPair } from "./ports.ts";
import type { SharingStore } from "./sharing-port.ts";

export interface SharedViewsOptions {
  readonly crypto: Crypto;
  readonly hasher: Hasher;
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  readonly keyPair: KeyPair;
  readonly store: SharingStore;
}

export interface TakenViews {
  /** Views that are new here. */
  readonly added: readonly ViewNode[];
  readonly refused: readonly RefusedView[];
  /** Among them is one of a newer program. Told once: it comes again and again. */
  readonly newer: Trouble | undefined;
}

/** Reads the views that are kept; the first one may still be missing. */
export function openSharedViews(options: SharedViewsOptions): SharedViews | Trouble {
  const kept = options.store.views();
  if (isTrouble(kept)) return kept;
  const tree = addViews(options, emptyViewTree(options.fileSystem), kept).tree;
  return new SharedViews(options, tree);
}

export class SharedViews {
  readonly #options: SharedViewsOptions;
  #tree: ViewTree;
  #tips: readonly BlockKey[];
  #membership: Membership | undefined;
  #opened: OpenedViews;
  #isNewerTold = false;

  constructor(options: SharedViewsOptions, tree: ViewTree) {
    this.#options = options;
    this.#tree = tree;
    this.#tips = viewTips(tree);
    this.#membership = membershipOf(tree);
    this.#opened = openViews(options.crypto, tree, options.keyPair);
  }

  /** Undefined while the first view is not here. */
  get membership(): Membership | undefined {
    return this.#membership;
  }

  /** Names and keys that this participant can read. */
  get opened(): OpenedViews {
    return this.#opened;
  }

  /** Views that nothing follows. */
  get tips(): readonly BlockKey[] {
    return this.#tips;
  }

  held(): readonly Held[] {
    const { waiting, nodes } = this.#tree;
    return [
      { what: "views that wait", size: waiting.size, max: waitingViewsMax },
      { what: "views", size: nodes.size, max: viewsMax },
    ];
  }

  /** All views, each after the one before it. */
  blocks(): readonly { readonly key: BlockKey; readonly bytes: Uint8Array }[] {
    return [...this.#tree.nodes.values()].sort((a, b) => a.depth - b.depth);
  }

  has(key: BlockKey): boolean {
    return this.#tree.nodes.has(key);
  }

  /** Who was let in by views that this participant signed. */
  letInBy(signer: LogId): readonly LogId[] {
    const found = new Set<LogId>();
    for (const { view, before } of this.#tree.nodes.values()) {
      if (view.signer !== signer || before === undefined) continue;
      const known = new Set(before.view.members.map(({ logId }) => logId));
      for (const { logId } of view.members) if (!known.has(logId)) found.add(logId);
    }
    return [...found];
  }

  /** Did any view give these names to a member and to the file system? Admins may change them. */
  everNamed(logId: LogId, names: { readonly member: string; readonly all: string }): boolean {
    let isMember = false;
    let isAll = false;
    for (const { view } of this.#tree.nodes.values()) {
      const key = this.#opened.groupKeysByEpoch.get(view.keyEpoch);
      const opened = key && openViewNames(this.#options.crypto, view, key);
      if (opened === undefined || isMalformed(opened)) continue;
      const at = view.members.findIndex((each) => each.logId === logId);
      isMember ||= opened.memberNames[at] === names.member;
      isAll ||= opened.name === names.all;
    }
    return isMember && isAll;
  }

  /** Takes view blocks from anybody; those that follow are kept before they count. */
  take(blocks: readonly Uint8Array[]): TakenViews | Trouble {
    const { tree, added, refused } = addViews(this.#options, this.#tree, blocks);
    for (const { key, bytes } of added) {
      const trouble = this.#options.store.keepView(key, bytes);
      if (trouble !== undefined) return trouble;
    }
    this.#tree = tree;
    if (added.length > 0) {
      this.#tips = viewTips(tree);
      this.#membership = membershipOf(tree);
      this.#opened = openViews(this.#options.crypto, tree, this.#options.keyPair);
    }
    return { added, refused, newer: this.#tellNewer(refused.find(({ isNewer }) => isNewer)) };
  }

  /** Makes and takes the next view. */
  change(change: MemberChange): TakenViews | ChangeRefusal | Trouble {
    return this.#takeOwn(changeMembers(this.#author(), change));
  }

  /** `place` is the newest own record. */
  leave(place: LogPlace): TakenViews | ChangeRefusal | Trouble {
    return this.#takeOwn(leave(this.#author(), place));
  }

  /**
   * Answers who asks to be let in; the new view, if there is one, is taken. `now` is in seconds.
   */
  answerJoin(request: Uint8Array, now: number): JoinAnswer | Trouble {
    const decoded = decodeJoinRequest(this.#options.crypto, request);
    if (isMalformed(decoded)) return { kind: "refused", refusal: "forged", why: decoded.why };
    if (this.#membership === undefined) {
      return { kind: "refused", refusal: "not-now", why: "This member has no views yet." };
    }
    const answer = answerJoin(this.#author(), decoded, now);
    if (answer.kind !== "admitted") return answer;
    const taken = this.#takeOwn(answer.view);
    return isTrouble(taken) ? taken : answer;
  }

  /** What the log set works with; undefined while the first view is not here. */
  inForce(): MembersInForce | undefined {
    if (this.#membership === undefined) return undefined;
    const { view, members } = this.#membership;
    const { names, groupKeysByEpoch } = this.#opened;
    const named = members.map(({ slot, logId, gaps }) => {
      return { slot, logId, gaps, name: names.get(logId) ?? `member-${slot}` };
    });
    return { view: view.key, keyEpoch: view.view.keyEpoch, members: named, groupKeysByEpoch };
  }

  /**
   * Views that are none of `known` and that these do not follow, each after the one before it, up
   * to `bytesMax` but at least one.
   */
  beyond(known: readonly BlockKey[], bytesMax: number): readonly Uint8Array[] {
    const passed = new Set<BlockKey>();
    for (const key of known) {
      for (
        let node = this.#tree.nodes.get(key);
        node && !passed.has(node.key);
        node = node.before
      ) {
        passed.add(node.key);
      }
    }
    const due = [...this.#tree.nodes.values()]
      .filter(({ key }) => !passed.has(key))
      .sort((a, b) => a.depth - b.depth);
    let bytes = 0;
    const end = due.findIndex((node, at) => {
      bytes += node.bytes.length;
      return at > 0 && bytes > bytesMax;
    });
    return (end === -1 ? due : due.slice(0, end)).map((node) => node.bytes);
  }

  #tellNewer(refused: RefusedView | undefined): Trouble | undefined {
    if (refused === undefined || this.#isNewerTold) return undefined;
    this.#isNewerTold = true;
    const what = "a change of the members is not understood and does not count here";
    return new Trouble("newer", `${what}: ${refused.why}`);
  }

  #author(): ViewAuthor {
    const { crypto, keyPair } = this.#options;
    const membership = this.#membership;
    invariant(membership !== undefined, "members are changed where there is a first view");
    return { crypto, keyPair, tree: this.#tree, membership, opened: this.#opened };
  }

  #takeOwn(view: Uint8Array | ChangeRefusal): TakenViews | ChangeRefusal | Trouble {
    if (isRefusal(view)) return view;
    const taken = this.take([view]);
    if (!isTrouble(taken)) {
      const why = taken.refused[0]?.why ?? "it is new";
      invariant(taken.added.length === 1, `a view made here follows: ${why}`);
    }
    return taken;
  }
}
