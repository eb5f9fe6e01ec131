// The system calls of one process on the simulated disk. A process that was killed does nothing
// more: whatever it still calls fails without effect.
import { constants } from "node:fs";
import { constants as systemConstants } from "node:os";
import type { DeviceSyncs } from "../../dhash/adapters/device-syncs.ts";
import type { DiskCalls } from "../../dhash/adapters/node-disk.ts";
import type { SimulatedDisk } from "./disk.ts";
import { systemError } from "./disk.ts";
import type { DiskNode } from "./disk-directory.ts";
import { DiskDirectory, filesBelow } from "./disk-directory.ts";
import { PagedFile } from "./paged-file.ts";

const blockBytes = 4096;
const deviceBytes = 2 ** 40;
const inputOutput = systemConstants.errno.EIO;

export class DiskProcess implements DiskCalls {
  readonly #disk: SimulatedDisk;
  readonly #nodes = new Map<number, DiskNode>();
  /** What the system begins to write, it may have written when the process dies. */
  readonly hints = {
    willRead: (): void => {},
    mayWrite: (descriptor: number): void => {
      if (!this.isDead) this.#file(descriptor).writeBack(this.#disk.chance);
    },
  };
  /** Syncs beside the process: of what there is when one begins; how it went is told later. */
  readonly syncs: DeviceSyncs = {
    isPossible: true,
    begin: (descriptor) => {
      if (--this.#callsLeft <= 0) return () => undefined;
      const result = this.#sync(descriptor) ? 0 : inputOutput;
      let looks = this.#disk.chance.below(4);
      return () => (this.isDead || looks-- > 0 ? undefined : result);
    },
  };
  #nextDescriptor = 3;
  #callsLeft = Number.POSITIVE_INFINITY;

  constructor(disk: SimulatedDisk) {
    this.#disk = disk;
  }

  get isDead(): boolean {
    return this.#callsLeft <= 0;
  }

  /** SIGKILL comes during the `count`th call from now. */
  dieAtCall(count: number): void {
    if (!this.isDead) this.#callsLeft = count;
  }

  dieNow(): void {
    this.#callsLeft = 0;
  }

  // Files

  openSync(path: string, flags: string | number, _mode?: number): number {
    this.#begin("open");
    const isMaking = flags === "w" || (Number(flags) & constants.O_CREAT) !== 0;
    let node = this.#disk.find(path);
    if (node === undefined) {
      if (!isMaking) throw systemError("ENOENT", path);
      const { directory, name } = this.#disk.place(path);
      node = new PagedFile();
      directory.set(name, node);
    }
    if (flags === "w" && node.kind === "file") node.truncate(0);
    const descriptor = this.#nextDescriptor++;
    this.#nodes.set(descriptor, node);
    return descriptor;
  }

  closeSync(descriptor: number): void {
    if (!this.isDead && !this.#nodes.delete(descriptor)) throw systemError("EBADF", "close");
  }

  fstatSync(descriptor: number): { readonly size: number } {
    // Of an open file the system knows it without asking the disk.
    return { size: this.#file(descriptor).size };
  }

  readSync(
    descriptor: number,
    target: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number {
    this.#begin("read", this.#disk.faults.failedReads);
    const read = this.#file(descriptor).read(position, target.subarray(offset, offset + length));
    this.#disk.bytesRead += read;
    return read;
  }

  writevSync(descriptor: number, parts: readonly Uint8Array[], position: number): number {
    return this.#write(descriptor, Buffer.concat(parts), position);
  }

  writeSync(
    descriptor: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number {
    return this.#write(descriptor, bytes.subarray(offset, offset + length), position);
  }

  writeFileSync(descriptor: number, bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) done += this.#write(descriptor, bytes.subarray(done), done);
  }

  ftruncateSync(descriptor: number, size: number): void {
    this.#begin("truncate");
    this.#file(descriptor).truncate(size);
  }

  /** Another thread syncs all files. Whoever syncs next is told what failed. */
  settle(): void {
    if (this.isDead) return;
    for (const [, file] of filesBelow(this.#disk.root)) {
      if (!this.#disk.happens(this.#disk.faults.failedSyncs)) {
        file.sync();
        continue;
      }
      file.owesFailure = file.failSync(this.#disk.chance);
      this.#disk.hasFailedSync = true;
    }
  }

  fdatasyncSync(descriptor: number): void {
    this.fsyncSync(descriptor);
  }

  fsyncSync(descriptor: number): void {
    this.#begin("fsync", 0);
    if (!this.#sync(descriptor)) this.#disk.fail("EIO", "fsync");
  }

  #sync(descriptor: number): boolean {
    const node = this.#nodes.get(descriptor);
    if (node === undefined) throw systemError("EBADF", "fsync");
    const isOwed = node.kind === "file" && node.owesFailure;
    if (!isOwed && !this.#disk.happens(this.#disk.faults.failedSyncs)) {
      node.sync();
      return true;
    }
    if (node.kind === "file") {
      node.failSync(this.#disk.chance);
      node.owesFailure = false;
    }
    this.#disk.hasFailedSync = true;
    return false;
  }

  // Names

  existsSync(path: string): boolean {
    return !this.isDead && this.#disk.find(path) !== undefined;
  }

  mkdirSync(path: string, _mode: number): void {
    this.#begin("mkdir");
    if (this.#disk.find(path) !== undefined) throw systemError("EEXIST", path);
    const { directory, name } = this.#disk.place(path);
    directory.set(name, new DiskDirectory());
  }

  readdirSync(path: string): string[] {
    this.#begin("readdir");
    const node = this.#disk.find(path);
    if (node === undefined) throw systemError("ENOENT", path);
    if (node.kind === "file") throw systemError("ENOTDIR", path);
    return [...node.names.keys()].sort();
  }

  renameSync(from: string, to: string): void {
    this.#begin("rename");
    const place = this.#disk.place(from);
    place.directory.rename(place.name, this.#disk.place(to).name, this.#disk.file(from));
  }

  unlinkSync(path: string): void {
    this.#begin("unlink");
    this.#disk.file(path);
    const { directory, name } = this.#disk.place(path);
    directory.delete(name);
  }

  rmSync(path: string, _options: unknown): void {
    if (this.#disk.find(path) !== undefined) this.unlinkSync(path);
  }

  statfsSync(
    _path: string,
  ): Record<"bsize" | "blocks" | "bfree" | "bavail" | "files" | "ffree", number> {
    this.#begin("statfs", 0);
    const total = Math.min(deviceBytes, this.#disk.faults.bytesMax);
    const free = Math.max(0, Math.floor((total - this.#disk.bytesUsed) / blockBytes));
    const blocks = Math.ceil(total / blockBytes);
    return { bsize: blockBytes, blocks, bfree: free, bavail: free, files: 1e6, ffree: 1e6 };
  }

  #write(descriptor: number, bytes: Uint8Array, position: number): number {
    const { chance, faults } = this.#disk;
    const file = this.#file(descriptor);
    if (this.isDead) throw systemError("EIO", "write by a process that is gone");
    if (--this.#callsLeft <= 0) {
      file.write(position, bytes.subarray(0, chance.below(bytes.length + 1)));
      throw systemError("EIO", "killed in write");
    }
    if (this.#disk.happens(faults.suddenlyFull)) this.#disk.fail("ENOSPC", "write");
    if (this.#disk.happens(faults.failedWrites)) {
      file.write(position, bytes.subarray(0, chance.below(bytes.length)));
      this.#disk.fail("EIO", "write");
    }
    const isShort = bytes.length > 1 && this.#disk.happens(faults.shortWrites);
    const wanted = isShort ? 1 + chance.below(bytes.length - 1) : bytes.length;
    const growth = Math.max(0, position + wanted - file.size);
    const room = Number.isFinite(faults.bytesMax) ? faults.bytesMax - this.#disk.bytesUsed : growth;
    const taken = wanted - Math.max(0, growth - Math.max(0, room));
    if (taken <= 0 && wanted > 0) this.#disk.fail("ENOSPC", "write");
    file.write(position, bytes.subarray(0, taken));
    return taken;
  }

  #begin(call: string, failing = this.#disk.faults.failedNames): void {
    if (this.isDead) throw systemError("EIO", `${call} by a process that is gone`);
    if (--this.#callsLeft <= 0) throw systemError("EIO", `killed before ${call}`);
    if (this.#disk.happens(failing)) this.#disk.fail("EIO", call);
  }

  #file(descriptor: number): PagedFile {
    const node = this.#nodes.get(descriptor);
    if (node?.kind === "file") return node;
    throw systemError("EBADF", "no file is open there");
  }
}
