// renameat2(2), as the oracle understands it.
import type { NodeId, Operation } from "./operation.ts";
import type { OracleState, Verdict } from "./oracle-state.ts";
import {
  done,
  dropped,
  entryOf,
  nodeOf,
  refused,
  withEntry,
  withoutEntry,
} from "./oracle-state.ts";

type Rename = Extract<Operation, { kind: "rename" }>;

export function applyRename(state: OracleState, rename: Rename): Verdict {
  const { parent, name, newParent, newName, mode } = rename;
  const moved = entryOf(state, parent, name);
  const target = entryOf(state, newParent, newName);
  if (moved === undefined) return refused("no-entry");
  if (isBelow(state, newParent, moved)) return refused("invalid");
  if (mode === "exchange") return exchange(state, rename, { moved, target });
  if (mode === "no-replace" && target !== undefined) return refused("exists");
  if (target === moved) return done(state);
  const refusal = target === undefined ? undefined : whyNotReplace(state, moved, target);
  if (refusal !== undefined) return refused(refusal);
  const left = withoutEntry(state, parent, name);
  const placed = withEntry(left, { parent: newParent, name: newName, id: moved });
  return done(target === undefined ? placed : dropped(placed, target));
}

function exchange(
  state: OracleState,
  { parent, name, newParent, newName }: Rename,
  { moved, target }: { readonly moved: NodeId; readonly target: NodeId | undefined },
): Verdict {
  if (target === undefined) return refused("no-entry");
  if (isBelow(state, parent, target)) return refused("invalid");
  const there = withEntry(state, { parent: newParent, name: newName, id: moved });
  return done(withEntry(there, { parent, name, id: target }));
}

function whyNotReplace(state: OracleState, moved: NodeId, target: NodeId): string | undefined {
  const isDirectory = nodeOf(state, moved).type === "directory";
  const replaced = nodeOf(state, target);
  if (replaced.type !== "directory") return isDirectory ? "not-directory" : undefined;
  if (!isDirectory) return "is-directory";
  return replaced.entries.size > 0 ? "not-empty" : undefined;
}

/** Is the directory the thing itself, or somewhere in it? */
function isBelow(state: OracleState, directory: NodeId, ancestor: NodeId): boolean {
  if (directory === ancestor) return true;
  const node = nodeOf(state, ancestor);
  return [...node.entries.values()].some(
    (child) => nodeOf(state, child).type === "directory" && isBelow(state, directory, child),
  );
}
