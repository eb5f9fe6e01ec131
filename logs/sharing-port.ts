// What log sets need to take part with others: journals for their logs, and a place for heads,
// views and proofs. Calls are synchronous; failure is a returned Trouble.
import type { BlockKey, Trouble } from "../dhash/index.ts";
import type { LogId } from "./core/hash.ts";
import type { Journal } from "./ports.ts";

export interface SharingStore {
  /** Nothing is kept or cut: for tools beside a daemon. */
  readonly isReadOnly: boolean;
  /** The journal of somebody else's log, open for appending, created when absent. */
  openJournal(logId: LogId): Journal | Trouble;
  /** The newest signed head kept of a log, as received; whoever reads it verifies it again. */
  head(logId: LogId): Uint8Array | Trouble | undefined;
  /** Keeps a verified head in place of an older one. */
  keepHead(logId: LogId, sequence: number, bytes: Uint8Array): Trouble | undefined;
  /** Everything kept survives power loss once it returns undefined. */
  sync(): Trouble | undefined;
  /** All view blocks kept, in any order. */
  views(): readonly Uint8Array[] | Trouble;
  /** Durable when it returns. */
  keepView(key: BlockKey, bytes: Uint8Array): Trouble | undefined;
  /** Fork proofs, one for a log. */
  proofs(): ReadonlyMap<LogId, Uint8Array> | Trouble;
  /** Durable when it returns; of several for one log the first stays. */
  keepProof(logId: LogId, bytes: Uint8Array): Trouble | undefined;
}
