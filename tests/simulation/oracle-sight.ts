// What anybody sees of a tree, in words: the same for the oracle's states and for what is mounted.
import { createHash } from "node:crypto";
import type { NodeId } from "./operation.ts";
import { rootId } from "./operation.ts";
import type { OracleState } from "./oracle-state.ts";
import { linksOf, nodeOf } from "./oracle-state.ts";

export interface Sight {
  readonly type: string;
  readonly mode: number;
  readonly links: number;
  readonly size: number;
  readonly data: Buffer;
  readonly target: string;
  readonly xattrs: ReadonlyMap<string, Buffer>;
  /** The first path of it: the same for all names of one file. */
  readonly first: string;
}

export function describeSight(path: string, sight: Sight): string {
  const xattrs = [...sight.xattrs].sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = xattrs.map(([name, value]) => `${name}=${digestOf(value)}`).join(",");
  const { type, mode, links, size, target, first, data } = sight;
  const what = `${type} ${mode.toString(8)} ${links} ${size} ${digestOf(data)}`;
  return `${path} ${what} ${target} [${shown}] ${first}`;
}

const digests = new WeakMap<Buffer, string>();

function digestOf(bytes: Buffer): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = createHash("sha1").update(bytes).digest("hex").slice(0, 12);
  digests.set(bytes, digest);
  return digest;
}

export function describeState(state: OracleState): readonly string[] {
  const lines: string[] = [];
  const firsts = new Map<NodeId, string>();
  const walk = (id: NodeId, path: string): void => {
    const node = nodeOf(state, id);
    const first = firsts.get(id) ?? path;
    firsts.set(id, first);
    const isDirectory = node.type === "directory";
    const below = [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const directories = below.filter(
      ([, child]) => nodeOf(state, child).type === "directory",
    ).length;
    const links = isDirectory ? 2 + directories : linksOf(state, id);
    const size = isDirectory ? 0 : node.type === "symlink" ? node.target.length : node.data.length;
    lines.push(describeSight(path, { ...node, links, size, first }));
    for (const [name, child] of below) walk(child, `${path}/${name}`);
  };
  walk(rootId, "");
  return lines;
}
