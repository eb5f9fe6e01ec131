// The real disk: the Disk port on node:fs, synchronous. All handles of one path share one state, so
// that a size and a failed sync are known to each of them.

import type { StatsFs } from "node:fs";
import fs, { constants } from "node:fs";
import { dirname, join } from "node:path";
import { allSyncs } from "../core/all-syncs.ts";
import type { Trouble } from "../core/index.ts";
import { invariant } from "../core/invariant.ts";
import type { Disk, DiskFile, DiskSpace, PendingSync } from "../ports.ts";
import { deviceSyncs } from "./device-syncs.ts";
import { diskHints } from "./disk-hints.ts";
import type { FailedSync, FileCalls } from "./node-file.ts";
import { NodeFile, readFully } from "./node-file.ts";
import { errorCode, systemTrouble } from "./system-trouble.ts";

/** Files being replaced carry this ending until they are whole; `list` leaves them out. */
const unfinishedEnding = ".unfinished";
const fileMode = 0o600;
const directoryMode = 0o700;

/** The system calls of a disk; tests and the simulation pass others. */
export interface DiskCalls extends FileCalls {
  existsSync(path: string): boolean;
  fsyncSync(descriptor: number): void;
  mkdirSync(path: string, mode: number): unknown;
  openSync(path: string, flags: string | number, mode?: number): number;
  readdirSync(path: string): string[];
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { readonly force: boolean }): void;
  statfsSync(path: string): DiskFigures;
  unlinkSync(path: string): void;
  writeFileSync(descriptor: number, bytes: Uint8Array): void;
}

/** statfs(2) */
type DiskFigures = Pick<StatsFs, "bsize" | "blocks" | "bfree" | "bavail" | "files" | "ffree">;

/** A disk whose paths are below `directory`, which `makeDirectory("")` creates. */
export function nodeDisk(directory: string, calls: DiskCalls = fs): Disk {
  return new NodeDisk(directory, calls);
}

class NodeDisk implements Disk {
  readonly #directory: string;
  readonly #calls: DiskCalls;
  /** Directories whose names are durable. */
  readonly #durableDirectories = new Set<string>();
  readonly #filesByPath = new Map<string, { readonly file: NodeFile; handles: number }>();

  constructor(directory: string, calls: DiskCalls) {
    this.#directory = directory;
    this.#calls = calls;
  }

