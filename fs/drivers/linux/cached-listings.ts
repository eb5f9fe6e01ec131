// Which open directory may use the kernel's cache of listings (FOPEN_CACHE_DIR). The kernel
// compares it with the directory only where a listing begins, so one that goes on from a cache that
// another filled would miss what was made in between. Hence one at a time for each directory; all
// others are read from the tree.
import type { InodeNumber } from "../../core/inode-number.ts";

export class CachedListings {
  private readonly users = new Set<InodeNumber>();

  /** True for the one opening that may; it gives it back when it is closed. */
  take(directory: InodeNumber): boolean {
    if (this.users.has(directory)) return false;
    this.users.add(directory);
    return true;
  }

  giveBack(directory: InodeNumber): void {
    this.users.delete(directory);
  }
}
