// apply(root, record) -> root: pure, total and deterministic (FORMAT "Folding"). A change
// that makes no sense has a defined harmless effect, stated where it is decided.
import type { Stamp } from "../../logs/core/index.ts";
import { dotSequence, dotSlot } from "../../logs/core/index.ts";
import { applyContentEdit } from "./apply-content.ts";
import { Draft } from "./apply-draft.ts";
import { applyInode, applySetting, withSetting } from "./apply-inode.ts";
import { applyLink, applyUnlink } from "./apply-links.ts";
import { settleUnnamed } from "./apply-places.ts";
import { applyRename } from "./apply-rename.ts";
import type { Change } from "./change.ts";
import { withoutSides } from "./conflicts.ts";
import { editContent, placeExtents } from "./extents.ts";
import type { Inode } from "./inode.ts";
import { withContent } from "./inode.ts";
import type { Root } from "./root.ts";
import { logState } from "./root.ts";
import type { Edit } from "./trie.ts";
import { makeEdit } from "./trie.ts";

/** The root after a record, which must come later in the total order than all that were applied
 * before. With an edit, `root` is used up unless it was frozen (made under another edit, or the
 * edit has been dropped). When it throws TreeDamage, `root` may be half changed: go back to a
 * frozen one. */
export function applyRecord(
  root: Root,
  edit: Edit | undefined,
  stamp: Stamp,
  changes: readonly Change[],
): Root {
  // A record that was applied already has no effect.
  const sequence = logState(root, dotSlot(stamp.dot))?.sequence ?? 0;
  if (dotSequence(stamp.dot) <= sequence) return root;
  const draft = new Draft(root, edit ?? makeEdit(), stamp);
  if (stamp.lamport > (root.last?.lamport ?? 0)) draft.forgetSettled();
  for (const change of changes) applyChange(draft, change);
  settleUnnamed(draft);
  return draft.finish();
}

/** Applies a change to an inode outside of the tree (a file open after unlink). Changes of names
 * have no effect. */
export function applyToInode(inode: Inode, stamp: Stamp, change: Change): Inode {
  switch (change.kind) {
    case "write": {
      const extents = placeExtents(stamp.dot, change.extents);
      if (inode.type !== "file" || extents.length === 0) return inode;
      return withContent(inode, editContent(inode, { kind: "write", extents }), stamp.time);
    }
    case "truncate": {
      if (inode.type !== "file") return inode;
      const content = editContent(inode, { kind: "truncate", size: change.size });
      return withContent(inode, content, stamp.time);
    }
    case "set-attributes":
    case "set-xattr":
    case "remove-xattr":
      return withSetting(inode, stamp, change);
    case "inode":
    case "link":
    case "unlink":
    case "rename":
    case "prepare":
    case "cancel":
    case "view":
    case "resolve":
    case "end":
      return inode;
  }
}

function applyChange(draft: Draft, change: Change): void {
  switch (change.kind) {
    case "inode":
      return applyInode(draft, change);
    case "write": {
      const extents = placeExtents(draft.stamp.dot, change.extents);
      // A write of nothing changes nothing, not even times.
      if (extents.length > 0) applyContentEdit(draft, change.inode, { kind: "write", extents });
      return;
    }
    case "truncate":
      return applyContentEdit(draft, change.inode, { kind: "truncate", size: change.size });
    case "link":
      return applyLink(draft, change);
    case "unlink":
      return applyUnlink(draft, change);
    case "rename":
      return applyRename(draft, change);
    case "set-attributes":
    case "set-xattr":
    case "remove-xattr":
      return applySetting(draft, change);
    case "resolve": {
      const inode = draft.resolve(change.inode);
      const listed = draft.conflictsOf(inode);
      // Sides that are not listed (settled by somebody else, or never there) are passed over.
      if (listed.length > 0) draft.setConflicts(inode, withoutSides(listed, change.sides));
      return;
    }
    // These speak to the logs, not to the tree.
    case "prepare":
    case "cancel":
    case "view":
    case "end":
      return;
  }
}
