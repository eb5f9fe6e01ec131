// Frames that are read one after the other are read ahead: the next ones come from the disk while
// these are decrypted.
import type { StoredPlace } from "../core/key-table.ts";
import { frameHeaderBytes } from "../core/pack-codec.ts";
import type { DiskFile } from "../ports.ts";

const limits = {
  /** Frames back to back after which more of them are expected. */
  runFrames: 2,
  /** How far ahead: what the disk reads in the time of a few blocks, and little to waste. */
  aheadBytes: 4 * 1024 * 1024,
};

export class ReadAhead {
  private pack = 0;
  /** Where the last frame ended. */
  private end = 0;
  private run = 0;
  /** Up to here the kernel was told. */
  private told = 0;

  /** A frame is about to be read. */
  reading(file: DiskFile, place: StoredPlace): void {
    const follows = place.pack === this.pack && place.position === this.end;
    this.run = follows ? this.run + 1 : 0;
    this.pack = place.pack;
    this.end = place.position + frameHeaderBytes + place.length;
    if (this.run < limits.runFrames) {
      this.told = this.end;
    } else if (this.told < this.end + limits.aheadBytes / 2) {
      const from = Math.max(this.told, this.end);
      this.told = this.end + limits.aheadBytes;
      file.willRead?.(from, this.told - from);
    }
  }
}
