// One open file of the real disk: appended by position, synced by fdatasync, poisoned by its first
// failed sync (the kernel reports a lost page once and then forgets it).
import { Trouble } from "../core/index.ts";
import type { PendingSync } from "../ports.ts";
import type { DeviceSyncs } from "./device-syncs.ts";
import { deviceSyncs } from "./device-syncs.ts";
import type { DiskHints } from "./disk-hints.ts";
import { diskHints } from "./disk-hints.ts";
import { numberToError, systemTrouble } from "./system-trouble.ts";

/** The system calls of a file. */
export interface FileCalls {
  /** Undefined: the kernel's. */
  readonly hints?: DiskHints | undefined;
  /** Undefined: the kernel's. */
  readonly syncs?: DeviceSyncs | undefined;
  closeSync(descriptor: number): void;
  fdatasyncSync(descriptor: number): void;
  fstatSync(descriptor: number): { readonly size: number };
  ftruncateSync(descriptor: number, size: number): void;
  readSync(
    descriptor: number,
    target: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  writeSync(
    descriptor: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  writevSync(descriptor: number, parts: readonly Uint8Array[], position: number): number;
}

export interface OpenedFile {
  readonly path: string;
  readonly descriptor: number;
  readonly size: number;
  readonly calls: FileCalls;
  /** Makes the file's name durable. */
  readonly syncName: () => FailedSync | undefined;
}

export interface FailedSync {
  readonly trouble: Trouble;
  /** What was to be written may be lost: to try again would succeed without it. */
  readonly isLoss: boolean;
}

/**
 * The kernel begins to write when so much has been appended: a sync then waits for the last of it
 * only.
 */
const writeBehindBytes = 4 * 1024 * 1024;

/** The state that all handles of one path share. */
export class NodeFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #calls: FileCalls;
  readonly #syncName: () => FailedSync | undefined;
  #size: number;
  /** Up to here the kernel was told to begin writing. */
  #begun: number;
  /** Bytes past `#size` that a failed append left and a failed truncation could not remove. */
  #hasRemains = false;
  /** Bytes were cut off, and may come back by power loss until the next sync. */
  #mayReturn = false;
  #isNameDurable = false;
  /** What is before this is durable; undefined: not known. */
  #durable: number | undefined;
  /** Truncations: what is appended after one was not meant by a sync that began before. */
  #truncations = 0;
  /** Syncs beside this thread: whoever syncs next is told what went wrong with them. */
  readonly #begunSyncs = new Set<PendingSync>();
  #poison: Trouble | undefined;

  constructor(opened: OpenedFile) {
    this.#path = opened.path;
    this.#descriptor = opened.descriptor;
    this.#calls = opened.calls;
    this.#syncName = opened.syncName;
    this.#size = opened.size;
    this.#begun = opened.size;
  }

  size(): number {
    return this.#size;
  }

  append(parts: readonly Uint8Array[]): Trouble | undefined {
    const unready = this.#poison ?? this.#cutRemains() ?? this.#keepCut();
    if (unready !== undefined) return unready;
    let length = 0;
    for (const part of parts) length += part.length;
    try {
      const written = this.#calls.writevSync(this.#descriptor, parts, this.#size);
      if (written < length) this.#writeRest(parts, written);
    } catch (error) {
      this.#hasRemains = true;
      this.truncate(this.#size);
      return systemTrouble(this.#path, "write", error);
    }
    this.#size += length;
    if (this.#size - this.#begun >= writeBehindBytes) {
      (this.#calls.hints ?? diskHints).mayWrite(
        this.#descriptor,
        this.#begun,
        this.#size - this.#begun,
      );
      this.#begun = this.#size;
    }
    return undefined;
  }

  /** A short write is not an error: the call for the rest says what is wrong, if anything is. */
  #writeRest(parts: readonly Uint8Array[], written: number): void {
    const bytes = Buffer.concat(parts);
    let done = written;
    while (done < bytes.length) {
      const position = this.#size + done;
      done += this.#calls.writeSync(this.#descriptor, bytes, done, bytes.length - done, position);
    }
  }

  read(position: number, target: Uint8Array): number | Trouble {
    return readFully({ ...this.#place(), position, target });
  }

  willRead(position: number, bytes: number): void {
    (this.#calls.hints ?? diskHints).willRead(this.#descriptor, position, bytes);
  }

  sync(): Trouble | undefined {
    for (const pending of this.#begunSyncs) pending();
    // Remains that were durable would come back under what is written over them.
    const unready = this.#poison ?? this.#cutRemains();
    if (unready !== undefined) return unready;
    if (this.#isDurable) return undefined;
    const failed = this.#syncBytes() ?? (this.#isNameDurable ? undefined : this.#syncName());
    if (failed !== undefined) return this.#fail(failed);
    this.#isNameDurable = true;
    this.#durable = this.#size;
    this.#mayReturn = false;
    return undefined;
  }

  /** Begins to sync what was appended until now; undefined: `sync` has to do it. */
  beginSync(wake: number | undefined): PendingSync | undefined {
    const unready = this.#poison ?? this.#cutRemains();
    if (unready !== undefined || this.#isDurable) return () => unready;
    // A name is made durable once, when a file is new.
    const syncs = this.#calls.syncs ?? deviceSyncs();
    const begun = this.#isNameDurable ? syncs.begin(this.#descriptor, wake) : undefined;
    const [size, truncations] = [this.#size, this.#truncations];
    if (begun === undefined) return undefined;
    const pending: PendingSync = () => {
      const answer = this.#hearSync(begun(), { size, truncations });
      if (answer !== "waiting") this.#begunSyncs.delete(pending);
      return answer;
    };
    this.#begunSyncs.add(pending);
    return pending;
  }

  #hearSync(
    errorNumber: number | undefined,
    meant: { readonly size: number; readonly truncations: number },
  ): ReturnType<PendingSync> {
    if (this.#poison !== undefined) return this.#poison;
    if (errorNumber === undefined) return "waiting";
    if (errorNumber !== 0) {
      const error = numberToError(errorNumber);
      return this.#fail({ trouble: systemTrouble(this.#path, "sync", error), isLoss: true });
    }
    const isMeant = meant.truncations === this.#truncations;
    if (isMeant) this.#durable = Math.max(this.#durable ?? 0, meant.size);
    return undefined;
  }

  get #isDurable(): boolean {
    return this.#isNameDurable && this.#durable === this.#size;
  }

  #fail({ trouble, isLoss }: FailedSync): Trouble {
    if (!isLoss) return trouble;
    const advice = "Its last bytes may be lost; check the disk, then start again.";
    this.#poison = new Trouble("failed", `${trouble.message} ${advice}`, trouble);
    return this.#poison;
  }

  #cutRemains(): Trouble | undefined {
    return this.#hasRemains ? this.truncate(this.#size) : undefined;
  }

  /** After power loss, half of what was cut and half of what is written over it would be damage. */
  #keepCut(): Trouble | undefined {
    return this.#mayReturn ? this.sync() : undefined;
  }

  #syncBytes(): FailedSync | undefined {
    try {
      this.#calls.fdatasyncSync(this.#descriptor);
      return undefined;
    } catch (error) {
      return { trouble: systemTrouble(this.#path, "sync", error), isLoss: true };
    }
  }

  truncate(size: number): Trouble | undefined {
    if (this.#poison !== undefined) return this.#poison;
    try {
      this.#calls.ftruncateSync(this.#descriptor, size);
    } catch (error) {
      return systemTrouble(this.#path, "truncate", error);
    }
    this.#durable = undefined;
    this.#truncations++;
    this.#size = size;
    this.#begun = Math.min(this.#begun, size);
    this.#hasRemains = false;
    this.#mayReturn = true;
    return undefined;
  }

  close(): void {
    if (this.#poison === undefined) this.#cutRemains();
    this.#calls.closeSync(this.#descriptor);
  }

  #place(): { path: string; descriptor: number; calls: FileCalls } {
    return { path: this.#path, descriptor: this.#descriptor, calls: this.#calls };
  }
}

export function readFully(options: {
  path: string;
  descriptor: number;
  calls: FileCalls;
  position: number;
  target: Uint8Array;
}): number | Trouble {
  const { path, descriptor, calls, position, target } = options;
  try {
    let done = 0;
    while (done < target.length) {
      const read = calls.readSync(descriptor, target, done, target.length - done, position + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  } catch (error) {
    return systemTrouble(path, "read", error);
  }
}
