// The secret by which peers of one file system know each other: whoever can read the first view has
// it, and it is in every invite link. It opens connections, and no data.
import type { Hasher } from "../../../dhash/index.ts";

const swarmLabel = "ivy swarm 1";

/** 32 bytes. `groupKey` is that of the first epoch. */
export function swarmSecretOf(hasher: Hasher, groupKey: Uint8Array): Uint8Array {
  return hasher.hash(swarmLabel, [groupKey]);
}
