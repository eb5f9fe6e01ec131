// The oracle: what each operation does, from the man pages, independent of the file system that it
// judges.
import type { Operation } from "./operation.ts";
import { applyRename } from "./oracle-rename.ts";
import type { OracleNode, OracleState, Verdict } from "./oracle-state.ts";
import {
  blankNode,
  done,
  dropped,
  entryOf,
  nodeOf,
  refused,
  withEntry,
  withNode,
  withoutEntry,
  withoutUnused,
} from "./oracle-state.ts";

export function applyOperation(state: OracleState, operation: Operation): Verdict {
  switch (operation.kind) {
    case "make": {
      const { parent, name, type, mode, target } = operation;
      if (entryOf(state, parent, name) !== undefined) return refused("exists");
      const id = state.nextId;
      const made = withNode({ ...state, nextId: id + 1 }, id, { ...blankNode, type, mode, target });
      return done(withEntry(made, { parent, name, id }));
    }
    case "make-nameless": {
      const id = state.nextId;
      const file: OracleNode = { ...blankNode, type: "file", mode: operation.mode };
      const made = withNode({ ...state, nextId: id + 1 }, id, file);
      return done({ ...made, held: new Set([...state.held, id]) });
    }
    case "unlink":
    case "remove-directory":
      return applyRemoval(state, operation);
    case "rename":
      return applyRename(state, operation);
    case "link": {
      const { node, newParent, newName } = operation;
      if (nodeOf(state, node).type === "directory") return refused("not-permitted");
      if (state.unlinked.has(node)) return refused("no-entry");
      if (entryOf(state, newParent, newName) !== undefined) return refused("exists");
      const linked = withEntry(state, { parent: newParent, name: newName, id: node });
      const held = new Set(state.held);
      held.delete(node);
      return done({ ...linked, held });
    }
    case "forget":
      return done(withoutUnused({ ...state, held: without(state.held, operation.node) }));
    case "read":
    case "sync":
      return done(state);
    default:
      return applyToNode(state, operation);
  }
}

type NodeOperation = Extract<
  Operation,
  { kind: "write" | "truncate" | "chmod" | "punch" | "copy" | "set-xattr" | "remove-xattr" }
>;

function applyToNode(state: OracleState, operation: NodeOperation): Verdict {
  const id = operation.kind === "copy" ? operation.to : operation.node;
  const node = nodeOf(state, id);
  const change = (changed: Partial<OracleNode>): Verdict =>
    done(withNode(state, id, { ...node, ...changed }));
  switch (operation.kind) {
    case "write":
      return change({ data: overwritten(node.data, operation.offset, operation.data) });
    case "truncate":
      return change({ data: resized(node.data, operation.size) });
    case "chmod":
      return change({ mode: operation.mode });
    case "punch": {
      const { offset, length } = operation;
      const data = Buffer.from(node.data);
      return change({
        data: data.fill(0, Math.min(offset, data.length), Math.min(offset + length, data.length)),
      });
    }
    case "copy": {
      const { from, fromOffset, toOffset, length } = operation;
      const source = nodeOf(state, from).data;
      const copied = Buffer.from(source.subarray(fromOffset, fromOffset + length));
      if (copied.length === 0) return done(state);
      return change({ data: overwritten(node.data, toOffset, copied) });
    }
    case "set-xattr": {
      const { name, value, mode } = operation;
      if (mode === "create" && node.xattrs.has(name)) return refused("exists");
      if (mode === "replace" && !node.xattrs.has(name)) return refused("no-xattr");
      return change({ xattrs: new Map([...node.xattrs, [name, value]]) });
    }
    case "remove-xattr": {
      if (!node.xattrs.has(operation.name)) return refused("no-xattr");
      const xattrs = new Map(node.xattrs);
      xattrs.delete(operation.name);
      return change({ xattrs });
    }
  }
}

function applyRemoval(
  state: OracleState,
  { kind, parent, name }: Extract<Operation, { kind: "unlink" | "remove-directory" }>,
): Verdict {
  const id = entryOf(state, parent, name);
  if (id === undefined) return refused("no-entry");
  const node = nodeOf(state, id);
  const isDirectory = node.type === "directory";
  if (kind === "unlink" && isDirectory) return refused("is-directory");
  if (kind === "remove-directory" && !isDirectory) return refused("not-directory");
  if (isDirectory && node.entries.size > 0) return refused("not-empty");
  return done(dropped(withoutEntry(state, parent, name), id));
}

function without<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const rest = new Set(set);
  rest.delete(item);
  return rest;
}

function resized(data: Buffer, size: number): Buffer {
  const result = Buffer.alloc(size);
  data.copy(result, 0, 0, Math.min(size, data.length));
  return result;
}

function overwritten(data: Buffer, offset: number, bytes: Buffer): Buffer {
  const result = resized(data, Math.max(data.length, offset + bytes.length));
  bytes.copy(result, offset);
  return result;
}
