// The bytes of pack files: headers of files and frames, and what a crash leaves at the end
// (FORMAT "Pack files").
import { crc32 } from "./crc32.ts";
import { invariant } from "./invariant.ts";
import { storedBlockBytesMax } from "./limits.ts";

export const packHeaderBytes = 32;
export const frameHeaderBytes = 56;
export const frameKeyBytes = 33;
export const packFormatVersion = 1;

/** First byte of the key of a public-key block: the multicodec of ed25519 public keys. */
export const publicKeyId = 0xed;

/** Domain label of the digest in front of a stored public-key block. */
export const publicKeyFrameLabel = "ivy pack public-key block 1";

/** The four bytes that begin every frame. */
export const frameMagic: Uint8Array = Uint8Array.of(0xf0, 0x49, 0x76, 0x46);

const packMagic = Uint8Array.from("IvyPack\n", (character) => character.charCodeAt(0));
const originOfOthers = 1;
const frameKinds = { "content-hash": 1, "public-key": 2 } as const;

export type FrameKind = keyof typeof frameKinds | "unknown";

export interface FrameHeader {
  readonly kind: FrameKind;
  /** 33 bytes; a view of the bytes that were decoded. */
  readonly key: Uint8Array;
  /** Stored bytes that follow the header. */
  readonly length: number;
  readonly version: number;
  readonly origin: FrameOrigin;
}

/** Of whom the bytes are, for content-hash blocks. */
export type FrameOrigin = "own" | "others";

export interface FramePlace {
  readonly pack: number;
  /** Position of the frame's first byte in its pack. */
  readonly position: number;
}

/** Whether one frame was appended after another. */
export function isFrameAfter(one: FramePlace, other: FramePlace): boolean {
  return one.pack === other.pack ? one.position > other.position : one.pack > other.pack;
}

export function encodePackHeader(pack: number): Uint8Array {
  const bytes = new Uint8Array(packHeaderBytes);
  bytes.set(packMagic);
  writeU32(bytes, 8, packFormatVersion);
  writeU32(bytes, 12, pack);
  writeU32(bytes, 28, crc32(bytes, 0, 28));
  return bytes;
}

export type PackHeader = "valid" | "newer" | "damaged";

export function checkPackHeader(bytes: Uint8Array, pack: number): PackHeader {
  if (bytes.length < packHeaderBytes || readU32(bytes, 28) !== crc32(bytes, 0, 28))
    return "damaged";
  if (!packMagic.every((byte, at) => bytes[at] === byte)) return "damaged";
  if (readU32(bytes, 8) > packFormatVersion) return "newer";
  const zeros = bytes.subarray(16, 28).every((byte) => byte === 0);
  return readU32(bytes, 8) === packFormatVersion && readU32(bytes, 12) === pack && zeros
    ? "valid"
    : "damaged";
}

/** Writes the header of a frame into the first 56 bytes of `target`. */
export function encodeFrameHeader(
  target: Uint8Array,
  place: FramePlace,
  frame: {
    readonly kind: keyof typeof frameKinds;
    readonly key: Uint8Array;
    readonly length: number;
    readonly version: number;
    readonly origin: FrameOrigin;
  },
): void {
  invariant(frame.key.length === frameKeyBytes, "a frame's key has 33 bytes");
  invariant(frame.length <= storedBlockBytesMax, "a stored block has at most 4 MiB");
  invariant(Number.isSafeInteger(frame.version) && frame.version >= 0, "a version is below 2^53");
  target.set(frameMagic);
  target[4] = frameKinds[frame.kind];
  target.set(frame.key, 5);
  target[38] = frame.origin === "others" ? originOfOthers : 0;
  target[39] = 0;
  writeU32(target, 40, frame.length);
  writeU64(target, 44, frame.version);
  writeU32(target, 52, frameCheck(target, place));
}

/** The header in the first 56 bytes of `bytes`, or undefined when there is none that was written at
 *  this place. */
export function decodeFrameHeader(bytes: Uint8Array, place: FramePlace): FrameHeader | undefined {
  if (bytes.length < frameHeaderBytes) return undefined;
  if (bytes[0] !== 0xf0 || bytes[1] !== 0x49 || bytes[2] !== 0x76 || bytes[3] !== 0x46)
    return undefined;
  if (readU32(bytes, 52) !== frameCheck(bytes, place)) return undefined;
  const length = readU32(bytes, 40);
  const version = readU64(bytes, 44);
  if (length > storedBlockBytesMax || !Number.isSafeInteger(version)) return undefined;
  return {
    kind: frameKindOf(bytes[4]),
    key: bytes.subarray(5, 5 + frameKeyBytes),
    length,
    version,
    origin: bytes[38] === originOfOthers ? "others" : "own",
  };
}

/** True when `bytes`, the end of a pack, can be what a crash leaves of an append: nothing but
 *  zeros, or the beginning of a frame whose end is missing. */
export function isTornTail(bytes: Uint8Array, place: FramePlace): boolean {
  if (bytes.every((byte) => byte === 0)) return true;
  if (bytes.length < frameHeaderBytes) {
    return bytes.subarray(0, frameMagic.length).every((byte, at) => byte === frameMagic[at]);
  }
  const header = decodeFrameHeader(bytes, place);
  return header !== undefined && frameHeaderBytes + header.length > bytes.length;
}

function frameKindOf(byte: number | undefined): FrameKind {
  if (byte === frameKinds["content-hash"]) return "content-hash";
  return byte === frameKinds["public-key"] ? "public-key" : "unknown";
}

const placeBytes = new Uint8Array(12);

function frameCheck(header: Uint8Array, place: FramePlace): number {
  writeU32(placeBytes, 0, place.pack);
  writeU64(placeBytes, 4, place.position);
  return crc32(header, 0, 52, crc32(placeBytes, 0, 12));
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

export function readU32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

export function writeU64(bytes: Uint8Array, at: number, value: number): void {
  writeU32(bytes, at, Math.floor(value / 2 ** 32));
  writeU32(bytes, at + 4, value % 2 ** 32);
}

/** May be above 2^53 and then inexact: the caller checks. */
export function readU64(bytes: Uint8Array, at: number): number {
  return readU32(bytes, at) * 2 ** 32 + readU32(bytes, at + 4);
}
