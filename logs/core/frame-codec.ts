// Frames of journals and segments (FORMAT "Frames"): how envelopes lie one after another, so that
// each is trusted on its own and the next one is found again after damage.
//
//   length u32 LE | its complement u32 LE | 0x12 | SHA-256 digest 32 | envelope (length bytes)
import { sha256Id } from "../../dhash/core/index.ts";
import type { Hasher } from "../ports.ts";
import type { RecordHash } from "./hash.ts";
import { bytesToRecordHash, hashBytes, hashRecord, hexToBytes } from "./hash.ts";
import { envelopeBytesMax } from "./limits.ts";

export const frameHeaderBytes = 8 + hashBytes;

export function encodeFrameHeader(hash: RecordHash, envelopeLength: number): Uint8Array {
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  header.writeUInt32LE(envelopeLength, 0);
  header.writeUInt32LE(~envelopeLength >>> 0, 4);
  header.set(hexToBytes(hash), 8);
  return header;
}

export type FrameLook =
  | { readonly kind: "frame"; readonly envelopeLength: number }
  /** The bytes end before the frame does. */
  | { readonly kind: "cut" }
  | { readonly kind: "no-frame" };

/** What a frame header at `position` says, without looking at the envelope. */
export function lookAtFrame(bytes: Buffer, position: number): FrameLook {
  if (bytes.length - position < frameHeaderBytes) return { kind: "cut" };
  const length = bytes.readUInt32LE(position);
  const isLength = (length ^ bytes.readUInt32LE(position + 4)) === -1;
  if (!isLength || length === 0 || length > envelopeBytesMax) return { kind: "no-frame" };
  if (bytes[position + 8] !== sha256Id) return { kind: "no-frame" };
  if (position + frameHeaderBytes + length > bytes.length) return { kind: "cut" };
  return { kind: "frame", envelopeLength: length };
}

export interface Frame {
  readonly hash: RecordHash;
  readonly envelope: Uint8Array;
  /** Position after the frame. */
  readonly end: number;
}

/**
 * The frame at `position` if it is whole and its envelope has the hash it says; a view of `bytes`.
 */
export function readFrame(bytes: Buffer, position: number, hasher: Hasher): Frame | undefined {
  const look = lookAtFrame(bytes, position);
  if (look.kind !== "frame") return undefined;
  const start = position + frameHeaderBytes;
  const end = start + look.envelopeLength;
  const envelope = bytes.subarray(start, end);
  const hash = bytesToRecordHash(bytes.subarray(position + 8, start));
  return hash !== undefined && hash === hashRecord(hasher, envelope)
    ? { hash, envelope, end }
    : undefined;
}

/** Bytes hashed in a search for each byte that is searched. */
const searchFactor = 16;

/**
 * Looks for sound frames at every position. What looks like a header can be the content of a
 * record: many of them, each with a long envelope, must not cost more than their bytes deserve.
 * When they do, the search gives up and finds nothing more.
 */
export class FrameSearch {
  readonly #bytes: Buffer;
  readonly #hasher: Hasher;
  #bytesLeft: number;

  constructor(bytes: Buffer, hasher: Hasher) {
    this.#bytes = bytes;
    this.#hasher = hasher;
    this.#bytesLeft = searchFactor * bytes.length;
  }

  /** Position of the first sound frame at or after `position`; undefined when there is none. */
  find(position: number): number | undefined {
    for (let at = position; at + frameHeaderBytes < this.#bytes.length; at++) {
      const look = lookAtFrame(this.#bytes, at);
      if (look.kind !== "frame") continue;
      this.#bytesLeft -= look.envelopeLength;
      if (this.#bytesLeft < 0) return undefined;
      if (readFrame(this.#bytes, at, this.#hasher) !== undefined) return at;
    }
    return undefined;
  }
}
