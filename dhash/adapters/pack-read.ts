// Reads one frame of a pack, header and stored bytes with one call to the disk.
import type { StoredPlace } from "../core/key-table.ts";
import type { FrameOrigin } from "../core/pack-codec.ts";
import { decodeFrameHeader, frameHeaderBytes } from "../core/pack-codec.ts";
import type { Trouble } from "../core/trouble.ts";
import { isTrouble } from "../core/trouble.ts";
import type { PackFiles } from "./pack-files.ts";
import type { ReadAhead } from "./read-ahead.ts";

export interface Frame {
  readonly kind: "frame";
  readonly version: number;
  readonly origin: FrameOrigin;
  /** The stored bytes, in the memory that was taken for them. */
  readonly bytes: Uint8Array;
}

/** Gives memory for so many bytes. */
export type TakeMemory = (bytes: number) => Uint8Array;

export const freshMemory: TakeMemory = (bytes) => Buffer.allocUnsafeSlow(bytes);

/** Hands out the same memory again and again. */
export function sharedMemory(): TakeMemory {
  let memory = Buffer.alloc(0);
  return (bytes) => {
    if (memory.length < bytes) memory = Buffer.allocUnsafeSlow(bytes);
    return memory.subarray(0, bytes);
  };
}

export interface ReadingFrame {
  readonly place: StoredPlace;
  readonly key: Uint8Array;
  readonly take: TakeMemory;
  /** Told of what is read, to read on from there. */
  readonly ahead: ReadAhead | undefined;
}

/** The frame of `key` at a place, in memory taken for it; undefined when something else is there,
 *  or less than all of it. */
export function readFrame(
  files: PackFiles,
  { place, key, take, ahead }: ReadingFrame,
): Frame | Trouble | undefined {
  const file = files.file(place.pack);
  if (isTrouble(file)) return file.reason === "absent" ? undefined : file;
  ahead?.reading(file, place);
  const whole = take(frameHeaderBytes + place.length);
  const read = file.read(place.position, whole);
  if (isTrouble(read)) return read;
  const header = decodeFrameHeader(whole, place);
  if (read < whole.length || header === undefined || header.length !== place.length)
    return undefined;
  if (Buffer.compare(header.key, key) !== 0) return undefined;
  const { version, origin } = header;
  return { kind: "frame", version, origin, bytes: whole.subarray(frameHeaderBytes) };
}
