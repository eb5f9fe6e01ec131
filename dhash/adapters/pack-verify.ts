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
import type { Scanned } from "./pack-scan.ts";
import { scanPack } from "./pack-scan.ts";

export function* verifyPacks(files: PackFiles, hasher: Hasher): Generator<BlockCheck> {
  const frames = new FrameCheck(hasher);
  let last = 0;
  for (;;) {
    const pack = files.numbers.find((number) => number > last);
    if (pack === undefined) return;
    last = pack;
    const path = files.path(pack);
    const file = files.file(pack);
    // Whoever writes the packs has moved its frames to one that comes later.
    const isMoved = isTrouble(file) && files.relist() && !files.numbers.includes(pack);
    if (isMoved) continue;
    if (isTrouble(file)) {
      yield unreadable(path, file);
      continue;
    }
    const header = verifyPackHeader(file, pack, path);
    if (header !== undefined) yield header;
    for (const scanned of scanPack(file, firstPlace(pack))) {
      const check = checkScanned(frames, { file, scanned, path });
      // Another process may be in the middle of appending to the newest pack.
      if (scanned.kind !== "torn" || pack !== files.newest) yield check;
    }
  }
}

function checkScanned(
  frames: FrameCheck,
  { file, scanned, path }: { file: DiskFile; scanned: Scanned; path: string },
): BlockCheck {
  if (scanned.kind === "trouble") return unreadable(path, scanned.trouble);
  const { position } = scanned.place;
  if (scanned.kind === "frame") {
    return checkedFrame(frames.check(file, scanned, path), path, position);
  }
  const why = scanned.kind === "torn" ? "the end is missing" : scanned.why;
  return { kind: "damaged", file: path, position, bytes: scanned.bytes, why };
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
