// A disk in memory with named faults: what tests and the simulation use in place of the real one.
import type { Disk, DiskFile, DiskSpace } from "../../dhash/index.ts";
import { isTrouble, Trouble } from "../../dhash/index.ts";

interface MemoryFile {
  /** Room for more; the first `size` bytes count. */
  bytes: Uint8Array;
  size: number;
  /** What survives power loss; undefined while the name itself would not. */
  durable: Uint8Array | undefined;
  poison: Trouble | undefined;
  isOpenForAppending: number;
}

/**
 * Thrown in place of a process that is killed in the middle of an append; the disk stays as it was
 * left.
 */
export class Killed extends Error {}

export class MemoryDisk implements Disk {
  readonly #files = new Map<string, MemoryFile>();
  readonly #directories = new Set<string>([""]);
  /** Handles opened before a power loss belong to a process that is gone. */
  #age = 0;
  #bytesMax = Number.POSITIVE_INFINITY;
  #callsUntilFailure = Number.POSITIVE_INFINITY;
  #syncsUntilFailure = Number.POSITIVE_INFINITY;
  #killAfterBytes: number | undefined;

  // Faults

  /** The device holds `bytes` in all: an append beyond that is refused with "full". */
  limitBytes(bytes: number): void {
    this.#bytesMax = bytes;
  }

  /** The `count`th call from now (1 = the next) fails with EIO, once. */
  failCall(count: number): void {
    this.#callsUntilFailure = count;
  }

  /** The `count`th sync of a file from now fails. */
  failSync(count: number): void {
    this.#syncsUntilFailure = count;
  }

  /**
   * The process dies in the next append, after `bytes` of it reached the file: it throws Killed.
   */
  killInNextAppend(bytes: number): void {
    this.#killAfterBytes = bytes;
  }

  /**
   * Forgets everything that was not synced, but for the first `bytesKept` unsynced bytes of each
   * file whose name is durable. Handles from before are dead.
   */
  losePower(bytesKept = 0): void {
    this.#age++;
    this.#clearFaults();
    for (const [path, file] of this.#files) {
      const { durable } = file;
      if (durable === undefined) {
        this.#files.delete(path);
        continue;
      }
      const isGrown = file.size > durable.length;
      const kept = isGrown
        ? file.bytes.slice(0, Math.min(file.size, durable.length + bytesKept))
        : durable;
      if (isGrown) kept.set(durable);
      this.#files.set(path, newFile(kept, kept.slice()));
    }
  }

  /**
   * The process is killed and another one opens the files: nothing is lost. Handles from before are
   * dead.
   */
  kill(): void {
    this.#age++;
    this.#clearFaults();
    for (const file of this.#files.values()) {
      file.isOpenForAppending = 0;
      file.poison = undefined;
    }
  }

  /** Damages one byte. */
  flipByte(path: string, position: number, mask = 0xff): void {
    const file = this.#existing(path);
    if (position >= file.size) throw new Error(`${path} has ${file.size} bytes`);
    file.bytes[position] = (file.bytes[position] ?? 0) ^ mask;
  }

  // What tests look at

