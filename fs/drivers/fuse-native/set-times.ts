// Repairs utimens: fuse-native 2.2.6 passes the time of access twice (fuse-native.c,
// FUSE_METHOD_VOID(utimens)), so that `cp -p` or rsync would set a wrong time of modification. The
// right one stands in the request's native structure, of which the binding gives us the bytes. It
// is believed only if the time of access beside it is the one that was passed.
import type { Time } from "../../../logs/core/index.ts";
import { wordsToTime } from "./words.ts";

/** Offset of `size_t atime` in fuse_thread_locals_t; `size_t mtime` follows. The builds are for
 *  x64 only. */
const accessedOffset: Readonly<Record<string, number>> = { linux: 104, darwin: 96 };

export interface PassedTime {
  readonly low: number;
  readonly high: number;
}

/** Undefined if the structure is not as expected. */
export function readModifiedTime(
  request: Uint8Array,
  accessed: PassedTime,
  platform: string = process.platform,
): Time | undefined {
  const offset = accessedOffset[platform];
  if (offset === undefined || request.length < offset + 16) return undefined;
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  const low = view.getUint32(offset, true);
  const high = view.getUint32(offset + 4, true);
  if (low !== accessed.low || high !== accessed.high) return undefined;
  return wordsToTime(view.getUint32(offset + 8, true), view.getUint32(offset + 12, true));
}
