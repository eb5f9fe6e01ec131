// What a log set keeps of somebody else's log, and what can come of a run of its records (FORMAT
// "Exchange").
import type { Trouble } from "../dhash/core/index.ts";
import type { BlockKey } from "../dhash/index.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import type { CutTrace } from "./cut-trace.ts";
import type { ForeignLog } from "./foreign-log.ts";
import type { Hasher } from "./ports.ts";
import type { SharingStore } from "./sharing-port.ts";
import type { SignedHead } from "./two-histories.ts";

export type Absorbed =
  /** Records that were new here; none is no fault: somebody else sent them before. */
  | { readonly kind: "stored"; readonly records: number }
  /** Records before these are missing; `from` is the first. */
  | { readonly kind: "gap"; readonly from: number }
  /** Of a stranger, of a log that is closed, or under a key that is not here yet: passed over. */
  | { readonly kind: "unwanted" }
  /** Nonsense or forged: nothing of it was kept, and the sender is to blame. */
  | { readonly kind: "refused"; readonly why: string }
  /** It does not fit what is held or what its author signed, and who is to blame is not known. */
  | { readonly kind: "disputed" }
  /** What is held was another history than the one that an admin's cut names: it is gone. */
  | { readonly kind: "reset" }
  /** It was of use in finding the history that counts; records come later. */
  | { readonly kind: "traced" }
  /** The author showed two histories; with the proof, if it is at hand. */
  | { readonly kind: "forked"; readonly proof: Uint8Array | undefined }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

/** What is known of a log beside its records. */
export interface SharedLog {
  readonly log: ForeignLog;
  /** The newest head that its records bear out. */
  head: SignedHead | undefined;
  /** A newer one whose records are not all here. */
  due: SignedHead | undefined;
  /** Its author showed two histories: nothing is added until an admin says where it ends. */
  isForked: boolean;
  /** The head was not written down yet, or could not be, as on a full disk. */
  isHeadUnkept?: boolean;
  /** An admin closed it, and what is held or comes is not all of one history. */
  trace?: CutTrace | undefined;
}

export interface AbsorptionTools {
  readonly keys: RecordKeys;
  readonly hasher: Hasher;
  readonly fileSystem: BlockKey;
  readonly store: SharingStore;
}
