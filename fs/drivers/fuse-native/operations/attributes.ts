// getattr, fgetattr, access, statfs, chmod, chown, truncate, ftruncate, utimens.
import type { InodeNumber } from "../../../core/inode-number.ts";
import type { Attributes, Request, Statistics, TimeChange } from "../../../core/request.ts";
import type { Answer } from "../answer.ts";
import { done, finish, finished, refuse, unfinished } from "../answer.ts";
import type { Context } from "../context.ts";

type Wanted = Partial<Omit<Extract<Request, { kind: "set-attributes" }>, "kind" | "inode">>;

export interface SetTimes {
  readonly accessed: TimeChange;
  readonly modified: TimeChange;
}

export interface SetOwner {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export function getAttributes({ paths }: Context, path: string): Answer<Attributes> {
  return paths.use(path, ({ attributes, hidden }) =>
    done(hidden ? asHidden(attributes) : attributes),
  );
}

/** By handle: the path may lead nowhere, or elsewhere. */
export function getHandleAttributes(
  context: Context,
  path: string,
  handle: number,
): Answer<Attributes> {
  const found = context.handles.find(handle);
  if (found === undefined) return getAttributes(context, path);
  const outcome = context.handler.perform({ kind: "get-attributes", inode: found.inode });
  if (outcome.kind !== "attributes") return unfinished(outcome);
  const hidden = context.hidden.find(path) !== undefined;
  return done(hidden ? asHidden(outcome.attributes) : outcome.attributes);
}

/** libfuse takes one link away for the name that it made up. */
function asHidden(attributes: Attributes): Attributes {
  return attributes.links === 0 ? attributes : { ...attributes, links: attributes.links + 1 };
}

/** Permissions are the kernel's (default_permissions); here it only matters that the path is
 *  there. */
export function access({ paths }: Context, path: string): Answer<undefined> {
  return paths.use(path, () => finished);
}

export function getStatistics({ handler }: Context): Answer<Statistics> {
  const outcome = handler.perform({ kind: "statistics" });
  return outcome.kind === "statistics" ? done(outcome.statistics) : unfinished(outcome);
}

export function setMode(context: Context, path: string, mode: number): Answer<undefined> {
  return setByPath(context, path, { mode: mode & 0o7777 });
}

export function setOwner(context: Context, path: string, owner: SetOwner): Answer<undefined> {
  return setByPath(context, path, { uid: owner.uid, gid: owner.gid });
}

export function setTimes(context: Context, path: string, times: SetTimes): Answer<undefined> {
  return setByPath(context, path, { accessed: times.accessed, modified: times.modified });
}

export function truncate(context: Context, path: string, size: number): Answer<undefined> {
  return setByPath(context, path, { size });
}

export function truncateHandle(context: Context, handle: number, size: number): Answer<undefined> {
  const found = context.handles.find(handle);
  return found === undefined ? refuse("bad-descriptor") : set(context, found.inode, { size });
}

function setByPath(context: Context, path: string, wanted: Wanted): Answer<undefined> {
  return context.paths.use(path, ({ attributes }) => set(context, attributes.inode, wanted));
}

/** Set-id bits are the kernel's to clear here: it sends the mode without them. */
function set({ handler }: Context, inode: InodeNumber, wanted: Wanted): Answer<undefined> {
  const nothing = {
    mode: undefined,
    uid: undefined,
    gid: undefined,
    size: undefined,
    accessed: undefined,
    modified: undefined,
    changed: undefined,
    dropSetId: false,
  };
  return finish(handler.perform({ kind: "set-attributes", inode, ...nothing, ...wanted }));
}
