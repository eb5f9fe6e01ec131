// What a home needs from outside, in one place: what this machine has, or a simulated world.
import { homedir } from "node:os";
import { join } from "node:path";
import type { Disk, Hasher, OpenIndex, Trouble } from "../../dhash/index.ts";
import { nodeDisk, nodeHasher } from "../../dhash/index.ts";
import type { Clock } from "../../fs/index.ts";
import { snapshotRecordsMin, systemClock } from "../../fs/index.ts";
import type { Crypto, HomePlace, KeyPair } from "../../logs/index.ts";
import { findPlace, loadCrypto, readKeyFile } from "../../logs/index.ts";
import { settleHome } from "./settle-home.ts";

export interface Surroundings {
  /** The home's own. */
  readonly disk: Disk;
  /** Marks of how far each log has come, outside of every home. */
  readonly marks: Disk;
  readonly hasher: Hasher;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Only ever grows; tells how long work takes. */
  readonly milliseconds: () => number;
  /** Lets the device take what waits for it, beside this thread (`settleHome`). */
  readonly settle: (logId: string) => Promise<void>;
  /** Undefined when there is no key file. */
  readonly identity: () => KeyPair | Trouble | undefined;
  /** Where the key file is. */
  readonly place: () => HomePlace | Trouble;
  /** Of the index over the packs, on the machine's disk. */
  readonly indexPath: string;
  /** Undefined: `level`. */
  readonly openIndex: OpenIndex | undefined;
  /** Sizes at which files end and snapshots are due; smaller in simulation. */
  readonly sizes: HomeSizes;
}

export interface HomeSizes {
  /** Undefined: the limit of the format. */
  readonly packBytes: number | undefined;
  readonly journalFileBytes: number | undefined;
  readonly snapshotRecords: number;
  /** Undefined: what `fs` keeps in memory. */
  readonly loadedBytes: number | undefined;
  /** Undefined: what `fs` keeps of decrypted data. */
  readonly plaintextBytes: number | undefined;
}

export const identityPath = (home: string): string => join(home, "keys", "identity.key");

export async function machineSurroundings(home: string): Promise<Surroundings> {
  const crypto = await loadCrypto();
  const hasher = nodeHasher();
  const path = identityPath(home);
  return {
    disk: nodeDisk(home),
    marks: marksDisk(),
    hasher,
    crypto,
    clock: systemClock,
    milliseconds: () => performance.now(),
    settle: (logId) => settleHome(home, logId),
    identity: () => readKeyFile({ crypto, hasher }, path),
    place: () => findPlace(path),
    indexPath: join(home, "blocks", "index"),
    openIndex: undefined,
    sizes: {
      packBytes: undefined,
      journalFileBytes: undefined,
      snapshotRecords: snapshotRecordsMin,
      loadedBytes: undefined,
      plaintextBytes: undefined,
    },
  };
}

function marksDisk(): Disk {
  const state = process.env["XDG_STATE_HOME"];
  const base = state?.startsWith("/") === true ? state : join(homedir(), ".local", "state");
  return nodeDisk(join(base, "ivy", "marks"));
}
