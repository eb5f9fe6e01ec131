// The real disk: the Disk port on node:fs, synchronous. All handles of one path share one state, so
// that a size and a failed sync are known to each of them.
import fs from "node:fs";
import { dirname, join } from "node:path";
import type { Trouble } from "../core/index.ts";
import { invariant } from "../core/invariant.ts";
import type { Disk, DiskFile, DiskSpace } from "../ports.ts";
import { diskHints } from "./disk-hints.ts";
import type { FileCalls } from "./node-file.ts";
import { NodeFile, readFully } from "./node-file.ts";
import { errorCode, systemTrouble } from "./system-trouble.ts";

/** Files being replaced carry this ending until they are whole; `list` leaves them out. */
const unfinishedEnding = ".unfinished";
const fileMode = 0o600;
const directoryMode = 0o700;

/** A disk whose paths are below `directory`, which `makeDirectory("")` creates. */
export function nodeDisk(directory: string, calls: FileCalls = fs): Disk {
  return new NodeDisk(directory, calls);
}

class NodeDisk implements Disk {
  readonly #directory: string;
  readonly #calls: FileCalls;
  readonly #filesByPath = new Map<string, { readonly file: NodeFile; handles: number }>();

  constructor(directory: string, calls: FileCalls) {
    this.#directory = directory;
    this.#calls = calls;
  }

  list(directory: string): readonly string[] | Trouble {
    try {
      const names = fs.readdirSync(this.#full(directory));
      return names.filter((name) => !name.endsWith(unfinishedEnding)).sort();
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      return systemTrouble(this.#full(directory), "list", error);
    }
  }

  makeDirectory(directory: string): Trouble | undefined {
    const absent: string[] = [];
    for (let at = this.#full(directory); !fs.existsSync(at); at = dirname(at)) absent.push(at);
    for (const path of absent.reverse()) {
      try {
        fs.mkdirSync(path, directoryMode);
      } catch (error) {
        if (errorCode(error) !== "EEXIST") return systemTrouble(path, "create", error);
      }
      const trouble = syncDirectory(dirname(path));
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }

  openFile(path: string): DiskFile | Trouble {
    const shared = this.#filesByPath.get(path);
    if (shared !== undefined) return this.#handle(path, shared);
    const full = this.#full(path);
    try {
      const descriptor = fs.openSync(full, fs.constants.O_RDWR | fs.constants.O_CREAT, fileMode);
      const size = this.#calls.fstatSync(descriptor).size;
      const syncName = (): Trouble | undefined => syncDirectory(dirname(full));
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
      const descriptor = fs.openSync(full, fs.constants.O_RDONLY);
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
      const descriptor = fs.openSync(unfinished, "w", fileMode);
      try {
        fs.writeFileSync(descriptor, bytes);
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
      fs.renameSync(unfinished, full);
    } catch (error) {
      fs.rmSync(unfinished, { force: true });
      return systemTrouble(full, "replace", error);
    }
    return syncDirectory(dirname(full));
  }

  removeFile(path: string): Trouble | undefined {
    invariant(!this.#filesByPath.has(path), "a file that is removed is not open for appending");
    const full = this.#full(path);
    try {
      fs.unlinkSync(full);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      return systemTrouble(full, "remove", error);
    }
    return syncDirectory(dirname(full));
  }

  space(): DiskSpace | Trouble {
    try {
      const { bsize, blocks, bfree, bavail, files, ffree } = fs.statfsSync(this.#directory);
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
  return readingOnly({
    size: () => place.calls.fstatSync(place.descriptor).size,
    read: (position, target) => readFully({ ...place, position, target }),
    willRead: (position, bytes) => diskHints.willRead(place.descriptor, position, bytes),
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

/** Makes names in a directory durable. */
function syncDirectory(path: string): Trouble | undefined {
  try {
    const descriptor = fs.openSync(path, fs.constants.O_RDONLY);
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    return undefined;
  } catch (error) {
    return systemTrouble(path, "sync", error);
  }
}
