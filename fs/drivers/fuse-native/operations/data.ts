// open, read, write, release, fsync: file data by handle.

import type { Answer } from "../answer.ts";
import { done, finish, finished, refuse, unfinished } from "../answer.ts";
import type { Context } from "../context.ts";
import type { Handle } from "../handles.ts";

export interface OpenMode {
  readonly appends: boolean;
}

export interface HandleRange {
  readonly handle: number;
  readonly offset: number;
}

export function open({ paths, handles }: Context, path: string, mode: OpenMode): Answer<number> {
  return paths.use(path, ({ attributes: { inode, type } }) => {
    if (type === "directory") return refuse("is-directory");
    const handle = handles.open({ inode, appends: mode.appends });
    return handle === undefined ? refuse("no-space") : done(handle);
  });
}

/** Fills `target` from the start; answers how many bytes, fewer only at the end of the file. */
export function read(context: Context, range: HandleRange, target: Uint8Array): Answer<number> {
  const found = context.handles.find(range.handle);
  if (found === undefined) return refuse("bad-descriptor");
  const { offset } = range;
  const request = { kind: "read", inode: found.inode, offset, length: target.length } as const;
  const outcome = context.handler.perform(request);
  if (outcome.kind !== "data") return unfinished(outcome);
  let filled = 0;
  for (const part of outcome.parts) {
    target.set(part, filled);
    filled += part.length;
  }
  return done(filled);
}

export function write(context: Context, range: HandleRange, data: Uint8Array): Answer<number> {
  const found = context.handles.find(range.handle);
  if (found === undefined) return refuse("bad-descriptor");
  const offset = found.appends ? appendOffset(context, found, range.offset) : done(range.offset);
  if (offset.kind !== "done") return offset;
  const request = { kind: "write", inode: found.inode, offset: offset.value, data } as const;
  const outcome = context.handler.perform({ ...request, dropSetId: false, timesKept: false });
  return outcome.kind === "count" ? done(outcome.count) : unfinished(outcome);
}

/** The kernel appends at the size that it believes in, which another name of the file may have
 *  moved. */
function appendOffset({ handler }: Context, { inode }: Handle, believed: number): Answer<number> {
  const outcome = handler.perform({ kind: "get-attributes", inode });
  if (outcome.kind !== "attributes") return unfinished(outcome);
  return done(Math.max(believed, outcome.attributes.size));
}

export function release({ handles, hidden }: Context, handle: number): Answer<undefined> {
  const closed = handles.close(handle);
  if (closed === undefined) return refuse("bad-descriptor");
  if (!handles.isOpen(closed.inode)) hidden.removeAll(closed.inode);
  return finished;
}

/** fsync, fdatasync and fsync of a directory: the Volume knows only one kind. */
export function sync({ handler }: Context): Answer<undefined> {
  return finish(handler.perform({ kind: "sync" }));
}
