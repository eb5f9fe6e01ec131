// setxattr, getxattr, listxattr, removexattr.

import type { Answer } from "../answer.ts";
import { done, finish, refuse, unfinished } from "../answer.ts";
import type { Context } from "../context.ts";
import { utf8Names } from "../names.ts";

/** The kernel would take an ACL and never evaluate it: libfuse 2 has no FUSE_POSIX_ACL. */
const aclPrefix = "system.posix_acl_";

export interface NewXattr {
  readonly name: string;
  readonly value: Uint8Array;
  readonly mode: "any" | "create" | "replace";
}

export function setXattr(
  { handler, paths }: Context,
  path: string,
  xattr: NewXattr,
): Answer<undefined> {
  const name = utf8Names.decode(xattr.name);
  if (name === undefined) return refuse("invalid");
  if (name.startsWith(aclPrefix)) return refuse("not-supported");
  return paths.use(path, ({ attributes: { inode } }) => {
    const value = Buffer.from(xattr.value); // the binding takes its buffer back
    const { mode } = xattr;
    const request = { kind: "set-xattr", inode, name, value, mode, dropSetGroupId: false } as const;
    return finish(handler.perform(request));
  });
}

export function getXattr(
  { handler, paths }: Context,
  path: string,
  text: string,
): Answer<Uint8Array> {
  const name = utf8Names.decode(text);
  if (name === undefined) return refuse("no-xattr");
  return paths.use(path, ({ attributes: { inode } }) => {
    const outcome = handler.perform({ kind: "get-xattr", inode, name });
    return outcome.kind === "bytes" ? done(outcome.bytes) : unfinished(outcome);
  });
}

/** Names that end with NUL, as listxattr(2) gives them. */
export function listXattrs({ handler, paths }: Context, path: string): Answer<Uint8Array> {
  return paths.use(path, ({ attributes: { inode } }) => {
    const outcome = handler.perform({ kind: "list-xattrs", inode });
    if (outcome.kind !== "names") return unfinished(outcome);
    return done(Buffer.from(outcome.names.map((name) => `${name}\0`).join(""), "latin1"));
  });
}

export function removeXattr(
  { handler, paths }: Context,
  path: string,
  text: string,
): Answer<undefined> {
  const name = utf8Names.decode(text);
  if (name === undefined) return refuse("no-xattr");
  return paths.use(path, ({ attributes: { inode } }) =>
    finish(handler.perform({ kind: "remove-xattr", inode, name })),
  );
}
