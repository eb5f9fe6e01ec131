// What the kernel may do ahead with a file: read what will be asked for, write what is waiting
// (posix_fadvise(2), sync_file_range(2)). Only speed depends on it, so failures are of no concern.
import koffi from "koffi";

export interface DiskHints {
  willRead(descriptor: number, position: number, bytes: number): void;
  /** Begins to write these bytes to the disk without waiting for it; they are not durable by it. */
  mayWrite(descriptor: number, position: number, bytes: number): void;
}

const willNeed = 3;
const beginWriting = 2;

export const diskHints: DiskHints = linuxHints() ?? {
  willRead: () => {},
  mayWrite: () => {},
};

function linuxHints(): DiskHints | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const library = koffi.load(null);
    const range = "int descriptor, int64_t position, int64_t bytes";
    const advise = library.func(`int posix_fadvise(${range}, int advice)`);
    const syncRange = library.func(`int sync_file_range(${range}, unsigned int flags)`);
    return {
      willRead: (descriptor, position, bytes) => advise(descriptor, position, bytes, willNeed),
      mayWrite: (descriptor, position, bytes) =>
        syncRange(descriptor, position, bytes, beginWriting),
    };
  } catch {
    // A C library without these, or no build of koffi: the kernel's own guesses have to do.
    return undefined;
  }
}
