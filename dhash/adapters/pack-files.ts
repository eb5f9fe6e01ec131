// The pack files of one directory (FORMAT "Pack files"): which there are, appending to the newest,
// reading from any. Knows frames only as bytes; what they mean is decided above.
import { isTrouble, Trouble } from "../core/index.ts";
import { invariant } from "../core/invariant.ts";
import { openPacksMax, packBytesMax, unsyncedPacksMax } from "../core/limits.ts";
import type { FramePlace } from "../core/pack-codec.ts";
import { encodePackHeader, packHeaderBytes } from "../core/pack-codec.ts";
import type { Disk, DiskFile } from "../ports.ts";

const packName = /^pack-(\d{8})\.ivp$/;

export interface PackFilesOptions {
  readonly disk: Disk;
  /** Directory of the packs, relative to the disk. */
  readonly directory: string;
  readonly readOnly: boolean;
  /** Size at which a pack is closed; smaller in tests. */
  readonly packBytes?: number | undefined;
}

export function openPackFiles(options: PackFilesOptions): PackFiles | Trouble {
  const { disk, directory, readOnly } = options;
  if (!readOnly) {
    const trouble = disk.makeDirectory(directory);
    if (trouble !== undefined) return trouble;
  }
  const names = disk.list(directory);
  if (isTrouble(names)) return names;
  return new PackFiles(options, packNumbers(names));
}

function packNumbers(names: readonly string[]): readonly number[] {
  return names.flatMap((name) => packName.exec(name)?.[1] ?? []).map(Number);
}

export class PackFiles {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #readOnly: boolean;
  readonly #packBytes: number;
  /** Ascending. */
  readonly #numbers: number[];
  /** Handles by pack, the longest unused first. */
  readonly #open = new Map<number, DiskFile>();
  /** Packs with bytes that were not synced, ascending; the newest may be among them. */
  readonly #unsynced = new Set<number>();
  /** Handles of unsynced packs that are no longer the newest: what they failed to sync they
   *  remember. */
  readonly #rolled = new Map<number, DiskFile>();
  /** Bytes of all packs but the newest; undefined until somebody asks. */
  #bytesBefore: number | undefined;
  /** The newest pack, open for appending; undefined until something is appended. */
  #newest: DiskFile | undefined;

