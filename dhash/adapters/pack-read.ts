// Reads one frame of a pack, header and stored bytes with one call to the disk.
import type { StoredPlace } from "../core/key-table.ts";
import { decodeFrameHeader, frameHeaderBytes } from "../core/pack-codec.ts";
import type { Trouble } from "../core/trouble.ts";
import { isTrouble } from "../core/trouble.ts";
import type { PackFiles } from "./pack-files.ts";

export interface Frame {
  readonly kind: "frame";
  readonly version: number;
  /** The stored bytes, in memory of their own. */
  readonly bytes: Uint8Array;
}

/** The frame of `key` at a place; undefined when something else is there, or less than all of
 *  it. */
export function readFrame(
  files: PackFiles,
  place: StoredPlace,
  key: Uint8Array,
): Frame | Trouble | undefined {
  const file = files.file(place.pack);
  if (isTrouble(file)) return file.reason === "absent" ? undefined : file;
  const whole = Buffer.allocUnsafeSlow(frameHeaderBytes + place.length);
  const read = file.read(place.position, whole);
  if (isTrouble(read)) return read;
  const header = decodeFrameHeader(whole, place);
  if (read < whole.length || header === undefined || header.length !== place.length)
    return undefined;
  if (Buffer.compare(header.key, key) !== 0) return undefined;
  return { kind: "frame", version: header.version, bytes: whole.subarray(frameHeaderBytes) };
}
