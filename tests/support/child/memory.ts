// mmap(2) of files, and memory that is aligned for O_DIRECT.
import koffi from "koffi";
import { checked, lastErrno, libc, SystemError } from "./libc.ts";

const mmapCall = libc.func(
  "void *mmap(void *at, size_t length, int protect, int flags, int fd, int64_t offset)",
);
const munmapCall = libc.func("int munmap(void *at, size_t length)");
const msyncCall = libc.func("int msync(void *at, size_t length, int flags)");

const protections = { read: 1, write: 2 };
const mapFlags = { shared: 1, private: 2, anonymous: 0x20 };
const failed = 0xffff_ffff_ffff_ffffn; // MAP_FAILED

export interface Mapping {
  /** The mapped bytes themselves: reading and writing them faults pages in. */
  readonly bytes: Buffer;
  /** msync(MS_SYNC) */
  sync(): void;
  unmap(): void;
}

export interface MapOptions {
  readonly length: number;
  readonly offset?: number;
  readonly writable?: boolean;
  readonly copyOnWrite?: boolean;
}

export function mapFile(fd: number, options: MapOptions): Mapping {
  const protection = protections.read | (options.writable === false ? 0 : protections.write);
  const mapFlag = options.copyOnWrite === true ? mapFlags.private : mapFlags.shared;
  return map(protection, mapFlag, { fd, offset: options.offset ?? 0, length: options.length });
}

/** Page-aligned memory of no file. */
export function alignedMemory(length: number): Mapping {
  const protection = protections.read | protections.write;
  return map(protection, mapFlags.private | mapFlags.anonymous, { fd: -1, offset: 0, length });
}

interface Place {
  readonly fd: number;
  readonly offset: number;
  readonly length: number;
}

function map(protection: number, mapFlag: number, place: Place): Mapping {
  const { length } = place;
  const at: bigint = mmapCall(null, length, protection, mapFlag, place.fd, place.offset);
  if (at === failed) throw new SystemError("mmap", lastErrno());
  return {
    bytes: Buffer.from(koffi.view(at, length)),
    sync: () => checked("msync", msyncCall(at, length, 4)),
    unmap: () => checked("munmap", munmapCall(at, length)),
  };
}
