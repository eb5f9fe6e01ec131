// The snapshot files of a home: finds the newest root at opening, begins a new generation, removes
// old ones (FORMAT "Snapshot files"). Whatever is wrong with a snapshot costs time only, so a
// damaged one is passed over.
import { randomFillSync } from "node:crypto";
import { invariant, isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { Disk, DiskFile } from "../../dhash/index.ts";
import type { SnapshotPlace } from "./snapshot-file.ts";
import {
  decodeSnapshotHeader,
  encodeSnapshotHeader,
  footerMagic,
  SnapshotFile,
  snapshotFooterBytes,
  snapshotHeaderBytes,
} from "./snapshot-file.ts";

export interface SnapshotFilesOptions {
  readonly disk: Disk;
  /** By default "snapshots". */
  readonly directory?: string | undefined;
  /** Nothing is written, cut or removed. */
  readonly readOnly?: boolean | undefined;
  readonly random?: ((target: Uint8Array) => void) | undefined;
}

const snapshotName = /^snapshot-(\d{8})\.ivs$/;
const searchBytes = 256 * 1024;

export function openSnapshots(options: SnapshotFilesOptions): SnapshotFiles | Trouble {
  const { disk, directory = "snapshots", readOnly = false } = options;
  const made = readOnly ? undefined : disk.makeDirectory(directory);
  if (made !== undefined) return made;
  const names = disk.list(directory);
  if (isTrouble(names)) return names;
  const generations = names.flatMap((name) => snapshotName.exec(name)?.[1] ?? []).map(Number);
  return new SnapshotFiles(
    { random: randomFillSync, ...options, directory, readOnly },
    generations,
  );
}

interface StoreParts {
  readonly disk: Disk;
  readonly directory: string;
  readonly readOnly: boolean;
  readonly random?: ((target: Uint8Array) => void) | undefined;
}

export class SnapshotFiles {
  readonly #parts: StoreParts;
  /** Ascending. */
  #generations: readonly number[];
  #newest: SnapshotFile | undefined;

  constructor(parts: StoreParts, generations: readonly number[]) {
    this.#parts = parts;
    this.#generations = generations;
    for (const generation of [...generations].reverse()) {
      this.#newest = this.#openExisting(generation);
      if (this.#newest !== undefined) break;
    }
    if (parts.readOnly) return;
    // What crashes have left. What cannot be removed now costs space and is met again at the next
    // opening.
    for (const generation of generations) {
      if (generation !== this.#newest?.generation) this.#remove(generation);
    }
  }

  /** The file with the newest root at opening; undefined when there is none. Nodes of it may be
   *  loaded, and new ones appended to it. */
  get newest(): SnapshotFile | undefined {
    return this.#newest;
  }

  /** Bytes of all snapshot files. */
  get bytesStored(): number {
    let bytes = 0;
    for (const generation of this.#generations) {
      const file = this.#parts.disk.openForReading(this.#path(generation));
      if (file === undefined || isTrouble(file)) continue;
      bytes += file.size();
      file.close();
    }
    return bytes;
  }

  /** Reads all that is kept; Trouble when a byte of it is not as it was written. */
  verify(): Trouble | undefined {
    const newest = this.#newest;
    if (newest !== undefined) return newest.verify();
    const [generation] = this.#generations;
    if (generation === undefined) return undefined;
    const advice = "Delete the directory; it is made anew from the logs.";
    return new Trouble("damaged", `${this.#path(generation)}: holds no root. ${advice}`);
  }

  /** A new, empty file. It counts once a root is committed in it; the caller then retires the
   *  others. */
  begin(): SnapshotFile | Trouble {
    invariant(!this.#parts.readOnly, "snapshots opened for reading are not written");
    const generation = (this.#generations.at(-1) ?? 0) + 1;
    const path = this.#path(generation);
    const file = this.#parts.disk.openFile(path);
    if (isTrouble(file)) return file;
    const salt = new Uint8Array(12);
    this.#parts.random?.(salt);
    const trouble = file.append([encodeSnapshotHeader(generation, salt)]);
    if (trouble !== undefined) {
      file.close();
      return trouble;
    }
    this.#generations = [...this.#generations, generation];
    return new SnapshotFile({ file, path, generation }, salt);
  }

  /** Removes all generations before this one; their files must be closed. Nothing when opened for
   *  reading only. */
  retireBefore(generation: number): Trouble | undefined {
    if (this.#parts.readOnly) return undefined;
    for (const each of this.#generations.filter((older) => older < generation)) {
      const trouble = this.#remove(each);
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }

  #remove(generation: number): Trouble | undefined {
    const trouble = this.#parts.disk.removeFile(this.#path(generation));
    if (trouble !== undefined) return trouble;
    this.#generations = this.#generations.filter((each) => each !== generation);
    return undefined;
  }

  /** The snapshot of a generation, cut back to its newest root; undefined when it has none or
   *  cannot be read. */
  #openExisting(generation: number): SnapshotFile | undefined {
    const { disk, readOnly } = this.#parts;
    const path = this.#path(generation);
    const file = readOnly ? disk.openForReading(path) : disk.openFile(path);
    if (file === undefined || isTrouble(file)) return undefined;
    const snapshot = this.#adopt({ file, path, generation });
    if (snapshot === undefined) file.close();
    return snapshot;
  }

  #adopt(place: SnapshotPlace): SnapshotFile | undefined {
    const { file, generation } = place;
    const header = new Uint8Array(snapshotHeaderBytes);
    if (file.read(0, header) !== snapshotHeaderBytes) return undefined;
    const salt = decodeSnapshotHeader(header, generation);
    if (salt === undefined) return undefined;
    const footer = findNewestFooter(file, new SnapshotFile(place, salt));
    if (footer === undefined || isTrouble(footer)) return undefined;
    const end = footer + snapshotFooterBytes;
    if (!this.#parts.readOnly && end < file.size() && file.truncate(end) !== undefined)
      return undefined;
    // A fresh one: it has no pages of what was cut.
    const snapshot = new SnapshotFile(place, salt);
    return snapshot.adoptRoot(footer) === true ? snapshot : undefined;
  }

  #path(generation: number): string {
    return `${this.#parts.directory}/snapshot-${String(generation).padStart(8, "0")}.ivs`;
  }
}

/** Position of the newest valid footer, looked for from the end of the file backwards. */
function findNewestFooter(file: DiskFile, snapshot: SnapshotFile): number | Trouble | undefined {
  const size = file.size();
  const last = size - snapshotFooterBytes;
  const isLast = snapshot.adoptRoot(last);
  if (isTrouble(isLast)) return isLast;
  if (isLast) return last;
  const window = Buffer.allocUnsafeSlow(searchBytes);
  const overlap = footerMagic.length - 1;
  for (let end = size; end > snapshotHeaderBytes; end -= searchBytes - overlap) {
    const start = Math.max(0, end - searchBytes);
    const bytes = window.subarray(0, end - start);
    const read = file.read(start, bytes);
    if (isTrouble(read)) return read;
    for (const at of positionsBackwards(bytes)) {
      const isRoot = snapshot.adoptRoot(start + at);
      if (isTrouble(isRoot)) return isRoot;
      if (isRoot) return start + at;
    }
  }
  return undefined;
}

function* positionsBackwards(bytes: Buffer): Generator<number> {
  let at = bytes.lastIndexOf(footerMagic);
  while (at >= 0) {
    yield at;
    at = at === 0 ? -1 : bytes.lastIndexOf(footerMagic, at - 1);
  }
}