  list(directory: string): readonly string[] | Trouble {
    try {
      const names = this.#calls.readdirSync(this.#full(directory));
      return names.filter((name) => !name.endsWith(unfinishedEnding)).sort();
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      return systemTrouble(this.#full(directory), "list", error);
    }
  }

  makeDirectory(directory: string): Trouble | undefined {
    const full = this.#full(directory);
    for (const path of this.#pathsTo(full)) {
      if (this.#durableDirectories.has(path)) continue;
      const isThere = this.#calls.existsSync(path);
      try {
        if (!isThere) this.#calls.mkdirSync(path, directoryMode);
      } catch (error) {
        if (errorCode(error) !== "EEXIST") return systemTrouble(path, "create", error);
      }
      // One that is there may be of a process that was killed before it came to this.
      const trouble = this.#syncDirectory(dirname(path));
      const isOthers = isThere && trouble?.reason === "denied";
      if (trouble !== undefined && !isOthers) return trouble;
      this.#durableDirectories.add(path);
    }
    return undefined;
  }

  /** The disk's own directory, those above it that are absent, and those on the way to `full`. */
  #pathsTo(full: string): readonly string[] {
    const paths: string[] = [];
    const base = join(this.#directory);
    let at = full;
    while (at !== dirname(at) && (at.length >= base.length || !this.#calls.existsSync(at))) {
      paths.push(at);
      at = dirname(at);
    }
    return paths.reverse();
  }

  openFile(path: string): DiskFile | Trouble {
    const shared = this.#filesByPath.get(path);
    if (shared !== undefined) return this.#handle(path, shared);
    const full = this.#full(path);
    try {
      const descriptor = this.#calls.openSync(full, constants.O_RDWR | constants.O_CREAT, fileMode);
      const size = this.#calls.fstatSync(descriptor).size;
      const syncName = (): FailedSync | undefined => this.#trySync(dirname(full));
      const file = new NodeFile({ path: full, descriptor, size, calls: this.#calls, syncName });
      const opened = { file, handles: 0 };
      this.#filesByPath.set(path, opened);
      return this.#handle(path, opened);
    } catch (error) {
      return systemTrouble(full, "open", error);
    }
  }

  openForReading(path: string): DiskFile | Trouble | undefined {
    const shared = this.#filesByPath.get(path);
    if (shared !== undefined) return readingOnly(this.#handle(path, shared));
    const full = this.#full(path);
    try {
      const descriptor = this.#calls.openSync(full, constants.O_RDONLY);
      return readingFile({ path: full, descriptor, calls: this.#calls });
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      return systemTrouble(full, "open", error);
    }
  }

  replaceFile(path: string, bytes: Uint8Array): Trouble | undefined {
    invariant(!this.#filesByPath.has(path), "a file that is replaced is not open for appending");
    const full = this.#full(path);
    const unfinished = full + unfinishedEnding;
    try {
      const descriptor = this.#calls.openSync(unfinished, "w", fileMode);
      try {
        this.#calls.writeFileSync(descriptor, bytes);
        this.#calls.fsyncSync(descriptor);
      } finally {
        this.#calls.closeSync(descriptor);
      }
      this.#calls.renameSync(unfinished, full);
    } catch (error) {
      this.#removeUnfinished(unfinished);
      return systemTrouble(full, "replace", error);
    }
    return this.#syncDirectory(dirname(full));
  }

  removeFile(path: string): Trouble | undefined {
    invariant(!this.#filesByPath.has(path), "a file that is removed is not open for appending");
    const full = this.#full(path);
    try {
      this.#calls.unlinkSync(full);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      return systemTrouble(full, "remove", error);
    }
    return this.#syncDirectory(dirname(full));
  }

  beginSync(directories: readonly string[], wake: number | undefined): PendingSync | undefined {
    if (!(this.#calls.syncs ?? deviceSyncs()).isPossible) return undefined;
    const pending: PendingSync[] = [];
    for (const [path, { file }] of this.#filesByPath) {
      if (!directories.some((directory) => path.startsWith(`${directory}/`))) continue;
      const begun = file.beginSync(wake);
      if (begun !== undefined) pending.push(begun);
      else {
        const trouble = file.sync();
        if (trouble !== undefined) return () => trouble;
      }
    }
    return allSyncs(pending);
  }

  space(): DiskSpace | Trouble {
    try {
      const { bsize, blocks, bfree, bavail, files, ffree } = this.#calls.statfsSync(
        this.#directory,
      );
      return {
        bytesTotal: blocks * bsize,
        bytesFree: bfree * bsize,
        bytesAvailable: bavail * bsize,
        filesTotal: files,
        filesFree: ffree,
      };
    } catch (error) {
      return systemTrouble(this.#directory, "ask for free space", error);
    }
  }

  /** What cannot be removed is listed by nobody, and the next replacement begins with it. */
  #removeUnfinished(path: string): void {
    try {
      this.#calls.rmSync(path, { force: true });
    } catch {
      // The trouble that is told is the one before.
    }
  }

  /** Makes names in a directory durable. */
  #syncDirectory(path: string): Trouble | undefined {
    return this.#trySync(path)?.trouble;
  }

  #trySync(path: string): FailedSync | undefined {
    let isLoss = false;
    try {
      const descriptor = this.#calls.openSync(path, constants.O_RDONLY);
      isLoss = true;
      try {
        this.#calls.fsyncSync(descriptor);
      } finally {
        this.#calls.closeSync(descriptor);
      }
      return undefined;
    } catch (error) {
      return { trouble: systemTrouble(path, "sync", error), isLoss };
    }
  }

  #full(path: string): string {
    return join(this.#directory, path);
  }

  #handle(path: string, shared: { readonly file: NodeFile; handles: number }): DiskFile {
    shared.handles++;
    const { file } = shared;
    let isOpen = true;
    return {
      size: () => file.size(),
      append: (parts) => file.append(parts),
      read: (position, target) => file.read(position, target),
      willRead: (position, bytes) => file.willRead(position, bytes),
      sync: () => file.sync(),
      truncate: (size) => file.truncate(size),
      close: () => {
        invariant(isOpen, "a handle is closed once");
        isOpen = false;
        if (--shared.handles > 0) return;
        this.#filesByPath.delete(path);
        file.close();
      },
    };
  }
}

/**
 * A file that this process does not append to; another process may, so its size is asked for each
 * time.
 */
function readingFile(place: { path: string; descriptor: number; calls: FileCalls }): DiskFile {
  const hints = place.calls.hints ?? diskHints;
  return readingOnly({
    size: () => place.calls.fstatSync(place.descriptor).size,
    read: (position, target) => readFully({ ...place, position, target }),
    willRead: (position, bytes) => hints.willRead(place.descriptor, position, bytes),
    close: () => place.calls.closeSync(place.descriptor),
  });
}

function readingOnly(file: Pick<DiskFile, "size" | "read" | "willRead" | "close">): DiskFile {
  const refuse = (): Trouble => {
    throw new Error("a file opened for reading is not changed");
  };
  return {
    ...file,
    append: refuse,
    sync: refuse,
    truncate: refuse,
  };
}
