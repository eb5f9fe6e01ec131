// The frames of a pack, a few at a time, for walks that pause: files may be closed meanwhile.
import { framesPerSlice } from "../core/limits.ts";
import type { FrameHeader, FramePlace } from "../core/pack-codec.ts";
import { isTrouble, type Trouble } from "../core/trouble.ts";
import type { PackFiles } from "./pack-files.ts";
import { scanPack } from "./pack-scan.ts";

export interface ScannedFrame {
  readonly header: FrameHeader;
  readonly place: FramePlace;
}

/** The sound frames from a place on; fewer than `framesPerSlice` at the end of the pack. */
export function framesAt(files: PackFiles, from: FramePlace): readonly ScannedFrame[] | Trouble {
  const file = files.file(from.pack);
  if (isTrouble(file)) return file;
  const frames: ScannedFrame[] = [];
  for (const scanned of scanPack(file, from)) {
    if (scanned.kind === "trouble") return scanned.trouble;
    if (scanned.kind === "frame") frames.push(scanned);
    if (frames.length === framesPerSlice) break;
  }
  return frames;
}
