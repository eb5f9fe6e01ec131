// An open file, a listing and the attributes of a Volume's inode, as a Subject shows them.

import type { InodeNumber } from "../../fs/core/inode-number.ts";
import type { Attributes, Request } from "../../fs/core/request.ts";
import type { Facts, TimeChange } from "./child/attributes.ts";
import { type AttributeChange, type Held, type Listing, Refused } from "./subject.ts";
import { attributesOf, countOf, entryOf, unexpected, type Walk } from "./subject-volume-walk.ts";

export function linkAs(walk: Walk, inode: InodeNumber, path: string): void {
  const { parent, name } = walk.place(path);
  walk.forget(entryOf(walk.ask({ kind: "link", inode, newParent: parent, newName: name })));
}

const inodesByHeld = new WeakMap<Held, InodeNumber>();

export function held(walk: Walk, inode: InodeNumber): Held {
  const file: Held = {
    read: (offset, length) => {
      const outcome = walk.ask({ kind: "read", inode, offset, length });
      return outcome.kind === "data" ? Buffer.concat(outcome.parts) : unexpected(outcome);
    },
    write: (offset, data) => {
      return writeAll(walk, inode, {
        offset,
        data: typeof data === "string" ? Buffer.from(data, "latin1") : data,
      });
    },
    truncate: (size) => changeAttributes(walk, inode, { size }),
    allocate: (operation, range, keepSize = false) => {
      walk.ask({
        kind: "allocate",
        inode,
        operation,
        ...range,
        keepSize: keepSize || operation === "punch-hole",
      });
    },
    seek: (offset, whence) => countOf(walk.ask({ kind: "seek", inode, offset, whence })),
    copyTo: (target, { from: fromOffset, to: toOffset, length }) => {
      const to = inodesByHeld.get(target);
      if (to === undefined) throw new Refused("copy-range", "EXDEV");
      return countOf(
        walk.ask({ kind: "copy-range", from: inode, fromOffset, to, toOffset, length }),
      );
    },
    facts: () => attributesToFacts(attributesOf(walk.ask({ kind: "get-attributes", inode }))),
    sync: () => void walk.ask({ kind: "sync" }),
    linkAs: (path) => linkAs(walk, inode, path),
    close: () => walk.forget(inode),
  };
  inodesByHeld.set(file, inode);
  return file;
}

const requestBytesMax = 1024 * 1024;

/**
 * In requests of at most the size that a kernel sends, from a buffer that is reused as a driver's
 * is.
 */
const plain = { dropSetId: false, timesKept: false };

function writeAll(
  walk: Walk,
  inode: InodeNumber,
  what: { readonly offset: number; readonly data: Uint8Array },
): number {
  const buffer = Buffer.alloc(Math.min(requestBytesMax, what.data.length));
  let done = 0;
  while (done < what.data.length) {
    const part = what.data.subarray(done, done + requestBytesMax);
    buffer.set(part);
    const data = buffer.subarray(0, part.length);
    done += countOf(walk.ask({ kind: "write", inode, offset: what.offset + done, data, ...plain }));
    buffer.fill(0xee);
  }
  return done;
}

export function changeAttributes(walk: Walk, inode: InodeNumber, change: AttributeChange): void {
  const { mode, uid, gid, size } = change;
  const request: Request = {
    kind: "set-attributes",
    inode,
    mode,
    uid,
    gid,
    size,
    accessed: timeChange(change.accessed),
    modified: timeChange(change.modified),
    changed: undefined,
    dropSetId: false,
  };
  walk.ask(request);
}

function timeChange(change: TimeChange | undefined): Exclude<TimeChange, "keep"> | undefined {
  return change === "keep" ? undefined : change;
}

export function attributesToFacts(attributes: Attributes): Facts {
  const { device, ...rest } = attributes;
  return { ...rest, device: { major: device >>> 8, minor: device & 0xff } };
}

export function listing(walk: Walk, inode: InodeNumber): Listing {
  let cookie = 0;
  return {
    next: (count) => {
      const found: string[] = [];
      const accept = (entry: { readonly name: string; readonly cookie: number }): boolean => {
        if (found.length >= count) return false;
        cookie = entry.cookie;
        if (entry.name !== "." && entry.name !== "..") found.push(entry.name);
        return true;
      };
      const outcome = walk.ask({ kind: "read-directory", inode, cookie, accept, counted: false });
      return outcome.kind === "done" ? found : unexpected(outcome);
    },
    close: () => {},
  };
}
