// Looks at a whole mounted tree through requests, as programs would, and describes it in the same
// words as the oracle does.
import type { Attributes, Outcome, Request } from "../../fs/core/index.ts";
import type { InodeNumber } from "../../fs/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import { describeSight } from "./oracle-sight.ts";

const readBytes = 1024 * 1024;

/** Throws when anything is refused. */
export function readTree(volume: RequestHandler): readonly string[] {
  const lines: string[] = [];
  const firsts = new Map<InodeNumber, string>();
  const walk = (inode: InodeNumber, path: string): void => {
    const first = firsts.get(inode) ?? path;
    firsts.set(inode, first);
    const attributes = ask(volume, { kind: "get-attributes", inode }, "attributes").attributes;
    lines.push(describeSight(path, sightOf(volume, attributes, first)));
    if (attributes.type !== "directory") return;
    for (const [name, child] of listDirectory(volume, inode)) walk(child, `${path}/${name}`);
  };
  walk(rootInodeNumber, "");
  return lines;
}

function sightOf(
  volume: RequestHandler,
  attributes: Attributes,
  first: string,
): Parameters<typeof describeSight>[1] {
  const { inode, type, mode, links } = attributes;
  const data = type === "file" ? readFile(volume, inode, attributes.size) : Buffer.alloc(0);
  const target =
    type === "symlink" ? textOf(ask(volume, { kind: "read-link", inode }, "bytes").bytes) : "";
  const xattrs = new Map<string, Buffer>();
  for (const name of ask(volume, { kind: "list-xattrs", inode }, "names").names) {
    const { bytes } = ask(volume, { kind: "get-xattr", inode, name }, "bytes");
    xattrs.set(name, Buffer.from(bytes));
  }
  const size = type === "directory" ? 0 : attributes.size;
  return { type, mode, links, size, data, target, xattrs, first };
}

function readFile(volume: RequestHandler, inode: InodeNumber, size: number): Buffer {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < size; offset += readBytes) {
    const request = { kind: "read", inode, offset, length: readBytes } as const;
    parts.push(Buffer.concat(ask(volume, request, "data").parts));
  }
  return Buffer.concat(parts);
}

function listDirectory(
  volume: RequestHandler,
  inode: InodeNumber,
): readonly (readonly [string, InodeNumber])[] {
  const entries: (readonly [string, InodeNumber])[] = [];
  const request: Request = {
    kind: "read-directory",
    inode,
    cookie: 0,
    counted: false,
    accept: (entry) => {
      if (entry.name !== "." && entry.name !== "..") entries.push([entry.name, entry.inode]);
      return true;
    },
  };
  ask(volume, request, "done");
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function ask<K extends Outcome["kind"]>(
  volume: RequestHandler,
  request: Request,
  kind: K,
): Extract<Outcome, { kind: K }> {
  const outcome = volume.perform(request);
  if (isOfKind(outcome, kind)) return outcome;
  const why = outcome.kind === "refused" ? outcome.refusal : "";
  throw new Error(`${request.kind} was answered ${outcome.kind} ${why}`);
}

function isOfKind<K extends Outcome["kind"]>(
  outcome: Outcome,
  kind: K,
): outcome is Extract<Outcome, { kind: K }> {
  return outcome.kind === kind;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
