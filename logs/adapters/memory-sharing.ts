// What is kept of others, in memory: for tests and the simulation.
import type { BlockKey, Trouble } from "../../dhash/index.ts";
import type { LogId } from "../core/hash.ts";
import type { Journal } from "../ports.ts";
import type { SharingStore } from "../sharing-port.ts";
import { MemoryJournal } from "./memory-journal.ts";

export class MemorySharing implements SharingStore {
  readonly isReadOnly = false;
  readonly #journals = new Map<LogId, Journal>();
  readonly #heads = new Map<LogId, { readonly sequence: number; readonly bytes: Uint8Array }>();
  readonly #views = new Map<BlockKey, Uint8Array>();
  readonly #proofs = new Map<LogId, Uint8Array>();

  openJournal(logId: LogId): Journal {
    const journal = this.#journals.get(logId) ?? new MemoryJournal(logId);
    this.#journals.set(logId, journal);
    return journal;
  }

  head(logId: LogId): Uint8Array | undefined {
    return this.#heads.get(logId)?.bytes;
  }

  keepHead(logId: LogId, sequence: number, bytes: Uint8Array): Trouble | undefined {
    const kept = this.#heads.get(logId);
    if (kept !== undefined && kept.sequence >= sequence) return undefined;
    this.#heads.set(logId, { sequence, bytes: Uint8Array.from(bytes) });
    return undefined;
  }

  sync(): Trouble | undefined {
    return undefined;
  }

  views(): readonly Uint8Array[] {
    return [...this.#views.values()];
  }

  keepView(key: BlockKey, bytes: Uint8Array): Trouble | undefined {
    this.#views.set(key, bytes);
    return undefined;
  }

  proofs(): ReadonlyMap<LogId, Uint8Array> {
    return this.#proofs;
  }

  keepProof(logId: LogId, bytes: Uint8Array): Trouble | undefined {
    if (!this.#proofs.has(logId)) this.#proofs.set(logId, bytes);
    return undefined;
  }
}
