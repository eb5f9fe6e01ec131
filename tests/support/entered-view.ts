// A view opened as one of its members finds it: who may sign it, the group key, the names. The
// product does the same with all views of a file system at once (`SharedViews`).
import { nameBlock } from "../../dhash/core/index.ts";
import type { BlockKey, Hasher } from "../../dhash/index.ts";
import type { Malformed } from "../../logs/core/message.ts";
import type { OpenMember, ReceivedView } from "../../logs/core/view.ts";
import { decodeView } from "../../logs/core/view-codec.ts";
import { openGroupKey, openViewNames } from "../../logs/core/view-names.ts";
import { checkSuccession } from "../../logs/core/view-succession.ts";
import type { Crypto, KeyPair } from "../../logs/index.ts";
import { isMalformed } from "../../logs/index.ts";

/** What a member knows from a view. */
export interface EnteredView {
  readonly key: BlockKey;
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  readonly view: ReceivedView;
  readonly name: string;
  readonly members: readonly (OpenMember & { readonly name: string })[];
  readonly groupKey: Uint8Array;
  readonly keyEpoch: number;
}

/**
 * Opens a view as the member whose key pair this is; `before` is the view it must follow, undefined
 * for the first.
 */
export function enterView(
  entering: { readonly crypto: Crypto; readonly hasher: Hasher; readonly keyPair: KeyPair },
  bytes: Uint8Array,
  before: EnteredView | undefined,
): EnteredView | Malformed {
  const { crypto, hasher, keyPair } = entering;
  const view = decodeView(crypto, bytes);
  if (isMalformed(view)) return view;
  const refusal = checkSuccession(crypto, view, before);
  if (refusal !== undefined) return refusal;
  const groupKey = openGroupKey(crypto, view, keyPair);
  if (isMalformed(groupKey)) return groupKey;
  const names = openViewNames(crypto, view, groupKey);
  if (isMalformed(names)) return names;
  const members = view.members.map((member, at) => ({
    ...member,
    name: names.memberNames[at] ?? "",
  }));
  const key = nameBlock(hasher, [bytes]);
  const fileSystem = before?.fileSystem ?? key;
  const { name } = names;
  return { key, fileSystem, view, name, members, groupKey, keyEpoch: view.keyEpoch };
}
