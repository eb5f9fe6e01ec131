// A Subject in a directory of a mounted file system, by system calls. Runs in a child process only:
// a process must never use a mount that it serves, and a call that hangs must not hang the test's
// own process.
import * as attributes from "./child/attributes.ts";
import * as files from "./child/files.ts";
import * as names from "./child/names.ts";
import * as xattrs from "./child/xattrs.ts";
import { type AttributeChange, type Held, type Listing, Refused, type Subject } from "./subject.ts";

export interface DirectorySubject extends Subject {
  /** The path as system calls take it. */
  absolute(path: string): string;
}

export function directorySubject(root: string): DirectorySubject {
  const at = (path: string): string => (path === "" ? root : `${root}/${path}`);
  return {
    absolute: at,
    create: (path, mode = 0o644) => files.close(files.open(at(path), creating, mode)),
    open: (path) => held(files.open(at(path), files.flags.readWrite), at),
    openNameless: (path) => {
      return held(files.open(at(path), files.flags.nameless | files.flags.readWrite, 0o600), at);
    },
    makeDirectory: (path, mode) => names.makeDirectory(at(path), mode),
    makeNode: (path, node) => {
      const mode = attributes.typeBits[node.type] | (node.mode ?? 0o644);
      const { major, minor } = node.device ?? { major: 0, minor: 0 };
      names.makeNode(at(path), mode, major * 256 + minor);
    },
    symlink: (target, path) => names.symlink(target, at(path)),
    readLink: (path) => names.readLink(at(path)),
    link: (existing, path) => names.link(at(existing), at(path)),
    unlink: (path) => names.unlink(at(path)),
    removeDirectory: (path) => names.removeDirectory(at(path)),
    rename: (from, to, how = "replace") => names.rename(at(from), at(to), renameFlagsByHow[how]),
    facts: (path) => attributes.facts(at(path)),
    change: (path, change) => changeAttributes(at(path), change),
    list: (path) => listAll(at(path)),
    startListing: (path) => listing(at(path)),
    setXattr: (path, name, value, how = "any") => {
      xattrs.setXattr(at(path), name, value, xattrs.xattrFlags[how]);
    },
    getXattr: (path, name) => xattrs.getXattr(at(path), name),
    listXattrs: (path) => xattrs.listXattrs(at(path)),
    removeXattr: (path, name) => xattrs.removeXattr(at(path), name),
    statistics: () => attributes.statistics(root),
    syncDirectory: (path) => files.withOpen(at(path), files.flags.directory, files.sync),
  };
}

const creating = files.flags.create | files.flags.exclusive | files.flags.writeOnly;

const renameFlagsByHow = {
  replace: names.renameFlags.replace,
  "no-replace": names.renameFlags.noReplace,
  exchange: names.renameFlags.exchange,
};

const allocateModesByOperation = {
  allocate: files.allocateModes.allocate,
  "punch-hole": files.allocateModes.punchHole | files.allocateModes.keepSize,
  "zero-range": files.allocateModes.zeroRange,
};

function changeAttributes(path: string, change: AttributeChange): void {
  if (change.size !== undefined) files.truncate(path, change.size);
  if (change.uid !== undefined || change.gid !== undefined) {
    attributes.setOwner(path, change.uid, change.gid);
  }
  if (change.mode !== undefined) attributes.setMode(path, change.mode);
  if (change.accessed !== undefined || change.modified !== undefined) {
    attributes.setTimes(path, change.accessed ?? "keep", change.modified ?? "keep");
  }
}

/** Descriptors of directory subjects, for copy_file_range between two of them. */
const descriptorsByHeld = new WeakMap<Held, number>();

function held(fd: number, at: (path: string) => string): Held {
  const file: Held = {
    read: (offset, length) => readFully(fd, offset, length),
    write: (offset, data) => files.writeAt(fd, offset, data),
    truncate: (size) => files.truncateOpen(fd, size),
    allocate: (operation, range, keepSize = false) => {
      const mode =
        allocateModesByOperation[operation] | (keepSize ? files.allocateModes.keepSize : 0);
      files.allocate(fd, mode, range.offset, range.length);
    },
    seek: (offset, target) => files.seek(fd, offset, files.whence[target]),
    copyTo: (target, range) => copyFully(fd, descriptorsByHeld.get(target), range),
    facts: () => attributes.factsOpen(fd),
    sync: () => files.sync(fd),
    linkAs: (path) => names.linkOpen(fd, at(path)),
    close: () => files.close(fd),
  };
  descriptorsByHeld.set(file, fd);
  return file;
}

function readFully(fd: number, offset: number, length: number): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  while (done < length) {
    const part = files.readAt(fd, offset + done, length - done);
    if (part.length === 0) break;
    parts.push(part);
    done += part.length;
  }
  return Buffer.concat(parts);
}

function copyFully(source: number, target: number | undefined, range: files.CopyRange): number {
  if (target === undefined) throw new Refused("copy", "EXDEV");
  let done = 0;
  while (done < range.length) {
    const rest = { from: range.from + done, to: range.to + done, length: range.length - done };
    const copied = files.copyRange(source, target, rest);
    if (copied === 0) break;
    done += copied;
  }
  return done;
}

function listAll(path: string): string[] {
  const all = listing(path);
  const found: string[] = [];
  try {
    for (let more = all.next(1000); more.length > 0; more = all.next(1000)) found.push(...more);
  } finally {
    all.close();
  }
  return found;
}

function listing(path: string): Listing {
  const fd = files.open(path, files.flags.directory);
  return {
    next: (count) => {
      for (;;) {
        // 40 bytes are a name of about 20 bytes with its frame.
        const entries = names.readEntries(fd, Math.max(count * 40, 600));
        const found = entries
          .map((entry) => entry.name)
          .filter((name) => name !== "." && name !== "..");
        if (found.length > 0 || entries.length === 0) return found;
      }
    },
    close: () => files.close(fd),
  };
}