  constructor(options: PackFilesOptions, numbers: readonly number[]) {
    this.#disk = options.disk;
    this.#directory = options.directory;
    this.#readOnly = options.readOnly;
    this.#packBytes = options.packBytes ?? packBytesMax;
    this.#numbers = [...numbers];
    invariant(this.#packBytes <= packBytesMax, "packs are not larger than the limit");
  }

  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** A pack has no more bytes than this. */
  get packBytes(): number {
    return this.#packBytes;
  }

  path(pack: number): string {
    return `${this.#directory}/pack-${String(pack).padStart(8, "0")}.ivp`;
  }

  size(pack: number): number | Trouble {
    const file = this.file(pack);
    return isTrouble(file) ? file : file.size();
  }

  /** Bytes of all packs. The first call asks for each one's size. */
  totalBytes(): number | Trouble {
    const newest = this.#numbers.at(-1);
    if (newest === undefined) return 0;
    const before = this.#bytesBefore ?? this.#sumBefore(newest);
    if (isTrouble(before)) return before;
    this.#bytesBefore = before;
    const size = this.size(newest);
    return isTrouble(size) ? size : before + size;
  }

  /** The file of a pack, kept open among the recently used ones. */
  file(pack: number): DiskFile | Trouble {
    if (this.#newest !== undefined && pack === this.#numbers.at(-1)) return this.#newest;
    const known = this.#open.get(pack);
    if (known !== undefined) {
      this.#open.delete(pack);
      this.#open.set(pack, known);
      return known;
    }
    const file = this.#disk.openForReading(this.path(pack));
    if (isTrouble(file)) return file;
    if (file === undefined) return new Trouble("absent", `${this.path(pack)}: the pack is gone.`);
    this.#keepOpen(pack, file);
    return file;
  }

  /** Appends one frame; it survives SIGKILL once this returns its place. */
  append(
    parts: (place: FramePlace) => readonly Uint8Array[],
    length: number,
  ): FramePlace | Trouble {
    const file = this.#fileWithRoom(length);
    if (isTrouble(file)) return file;
    const pack = this.#numbers.at(-1);
    invariant(pack !== undefined, "a file with room is the newest pack");
    const place = { pack, position: file.size() };
    const trouble = file.append(parts(place));
    // What a failed append may have left is cut off by the next sync.
    this.#unsynced.add(pack);
    return trouble ?? place;
  }

  /** Cuts off what a crash left at the end. */
  cut(place: FramePlace): Trouble | undefined {
    const file = this.#disk.openFile(this.path(place.pack));
    if (isTrouble(file)) return file;
    const isWhole = place.position >= packHeaderBytes;
    const trouble =
      file.truncate(isWhole ? place.position : 0) ??
      (isWhole ? undefined : file.append([encodePackHeader(place.pack)])) ??
      file.sync();
    file.close();
    return trouble;
  }

  /** Number of the pack that is appended to; undefined when there is none. */
  get newest(): number | undefined {
    return this.#numbers.at(-1);
  }

  /** Begins another pack, whatever room there is. */
  beginNext(): Trouble | undefined {
    const newest = this.#newest ?? this.#openNewest();
    if (isTrouble(newest)) return newest;
    const next = this.#roll(newest);
    return isTrouble(next) ? next : undefined;
  }

  /** Deletes a pack; the newest one stays. */
  remove(pack: number): Trouble | undefined {
    invariant(!this.#readOnly && pack !== this.newest, "the newest pack is not deleted");
    const size = this.#bytesBefore === undefined ? 0 : this.size(pack);
    if (isTrouble(size)) return size;
    for (const files of [this.#open, this.#rolled]) {
      files.get(pack)?.close();
      files.delete(pack);
    }
    this.#unsynced.delete(pack);
    const trouble = this.#disk.removeFile(this.path(pack));
    if (trouble !== undefined) return trouble;
    this.#numbers.splice(this.#numbers.indexOf(pack), 1);
    if (this.#bytesBefore !== undefined) this.#bytesBefore -= size;
    return undefined;
  }

  /** Looks again which packs there are, if another process writes them. False: it does not. */
  relist(): boolean {
    if (!this.#readOnly) return false;
    const names = this.#disk.list(this.#directory);
    if (isTrouble(names)) return false;
    this.#numbers.splice(0, this.#numbers.length, ...packNumbers(names));
    this.#bytesBefore = undefined;
    return true;
  }

  /** Makes everything appended durable, oldest pack first. */
  sync(): Trouble | undefined {
    for (const pack of [...this.#unsynced]) {
      const trouble = this.#syncPack(pack);
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  }

  /** Bytes that an earlier process wrote from this pack on may not be durable. */
  assumeUnsynced(fromPack: number): void {
    for (const pack of this.#numbers) if (pack >= fromPack) this.#unsynced.add(pack);
  }

  /** Where the next frame goes, unless it begins a new pack. */
  end(): FramePlace | Trouble {
    const pack = this.#numbers.at(-1);
    if (pack === undefined) return { pack: 0, position: 0 };
    const position = this.size(pack);
    return isTrouble(position) ? position : { pack, position };
  }

  close(): void {
    for (const file of [...this.#open.values(), ...this.#rolled.values()]) file.close();
    this.#open.clear();
    this.#rolled.clear();
    this.#newest?.close();
    this.#newest = undefined;
  }

  #sumBefore(newest: number): number | Trouble {
    let sum = 0;
    for (const pack of this.#numbers) {
      if (pack === newest) continue;
      const size = this.size(pack);
      if (isTrouble(size)) return size;
      sum += size;
    }
    return sum;
  }

  #syncPack(pack: number): Trouble | undefined {
    const file = this.#fileToSync(pack);
    if (isTrouble(file)) return file;
    const trouble = file.sync();
    if (trouble !== undefined) return trouble;
    this.#unsynced.delete(pack);
    this.#rolled.delete(pack);
    if (file !== this.#newest) file.close();
    return undefined;
  }

  #fileToSync(pack: number): DiskFile | Trouble {
    if (pack === this.#numbers.at(-1)) return this.#newest ?? this.#openNewest();
    const rolled = this.#rolled.get(pack) ?? this.#disk.openFile(this.path(pack));
    if (!isTrouble(rolled)) this.#rolled.set(pack, rolled);
    return rolled;
  }

  #fileWithRoom(length: number): DiskFile | Trouble {
    invariant(!this.#readOnly, "a store opened for reading is not written");
    const newest = this.#newest ?? this.#openNewest();
    if (isTrouble(newest)) return newest;
    if (newest.size() === 0) return this.#begin(newest);
    if (newest.size() + length <= this.#packBytes) return newest;
    return this.#roll(newest);
  }

  #openNewest(): DiskFile | Trouble {
    const pack = this.#numbers.at(-1) ?? 1;
    const file = this.#disk.openFile(this.path(pack));
    if (isTrouble(file)) return file;
    this.#open.get(pack)?.close();
    this.#open.delete(pack);
    if (this.#numbers.length === 0) this.#numbers.push(pack);
    this.#newest = file;
    return file;
  }

  /** The full pack stays open until it is synced; too many unsynced ones are synced here. */
  #roll(full: DiskFile): DiskFile | Trouble {
    const pack = this.#numbers.at(-1);
    invariant(pack !== undefined, "there is a newest pack");
    if (this.#unsynced.size >= unsyncedPacksMax - 1) {
      const trouble = this.sync();
      if (trouble !== undefined) return trouble;
    }
    const next = this.#disk.openFile(this.path(pack + 1));
    if (isTrouble(next)) return next;
    if (this.#bytesBefore !== undefined) this.#bytesBefore += full.size();
    if (this.#unsynced.has(pack)) this.#rolled.set(pack, full);
    else full.close();
    this.#numbers.push(pack + 1);
    this.#newest = next;
    return next.size() === 0 ? this.#begin(next) : next;
  }

  #begin(file: DiskFile): DiskFile | Trouble {
    const pack = this.#numbers.at(-1);
    invariant(pack !== undefined, "a pack that begins has a number");
    return file.append([encodePackHeader(pack)]) ?? file;
  }

  #keepOpen(pack: number, file: DiskFile): void {
    this.#open.set(pack, file);
    if (this.#open.size <= openPacksMax) return;
    for (const [oldest, unused] of this.#open) {
      this.#open.delete(oldest);
      unused.close();
      return;
    }
  }
}

/** The first place in a pack where a frame can be. */
export function firstPlace(pack: number): FramePlace {
  return { pack, position: packHeaderBytes };
}
