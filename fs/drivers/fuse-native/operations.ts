// The table of operations under the binding's names: plain functions over a RequestHandler,
// without anything native.
import type { Attributes, Statistics } from "../../core/request.ts";
import type { Answer } from "./answer.ts";
import type { ContextOptions } from "./context.ts";
import { makeContext } from "./context.ts";
import type { SetOwner, SetTimes } from "./operations/attributes.ts";
import * as attributes from "./operations/attributes.ts";
import type { HandleRange, OpenMode } from "./operations/data.ts";
import * as data from "./operations/data.ts";
import type { Listed } from "./operations/directory.ts";
import * as directory from "./operations/directory.ts";
import type { NewNode } from "./operations/names.ts";
import * as names from "./operations/names.ts";
import type { NewXattr } from "./operations/xattrs.ts";
import * as xattrs from "./operations/xattrs.ts";

export interface Operations {
  getattr(path: string): Answer<Attributes>;
  fgetattr(path: string, handle: number): Answer<Attributes>;
  access(path: string): Answer<undefined>;
  statfs(): Answer<Statistics>;
  chmod(path: string, mode: number): Answer<undefined>;
  chown(path: string, owner: SetOwner): Answer<undefined>;
  utimens(path: string, times: SetTimes): Answer<undefined>;
  truncate(path: string, size: number): Answer<undefined>;
  ftruncate(handle: number, size: number): Answer<undefined>;
  create(path: string, mode: number): Answer<number>;
  /** mknod, mkdir and symlink. */
  make(path: string, node: NewNode): Answer<undefined>;
  link(from: string, to: string): Answer<undefined>;
  unlink(path: string): Answer<undefined>;
  rmdir(path: string): Answer<undefined>;
  rename(from: string, to: string): Answer<undefined>;
  readlink(path: string): Answer<string>;
  open(path: string, mode: OpenMode): Answer<number>;
  read(range: HandleRange, target: Uint8Array): Answer<number>;
  write(range: HandleRange, data: Uint8Array): Answer<number>;
  release(handle: number): Answer<undefined>;
  /** fsync and fsyncdir. */
  fsync(): Answer<undefined>;
  opendir(path: string): Answer<number>;
  readdir(path: string): Answer<readonly Listed[]>;
  releasedir(handle: number): Answer<undefined>;
  setxattr(path: string, xattr: NewXattr): Answer<undefined>;
  getxattr(path: string, name: string): Answer<Uint8Array>;
  listxattr(path: string): Answer<Uint8Array>;
  removexattr(path: string, name: string): Answer<undefined>;
  /** Somebody else's changes came in: paths may lead elsewhere now. */
  invalidate(): void;
  /** Gives every reference back; nothing may be asked afterwards. */
  close(): void;
  inUse(): { readonly inodes: number; readonly handles: number };
}

export function makeOperations(options: ContextOptions): Operations {
  const context = makeContext(options);
  return {
    getattr: (path) => attributes.getAttributes(context, path),
    fgetattr: (path, handle) => attributes.getHandleAttributes(context, path, handle),
    access: (path) => attributes.access(context, path),
    statfs: () => attributes.getStatistics(context),
    chmod: (path, mode) => attributes.setMode(context, path, mode),
    chown: (path, owner) => attributes.setOwner(context, path, owner),
    utimens: (path, times) => attributes.setTimes(context, path, times),
    truncate: (path, size) => attributes.truncate(context, path, size),
    ftruncate: (handle, size) => attributes.truncateHandle(context, handle, size),
    create: (path, mode) => names.create(context, path, mode),
    make: (path, node) => names.make(context, path, node),
    link: (from, to) => names.link(context, from, to),
    unlink: (path) => names.unlink(context, path),
    rmdir: (path) => names.removeDirectory(context, path),
    rename: (from, to) => names.rename(context, from, to),
    readlink: (path) => names.readLink(context, path),
    open: (path, mode) => data.open(context, path, mode),
    read: (range, target) => data.read(context, range, target),
    write: (range, bytes) => data.write(context, range, bytes),
    release: (handle) => data.release(context, handle),
    fsync: () => data.sync(context),
    opendir: (path) => directory.openDirectory(context, path),
    readdir: (path) => directory.list(context, path),
    releasedir: (handle) => data.release(context, handle),
    setxattr: (path, xattr) => xattrs.setXattr(context, path, xattr),
    getxattr: (path, name) => xattrs.getXattr(context, path, name),
    listxattr: (path) => xattrs.listXattrs(context, path),
    removexattr: (path, name) => xattrs.removeXattr(context, path, name),
    invalidate: () => context.paths.forgetAll(),
    close: () => context.held.releaseAll(),
    inUse: () => ({ inodes: context.held.size, handles: context.handles.size }),
  };
}
