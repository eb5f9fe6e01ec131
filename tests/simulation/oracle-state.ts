// The oracle's states: a file system as plain data. A state is a value; a change makes a new one.
import type { NodeId, NodeType } from "./operation.ts";
import { rootId } from "./operation.ts";

export interface OracleNode {
  readonly type: NodeType;
  readonly mode: number;
  readonly data: Buffer;
  readonly target: string;
  readonly xattrs: ReadonlyMap<string, Buffer>;
  /** Of a directory. */
  readonly entries: ReadonlyMap<string, NodeId>;
}

export interface OracleState {
  readonly nodes: ReadonlyMap<NodeId, OracleNode>;
  /** Files without a name that somebody still holds. */
  readonly held: ReadonlySet<NodeId>;
  /** Those of them that had a name once: they get no other (link(2)). */
  readonly unlinked: ReadonlySet<NodeId>;
  readonly nextId: NodeId;
}

export type Verdict =
  | { readonly kind: "refused"; readonly refusal: string }
  | { readonly kind: "done"; readonly state: OracleState };

export const blankNode = {
  mode: 0,
  data: Buffer.alloc(0),
  target: "",
  xattrs: new Map<string, Buffer>(),
  entries: new Map<string, NodeId>(),
};

export function firstState(): OracleState {
  const root: OracleNode = { ...blankNode, type: "directory", mode: 0o755 };
  return {
    nodes: new Map([[rootId, root]]),
    held: new Set(),
    unlinked: new Set(),
    nextId: rootId + 1,
  };
}

export function nodeOf(state: OracleState, id: NodeId): OracleNode {
  const node = state.nodes.get(id);
  if (node === undefined) throw new Error(`the oracle has no node ${id}`);
  return node;
}

export function entryOf(state: OracleState, parent: NodeId, name: string): NodeId | undefined {
  return nodeOf(state, parent).entries.get(name);
}

/** After a name went: a file without any is held, a directory is gone. */
export function dropped(state: OracleState, id: NodeId): OracleState {
  if (linksOf(state, id) > 0) return state;
  if (nodeOf(state, id).type !== "file") return withoutUnused(state);
  const unlinked = new Set([...state.unlinked, id]);
  return { ...state, held: new Set([...state.held, id]), unlinked };
}

/** Every process has ended: what has no name is gone. */
export function afterRestart(state: OracleState): OracleState {
  return withoutUnused({ ...state, held: new Set() });
}

export function withoutUnused(state: OracleState): OracleState {
  const named = new Set([
    rootId,
    ...[...state.nodes.values()].flatMap((n) => [...n.entries.values()]),
  ]);
  const nodes = [...state.nodes].filter(([id]) => named.has(id) || state.held.has(id));
  return { ...state, nodes: new Map(nodes) };
}

export function linksOf(state: OracleState, id: NodeId): number {
  let links = 0;
  for (const { entries } of state.nodes.values()) {
    for (const target of entries.values()) if (target === id) links++;
  }
  return links;
}

export function withNode(state: OracleState, id: NodeId, node: OracleNode): OracleState {
  return { ...state, nodes: new Map([...state.nodes, [id, node]]) };
}

export function withEntry(
  state: OracleState,
  { parent, name, id }: { readonly parent: NodeId; readonly name: string; readonly id: NodeId },
): OracleState {
  const directory = nodeOf(state, parent);
  return withNode(state, parent, {
    ...directory,
    entries: new Map([...directory.entries, [name, id]]),
  });
}

export function withoutEntry(state: OracleState, parent: NodeId, name: string): OracleState {
  const directory = nodeOf(state, parent);
  const entries = new Map(directory.entries);
  entries.delete(name);
  return withNode(state, parent, { ...directory, entries });
}

export function done(state: OracleState): Verdict {
  return { kind: "done", state };
}

export function refused(refusal: string): Verdict {
  return { kind: "refused", refusal };
}
