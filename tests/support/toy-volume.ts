// A file system in memory that is good enough to be mounted and to try every request of a driver.
// It checks what a driver relies on and nothing of what the real Volume promises beyond that.
import type { InodeNumber } from "../../fs/core/inode-number.ts";
import { makeInodeNumber, rootInodeNumber } from "../../fs/core/inode-number.ts";
import type { Refusal } from "../../fs/core/refusal.ts";
import type { Outcome, Request } from "../../fs/core/request.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import { ToyBytes } from "./toy-bytes.ts";
import type { ToyInode } from "./toy-inode.ts";
import { ToyDirectory, toyAttributes, toyTime } from "./toy-inode.ts";
import type { Of } from "./toy-operations.ts";
import {
  counted,
  done,
  ownership,
  performOnInode,
  refuse,
  statistics,
  touch,
} from "./toy-operations.ts";

type Made = Pick<ToyInode, "type" | "mode" | "device" | "target" | "uid" | "gid">;
type Place = { readonly directory: ToyInode; readonly name: string };

export class ToyVolume implements RequestHandler {
  private readonly inodes = new Map<InodeNumber, ToyInode>();
  private counter = 1;

  constructor() {
    const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
    const root = this.add({ type: "directory", mode: 0o755, device: 0, target: "", uid, gid });
    root.links = 2;
    root.references = 1;
  }

  perform(request: Request): Outcome {
    switch (request.kind) {
      case "lookup":
        return this.lookup(request);
      case "forget":
        return this.forget(request.inode, request.references);
      case "make":
        return this.make(request);
      case "make-nameless":
        return this.makeNameless(request);
      case "unlink":
      case "remove-directory":
        return this.remove(request, request.kind === "remove-directory");
      case "rename":
        return this.rename(request);
      case "link":
        return this.link(request);
      case "copy-range":
        return this.copyRange(request);
      case "read-directory":
        return this.with(request.inode, (inode) => this.readDirectory(inode, request));
      case "open":
        return this.with(request.inode, () => done);
      case "sync":
        return done;
      case "statistics":
        return statistics;
      case "get-attributes":
      case "set-attributes":
      case "read-link":
      case "read":
      case "write":
      case "allocate":
      case "seek":
      case "get-xattr":
      case "set-xattr":
      case "list-xattrs":
      case "remove-xattr":
        return this.with(request.inode, (inode) => performOnInode(inode, request));
    }
  }

  /** How many inodes it holds, those that only the kernel still knows included. */
  get inodeCount(): number {
    return this.inodes.size;
  }

  private with(number: InodeNumber, use: (inode: ToyInode) => Outcome): Outcome {
    const inode = this.inodes.get(number);
    return inode === undefined ? refuse("stale") : use(inode);
  }

  private place(parent: InodeNumber, name: string): Place | Refusal {
    const directory = this.inodes.get(parent);
    if (directory === undefined) return "stale";
    if (directory.type !== "directory") return "not-directory";
    if (name.length > 255) return "name-too-long";
    return directory.links === 0 ? "no-entry" : { directory, name };
  }

  private child({ directory, name }: Place): ToyInode | undefined {
    const entry = directory.entries.get(name);
    return entry === undefined ? undefined : this.inodes.get(entry.inode);
  }

  private lookup(request: Of<"lookup">): Outcome {
    const place = this.place(request.parent, request.name);
    if (typeof place === "string") return refuse(place);
    const child = this.child(place);
    return child === undefined ? refuse("no-entry") : counted(child);
  }

  private forget(number: InodeNumber, references: number): Outcome {
    return this.with(number, (inode) => {
      inode.references -= references;
      this.dropUnused(inode);
      return done;
    });
  }

  private make(request: Of<"make">): Outcome {
    const place = this.place(request.parent, request.name);
    if (typeof place === "string") return refuse(place);
    if (this.child(place) !== undefined) return refuse("exists");
    const masked = { ...request, mode: request.mode & 0o7777 & ~request.umask };
    const inode = this.add({ ...masked, ...ownership(masked, place.directory) });
    this.put(place, inode);
    return counted(inode);
  }

  private makeNameless(request: Of<"make-nameless">): Outcome {
    const place = this.place(request.parent, "");
    if (typeof place === "string") return refuse(place);
    const { caller } = request;
    const mode = request.mode & 0o7777 & ~request.umask;
    const owner = ownership({ type: "file", mode, caller }, place.directory);
    return counted(this.add({ type: "file", device: 0, target: "", ...owner }));
  }

