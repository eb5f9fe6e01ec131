// Making inodes, and setting their attributes and extended attributes. Of concurrent settings of
// one field the last in the order wins; the others are listed (FORMAT "What each change does").
import type { Stamp } from "../../logs/core/index.ts";
import { dotSlot } from "../../logs/core/index.ts";
import type { Draft } from "./apply-draft.ts";
import type { Change } from "./change.ts";
import type { Inode, InodeChange } from "./inode.ts";
import { createInode } from "./inode.ts";
import { inodeSlot, isInodeNumber } from "./inode-number.ts";

export type SettingChange = Extract<
  Change,
  { kind: "set-attributes" | "set-xattr" | "remove-xattr" }
>;

export function applyInode(draft: Draft, change: InodeChange): void {
  const { inode: number } = change;
  // Only the log's own numbers: nobody can take another's, or the root's.
  if (!isInodeNumber(number) || inodeSlot(number) !== dotSlot(draft.stamp.dot)) return;
  // A number that is in use, was merged into another or was removed a moment ago is not made again.
  const wasRemoved = draft.recentOf(number)?.removed !== undefined;
  if (wasRemoved || draft.isAlias(number) || draft.find(number) !== undefined) return;
  draft.add(createInode(change, draft.stamp));
  draft.noteMade(number);
}

export function applySetting(draft: Draft, change: SettingChange): void {
  const inode = draft.find(change.inode);
  // Attributes of what is not there (removed, or never made) are nobody's.
  if (inode === undefined) return;
  draft.put(withSetting(inode, draft.stamp, change));
  const fields = fieldsSet(change).filter((field) => field !== undefined);
  if (fields.length > 0) rememberSettings(draft, inode, fields);
}

export function withSetting(inode: Inode, stamp: Stamp, change: SettingChange): Inode {
  switch (change.kind) {
    case "set-attributes":
      return {
        ...inode,
        mode: change.mode === undefined ? inode.mode : change.mode & 0o7777,
        uid: change.uid ?? inode.uid,
        gid: change.gid ?? inode.gid,
        accessed: change.accessed ?? inode.accessed,
        modified: change.modified ?? inode.modified,
        changed: change.changed ?? stamp.time,
      };
    case "set-xattr": {
      // A copy: the value may be a view of a buffer that its owner uses again.
      const xattrs = new Map(inode.xattrs).set(change.name, Uint8Array.from(change.value));
      return { ...inode, xattrs, changed: stamp.time };
    }
    case "remove-xattr": {
      if (inode.xattrs?.has(change.name) !== true) return inode;
      const xattrs = new Map(inode.xattrs);
      xattrs.delete(change.name);
      return { ...inode, xattrs: xattrs.size === 0 ? undefined : xattrs, changed: stamp.time };
    }
  }
}

interface FieldSet {
  readonly field: string;
  /** Does the inode hold this value already? */
  readonly isSame: (inode: Inode) => boolean;
}

/** Fields whose concurrent settings are listed. Times are not: every write sets them. */
function fieldsSet(change: SettingChange): readonly (FieldSet | undefined)[] {
  if (change.kind === "set-attributes") {
    const { mode, uid, gid } = change;
    return [
      mode === undefined ? undefined : { field: "mode", isSame: (inode) => inode.mode === mode },
      uid === undefined ? undefined : { field: "uid", isSame: (inode) => inode.uid === uid },
      gid === undefined ? undefined : { field: "gid", isSame: (inode) => inode.gid === gid },
    ];
  }
  const { name } = change;
  const value = change.kind === "set-xattr" ? Buffer.from(change.value) : undefined;
  return [
    {
      field: `xattr:${name}`,
      isSame: (inode) => {
        const held = inode.xattrs?.get(name);
        return held === undefined ? value === undefined : value?.equals(held) === true;
      },
    },
  ];
}

function rememberSettings(draft: Draft, before: Inode, fields: readonly FieldSet[]): void {
  const { dot } = draft.stamp;
  const recent = draft.recentOf(before.number);
  for (const { field, isSame } of fields) {
    const unknown = recent?.settings.filter((set) => set.field === field && !draft.knows(set.dot));
    const loser = unknown?.at(-1);
    if (loser !== undefined && !isSame(before)) {
      draft.list({ kind: "setting", inode: before.number, dot: loser.dot, by: dot, field });
    }
  }
  const set = fields.map(({ field }) => ({ dot, field }));
  draft.remember(before.number, (old) => ({ ...old, settings: [...old.settings, ...set] }));
}
