// Reads every byte of the packs in order and tells each frame's outcome (promise C2: nothing is
// lost unnoticed).
import { bytesToBlockKey } from "../core/block.ts";
import { nameBlock } from "../core/block-name.ts";
import type { FrameHeader, FramePlace } from "../core/pack-codec.ts";
import { checkPackHeader, frameHeaderBytes, packHeaderBytes } from "../core/pack-codec.ts";
import { decodePublicKeyFrame } from "../core/public-key-frame.ts";
import type { Trouble } from "../core/trouble.ts";
import { isTrouble } from "../core/trouble.ts";
import type { BlockCheck, DiskFile, Hasher } from "../ports.ts";
import type { PackFiles } from "./pack-files.ts";
import { firstPlace } from "./pack-files.ts";
import { scanPack } from "./pack-scan.ts";

export function* verifyPacks(files: PackFiles, hasher: Hasher): Generator<BlockCheck> {
  const frames = new FrameCheck(hasher);
  const newest = files.numbers.at(-1);
  for (const pack of files.numbers) {
    const path = files.path(pack);
    const file = files.file(pack);
    if (isTrouble(file)) {
      yield unreadable(path, file);
      continue;
    }
    const header = verifyPackHeader(file, pack, path);
    if (header !== undefined) yield header;
    for (const scanned of scanPack(file, firstPlace(pack))) {
      switch (scanned.kind) {
        case "frame":
          yield checkedFrame(frames.check(file, scanned, path), path, scanned.place.position);
          break;
        case "damaged":
          yield {
            kind: "damaged",
            file: path,
            position: scanned.place.position,
            bytes: scanned.bytes,
            why: scanned.why,
          };
          break;
        case "torn":
          // Another process may be in the middle of appending to the newest pack.
          if (pack === newest) break;
          yield {
            kind: "damaged",
            file: path,
            position: scanned.place.position,
            bytes: scanned.bytes,
            why: "the end is missing",
          };
          break;
        case "trouble":
          yield unreadable(path, scanned.trouble);
          break;
      }
    }
  }
}

/** Reads frames into one buffer and checks their bytes. */
export class FrameCheck {
  readonly #hasher: Hasher;
  #buffer = new Uint8Array(512 * 1024);

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  check(
    file: DiskFile,
    frame: { readonly place: FramePlace; readonly header: FrameHeader },
    path: string,
  ): BlockCheck | Trouble {
    const { header } = frame;
    const position = frame.place.position;
    const size = frameHeaderBytes + header.length;
    if (this.#buffer.length < header.length) this.#buffer = new Uint8Array(header.length);
    const bytes = this.#buffer.subarray(0, header.length);
    const read = file.read(position + frameHeaderBytes, bytes);
    if (isTrouble(read)) return read;
    const isSound = read === bytes.length && this.#isSound(header, bytes);
    if (!isSound) {
      return {
        kind: "damaged",
        file: path,
        position,
        bytes: size,
        why: "the bytes of a block have changed",
      };
    }
    return { kind: "sound", key: bytesToBlockKey(header.key), bytes: size };
  }

  #isSound(header: FrameHeader, bytes: Uint8Array): boolean {
    switch (header.kind) {
      case "content-hash":
        return nameBlock(this.#hasher, [bytes]) === bytesToBlockKey(header.key);
      case "public-key":
        return (
          decodePublicKeyFrame(this.#hasher, header.key, { version: header.version, bytes }) !==
          undefined
        );
      case "unknown":
        return true;
    }
  }
}

function verifyPackHeader(file: DiskFile, pack: number, path: string): BlockCheck | undefined {
  const bytes = new Uint8Array(packHeaderBytes);
  const read = file.read(0, bytes);
  if (isTrouble(read)) return unreadable(path, read);
  if (read === 0 || checkPackHeader(bytes.subarray(0, read), pack) === "valid") return undefined;
  return {
    kind: "damaged",
    file: path,
    position: 0,
    bytes: read,
    why: "the header of the pack has changed",
  };
}

function checkedFrame(check: BlockCheck | Trouble, path: string, position: number): BlockCheck {
  return isTrouble(check) ? { ...unreadable(path, check), position } : check;
}

function unreadable(path: string, trouble: Trouble): Extract<BlockCheck, { kind: "damaged" }> {
  return { kind: "damaged", file: path, position: 0, bytes: 0, why: trouble.message };
}
