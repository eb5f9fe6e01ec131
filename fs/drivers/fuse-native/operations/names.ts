// create, mknod, mkdir, symlink, link, unlink, rmdir, rename, readlink: what makes, moves and
// removes names.
import type { FileType } from "../../../core/change.ts";
import type { InodeNumber } from "../../../core/inode-number.ts";
import type { Answer } from "../answer.ts";
import { done, finish, finished, refuse, unfinished } from "../answer.ts";
import type { Context } from "../context.ts";

export interface NewNode {
  readonly type: FileType;
  /** Umask applied by the kernel. */
  readonly mode: number;
  readonly device: number;
  /** Of a symbolic link, as the binding gives it; otherwise empty. */
  readonly target: string;
}

/** open(2) with O_CREAT where nothing was. Without its flags: O_APPEND is not known. */
export function create(context: Context, path: string, mode: number): Answer<number> {
  const node: NewNode = { type: "file", mode, device: 0, target: "" };
  return makeHeld(context, path, node, (inode) => {
    const handle = context.handles.open({ inode, appends: false });
    return handle === undefined ? refuse("no-space") : done(handle);
  });
}

export function make(context: Context, path: string, node: NewNode): Answer<undefined> {
  return makeHeld(context, path, node, () => finished);
}

function makeHeld<T>(
  context: Context,
  path: string,
  node: NewNode,
  use: (inode: InodeNumber) => Answer<T>,
): Answer<T> {
  const { handler, paths, names, held, owner } = context;
  const place = paths.place(path);
  if (place.kind !== "done") return place;
  const target = names.decode(node.target);
  if (target === undefined) return refuse("invalid");
  const { type, device } = node;
  const mode = node.mode & 0o7777;
  const made = { type, mode, umask: 0, device, target, caller: owner };
  const outcome = handler.perform({ kind: "make", ...place.value, ...made });
  if (outcome.kind !== "entry") return unfinished(outcome);
  const { inode } = outcome.attributes;
  held.take(inode);
  try {
    return use(inode);
  } finally {
    held.release(inode);
  }
}

export function link(context: Context, from: string, to: string): Answer<undefined> {
  const { handler, paths, held } = context;
  const place = paths.place(to);
  if (place.kind !== "done") return place;
  return paths.use(from, ({ attributes: { inode } }) => {
    const { parent: newParent, name: newName } = place.value;
    const outcome = handler.perform({ kind: "link", inode, newParent, newName });
    if (outcome.kind !== "entry") return unfinished(outcome);
    held.take(inode);
    held.release(inode);
    return finished;
  });
}

export function unlink({ handler, paths, hidden }: Context, path: string): Answer<undefined> {
  if (hidden.remove(path)) return finished;
  const place = paths.place(path);
  return place.kind === "done"
    ? finish(handler.perform({ kind: "unlink", ...place.value }))
    : place;
}

export function removeDirectory({ handler, paths }: Context, path: string): Answer<undefined> {
  const place = paths.place(path);
  if (place.kind !== "done") return place;
  const answer = finish(handler.perform({ kind: "remove-directory", ...place.value }));
  if (answer.kind === "done") paths.forgetBelow(path);
  return answer;
}

export function rename(context: Context, from: string, to: string): Answer<undefined> {
  const { paths, hidden, handles } = context;
  return paths.use(from, ({ attributes: { inode, type } }) => {
    if (hidden.isHiding(from, to) && handles.isOpen(inode))
      return hide(context, { inode, from, to });
    const answer = move(context, from, to);
    if (answer.kind === "done" && type === "directory") {
      paths.forgetBelow(from);
      paths.forgetBelow(to);
    }
    return answer;
  });
}

function move({ handler, paths }: Context, from: string, to: string): Answer<undefined> {
  const source = paths.place(from);
  if (source.kind !== "done") return source;
  const target = paths.place(to);
  if (target.kind !== "done") return target;
  const { parent: newParent, name: newName } = target.value;
  const request = { kind: "rename", ...source.value, newParent, newName, mode: "replace" } as const;
  return finish(handler.perform(request));
}

interface Hiding {
  readonly inode: InodeNumber;
  readonly from: string;
  readonly to: string;
}

/** libfuse hides an open file: for the Volume that is an unlink, after which the handles keep the
 *  inode. */
function hide(context: Context, { inode, from, to }: Hiding): Answer<undefined> {
  const removed = unlink(context, from);
  if (removed.kind === "done") context.hidden.add(to, inode);
  return removed;
}

/** The target as the binding wants it. */
export function readLink({ handler, paths, names }: Context, path: string): Answer<string> {
  return paths.use(path, ({ attributes: { inode } }) => {
    const outcome = handler.perform({ kind: "read-link", inode });
    if (outcome.kind !== "bytes") return unfinished(outcome);
    const target = names.encode(Buffer.from(outcome.bytes).toString("latin1"));
    return target === undefined ? refuse("invalid") : done(target);
  });
}
