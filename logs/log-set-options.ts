// What a log set is opened with, and what it tells about the own log.
import type { BlockKey } from "../dhash/index.ts";
import type { Dot, Slot } from "./core/dot.ts";
import type { LogId, RecordHash } from "./core/hash.ts";
import type { Gap } from "./core/view.ts";
import type { Crypto, Hasher, Journal, KeyPair } from "./ports.ts";
import type { SharingStore } from "./sharing-port.ts";

export interface LogMember {
  readonly slot: Slot;
  readonly logId: LogId;
  readonly name: string;
  /** Records that do not count; undefined: all do. */
  readonly gaps?: readonly Gap[];
}

/** The newest record of the own log. */
export interface OwnHead {
  readonly dot: Dot;
  readonly sequence: number;
  readonly hash: RecordHash;
  readonly lamport: number;
}

export interface LogSetOptions {
  readonly crypto: Crypto;
  readonly hasher: Hasher;
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  /** Key of the view in force; the first record of the own log names it. */
  readonly view: BlockKey;
  readonly members: readonly LogMember[];
  readonly groupKeysByEpoch: ReadonlyMap<number, Uint8Array>;
  /** The epoch to write in. */
  readonly keyEpoch: number;
  /** One for each log that is held here, the own one included. */
  readonly journals: readonly Journal[];
  /** Undefined for tools that only read. */
  readonly own: KeyPair | undefined;
  /** Whose home it is; absent: that of `own`. */
  readonly home?: LogId;
  /** Records of the own log up to here must never be cut. */
  readonly syncedSequence: number;
  /** Where others' logs are kept; undefined: nothing is exchanged with others. */
  readonly sharing?: SharingStore;
  /** Of others' records up to which one of each log `accept` takes for now; absent: all. */
  readonly acceptUpTo?: (slot: Slot) => number;
}
