// The Space port: figures of the disk, asked for at most once a second and otherwise answered from
// memory (statfs must never wait).

import { isTrouble } from "../../dhash/core/index.ts";
import type { Disk, DiskSpace } from "../../dhash/index.ts";
import type { Space } from "../ports.ts";

export const spaceMillisecondsMin = 1000;

const unknownSpace: DiskSpace = {
  bytesTotal: 0,
  bytesFree: 0,
  bytesAvailable: 0,
  filesTotal: 0,
  filesFree: 0,
};

/** `now` counts milliseconds and never goes back. */
export function diskSpace(disk: Disk, now: () => number = () => performance.now()): Space {
  let known = unknownSpace;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    space() {
      const time = now();
      if (time - askedAt < spaceMillisecondsMin) return known;
      askedAt = time;
      const space = disk.space();
      // What was known is a better answer than none.
      if (!isTrouble(space)) known = space;
      return known;
    },
  };
}