  paths(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  bytesOf(path: string): Uint8Array {
    const file = this.#existing(path);
    return file.bytes.slice(0, file.size);
  }

  /** Puts a whole durable file there, as a copy by hand would. */
  setBytes(path: string, bytes: Uint8Array): void {
    this.#files.set(path, newFile(bytes.slice(), bytes.slice()));
  }

  deleteFile(path: string): void {
    this.#files.delete(path);
  }

  // The port

  list(directory: string): readonly string[] | Trouble {
    const trouble = this.#countCall(directory);
    if (trouble !== undefined) return trouble;
    const prefix = directory === "" ? "" : `${directory}/`;
    const names = new Set<string>();
    for (const path of [...this.#files.keys(), ...this.#directories]) {
      if (path === "" || !path.startsWith(prefix)) continue;
      const name = path.slice(prefix.length).split("/")[0];
      if (name !== undefined && name !== "") names.add(name);
    }
    return [...names].sort();
  }

  makeDirectory(directory: string): Trouble | undefined {
    const trouble = this.#countCall(directory);
    if (trouble !== undefined) return trouble;
    const parts = directory.split("/");
    for (let i = 1; i <= parts.length; i++) this.#directories.add(parts.slice(0, i).join("/"));
    return undefined;
  }

  openFile(path: string): DiskFile | Trouble {
    const trouble = this.#countCall(path);
    if (trouble !== undefined) return trouble;
    const directory = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    if (!this.#directories.has(directory))
      return new Trouble("absent", `${path}: no such directory.`);
    let file = this.#files.get(path);
    if (file === undefined) {
      file = newFile(new Uint8Array(0), undefined);
      this.#files.set(path, file);
    }
    file.isOpenForAppending++;
    return this.#handle(path, file, true);
  }

  openForReading(path: string): DiskFile | Trouble | undefined {
    const trouble = this.#countCall(path);
    if (trouble !== undefined) return trouble;
    const file = this.#files.get(path);
    return file === undefined ? undefined : this.#handle(path, file, false);
  }

  replaceFile(path: string, bytes: Uint8Array): Trouble | undefined {
    const trouble = this.#countCall(path) ?? this.#takeSpace(bytes.length);
    if (trouble !== undefined) return trouble;
    if ((this.#files.get(path)?.isOpenForAppending ?? 0) > 0) throw new Error(`${path} is open`);
    this.#files.set(path, newFile(bytes.slice(), bytes.slice()));
    return undefined;
  }

  removeFile(path: string): Trouble | undefined {
    const trouble = this.#countCall(path);
    if (trouble !== undefined) return trouble;
    if ((this.#files.get(path)?.isOpenForAppending ?? 0) > 0) throw new Error(`${path} is open`);
    this.#files.delete(path);
    return undefined;
  }

  space(): DiskSpace | Trouble {
    const trouble = this.#countCall("disk");
    if (trouble !== undefined) return trouble;
    const bytesTotal = Number.isFinite(this.#bytesMax) ? this.#bytesMax : 2 ** 40;
    const bytesFree = bytesTotal - this.#bytesUsed();
    const files = { filesTotal: 2 ** 20, filesFree: 2 ** 19 };
    return { bytesTotal, bytesFree, bytesAvailable: bytesFree, ...files };
  }

  #handle(path: string, file: MemoryFile, isForAppending: boolean): DiskFile {
    const age = this.#age;
    let isOpen = true;
    const check = (changes: boolean): Trouble | undefined => {
      if (!isOpen) throw new Error(`${path} is used after close`);
      if (age !== this.#age) throw new Error(`${path} is used by a process that is gone`);
      if (changes && !isForAppending) throw new Error("a file opened for reading is not changed");
      return this.#countCall(path);
    };
    return {
      size: () => file.size,
      append: (parts) => check(true) ?? file.poison ?? this.#append(file, parts),
      read: (position, target) => {
        const trouble = check(false);
        if (trouble !== undefined) return trouble;
        const length = Math.max(0, Math.min(target.length, file.size - position));
        target.set(file.bytes.subarray(position, position + length));
        return length;
      },
      sync: () => check(true) ?? file.poison ?? this.#sync(path, file),
      truncate: (size) => {
        const trouble = check(true) ?? file.poison;
        if (trouble !== undefined) return trouble;
        resize(file, size);
        return undefined;
      },
      close: () => {
        if (!isOpen) throw new Error(`${path} is closed twice`);
        isOpen = false;
        if (isForAppending && age === this.#age) file.isOpenForAppending--;
      },
    };
  }

  #append(file: MemoryFile, parts: readonly Uint8Array[]): Trouble | undefined {
    const bytes = Buffer.concat(parts);
    const before = file.size;
    if (this.#killAfterBytes !== undefined) {
      const torn = Math.min(this.#killAfterBytes, bytes.length);
      resize(file, before + torn);
      file.bytes.set(bytes.subarray(0, torn), before);
      this.kill();
      throw new Killed();
    }
    const trouble = this.#takeSpace(bytes.length);
    if (trouble !== undefined) return trouble;
    resize(file, before + bytes.length);
    file.bytes.set(bytes, before);
    return undefined;
  }

  #sync(path: string, file: MemoryFile): Trouble | undefined {
    if (--this.#syncsUntilFailure === 0) {
      file.poison = new Trouble("failed", `${path}: cannot sync: EIO.`);
      return file.poison;
    }
    file.durable = file.bytes.slice(0, file.size);
    return undefined;
  }

  #takeSpace(bytes: number): Trouble | undefined {
    if (!Number.isFinite(this.#bytesMax) || this.#bytesUsed() + bytes <= this.#bytesMax)
      return undefined;
    return new Trouble("full", "disk: no space left.");
  }

  #bytesUsed(): number {
    let used = 0;
    for (const file of this.#files.values()) used += file.size;
    return used;
  }

  #countCall(path: string): Trouble | undefined {
    if (--this.#callsUntilFailure !== 0) return undefined;
    return new Trouble("failed", `${path}: EIO.`);
  }

  #clearFaults(): void {
    this.#callsUntilFailure = Number.POSITIVE_INFINITY;
    this.#syncsUntilFailure = Number.POSITIVE_INFINITY;
    this.#killAfterBytes = undefined;
  }

  #existing(path: string): MemoryFile {
    const file = this.#files.get(path);
    if (file === undefined) throw new Error(`no file ${path}`);
    return file;
  }
}

function newFile(bytes: Uint8Array, durable: Uint8Array | undefined): MemoryFile {
  return { bytes, size: bytes.length, durable, poison: undefined, isOpenForAppending: 0 };
}

/** Grows with zeros or shrinks. */
function resize(file: MemoryFile, size: number): void {
  if (size > file.bytes.length) {
    const grown = new Uint8Array(Math.max(size, file.bytes.length * 2, 256));
    grown.set(file.bytes.subarray(0, file.size));
    file.bytes = grown;
  }
  if (size < file.size) file.bytes.fill(0, size, file.size);
  file.size = size;
}

/** For tests: the value, or a failed test that says which trouble came instead. */
export function expectNoTrouble<T>(value: T | Trouble): T {
  if (isTrouble(value)) throw new Error(`${value.reason}: ${value.message}`);
  return value;
}