  private remove(request: Of<"unlink"> | Of<"remove-directory">, directory: boolean): Outcome {
    const place = this.place(request.parent, request.name);
    if (typeof place === "string") return refuse(place);
    const child = this.child(place);
    if (child === undefined) return refuse("no-entry");
    if (directory && child.type !== "directory") return refuse("not-directory");
    if (!directory && child.type === "directory") return refuse("is-directory");
    if (child.entries.size > 0) return refuse("not-empty");
    this.take(place, child);
    return done;
  }

  private rename(request: Of<"rename">): Outcome {
    const from = this.place(request.parent, request.name);
    const to = this.place(request.newParent, request.newName);
    if (typeof from === "string") return refuse(from);
    if (typeof to === "string") return refuse(to);
    const moved = this.child(from);
    const target = this.child(to);
    if (moved === undefined) return refuse("no-entry");
    if (moved === target) return done;
    if (this.isInside(to.directory, moved)) return refuse("invalid");
    if (request.mode === "exchange" && target === undefined) return refuse("no-entry");
    if (request.mode === "no-replace" && target !== undefined) return refuse("exists");
    if (target !== undefined && request.mode === "replace") {
      if (target.type === "directory" && moved.type !== "directory") return refuse("is-directory");
      if (target.type !== "directory" && moved.type === "directory") return refuse("not-directory");
      if (target.entries.size > 0) return refuse("not-empty");
    }
    this.take(from, moved);
    if (target !== undefined) this.take(to, target);
    this.put(to, moved);
    if (target !== undefined && request.mode === "exchange") this.put(from, target);
    return done;
  }

  private isInside(directory: ToyInode, ancestor: ToyInode): boolean {
    for (let at: ToyInode | undefined = directory; at !== undefined; ) {
      if (at === ancestor) return true;
      at = at.number === rootInodeNumber ? undefined : this.inodes.get(at.parent);
    }
    return false;
  }

  private link(request: Of<"link">): Outcome {
    const place = this.place(request.newParent, request.newName);
    if (typeof place === "string") return refuse(place);
    return this.with(request.inode, (inode) => {
      if (inode.type === "directory") return refuse("not-permitted");
      if (this.child(place) !== undefined) return refuse("exists");
      this.put(place, inode);
      return counted(inode);
    });
  }

  private copyRange(request: Of<"copy-range">): Outcome {
    return this.with(request.from, (from) =>
      this.with(request.to, (to) => {
        const { parts, length } = from.bytes.read(request.fromOffset, request.length);
        to.bytes.write(request.toOffset, Buffer.concat(parts));
        touch(to);
        return { kind: "count", count: length };
      }),
    );
  }

  private readDirectory(directory: ToyInode, request: Of<"read-directory">): Outcome {
    if (directory.type !== "directory") return refuse("not-directory");
    const { cookie, accept } = request;
    const dots = [
      { name: ".", inode: directory.number },
      { name: "..", inode: directory.parent },
    ];
    for (const [index, { name, inode }] of dots.entries()) {
      if (cookie > index) continue;
      const entry = {
        name,
        inode,
        type: "directory",
        cookie: index + 1,
        attributes: undefined,
      } as const;
      if (!accept(entry)) return done;
    }
    for (const { name, inode, cookie: next } of directory.entries.after(cookie)) {
      const child = this.inodes.get(inode);
      if (child === undefined) continue;
      const known = request.counted ? toyAttributes(child) : undefined;
      if (!accept({ name, inode, type: child.type, cookie: next, attributes: known })) return done;
      if (request.counted) child.references++;
    }
    return done;
  }

  private add(made: Made): ToyInode {
    const number = makeInodeNumber(0, this.counter++);
    const now = toyTime();
    const { type, mode, device, target, uid, gid } = made;
    const inode: ToyInode = {
      ...{ number, type, mode, device, target, uid, gid, links: 0, references: 0 },
      ...{ accessed: now, modified: now, changed: now, created: now, parent: rootInodeNumber },
      ...{ bytes: new ToyBytes(), entries: new ToyDirectory(), xattrs: new Map() },
    };
    this.inodes.set(number, inode);
    return inode;
  }

  private put({ directory, name }: Place, inode: ToyInode): void {
    directory.entries.set(name, inode.number);
    inode.links += inode.type === "directory" ? 2 : 1;
    inode.parent = directory.number;
    if (inode.type === "directory") directory.links++;
    directory.modified = directory.changed = inode.changed = toyTime();
  }

  private take({ directory, name }: Place, inode: ToyInode): void {
    directory.entries.delete(name);
    inode.links -= inode.type === "directory" ? 2 : 1;
    if (inode.type === "directory") directory.links--;
    directory.modified = directory.changed = inode.changed = toyTime();
    this.dropUnused(inode);
  }

  private dropUnused(inode: ToyInode): void {
    if (inode.links <= 0 && inode.references <= 0) this.inodes.delete(inode.number);
  }
}
