// What the logs need from outside: cryptography, and a journal for the records of one log. The disk
// and the hasher are those of the block store.
import type { Hasher, Trouble } from "../dhash/index.ts";
import type { LogId, RecordHash } from "./core/hash.ts";

export type { Hasher };

/** An ed25519 key pair. */
export interface KeyPair {
  /** 32 bytes; all that has to be kept. */
  readonly seed: Uint8Array;
  /** 32 bytes */
  readonly publicKey: Uint8Array;
  /** 64 bytes, as libsodium has it: seed and public key. */
  readonly secretKey: Uint8Array;
}

/**
 * libsodium's operations under the names that fit here. Keys have 32 bytes, nonces 24, tags 16. All
 * of it is deterministic but `random` and `sealTo`. A length that is wrong is a mistake of the
 * caller and throws.
 */
export interface Crypto {
  keyPair(seed: Uint8Array): KeyPair;
  /** ed25519 over the message as it is; 64 bytes. Domain labels are the caller's. */
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
  verify(signed: {
    readonly message: Uint8Array;
    readonly signature: Uint8Array;
    readonly publicKey: Uint8Array;
  }): boolean;
  /**
   * XChaCha20-Poly1305: fills `target` (16 bytes longer than the plaintext) with ciphertext and
   * tag.
   */
  seal(sealing: {
    readonly target: Uint8Array;
    readonly plaintext: Uint8Array;
    readonly associatedData: Uint8Array;
    readonly nonce: Uint8Array;
    readonly key: Uint8Array;
  }): void;
  /** The inverse; false, and `target` of no meaning, when the tag does not fit. */
  open(opening: {
    readonly target: Uint8Array;
    readonly sealed: Uint8Array;
    readonly associatedData: Uint8Array;
    readonly nonce: Uint8Array;
    readonly key: Uint8Array;
  }): boolean;
  /**
   * Anonymous sealed box to an ed25519 key (converted to x25519); undefined when that is no valid
   * key.
   */
  sealTo(plaintext: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  /** Opens what was sealed to this pair's public key; undefined when it was not. */
  openSealed(sealed: Uint8Array, keyPair: KeyPair): Uint8Array | undefined;
  /** BLAKE2b-256 of the message under a key. */
  keyedHash(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** Fills `target` with unpredictable bytes. */
  random(target: Uint8Array): void;
}

export interface JournalRecord {
  readonly sequence: number;
  readonly hash: RecordHash;
  readonly envelope: Uint8Array;
}

/** Bytes of a journal that hold no sound record, and are no torn end either. */
export interface JournalDamage {
  readonly file: string;
  readonly position: number;
  readonly bytes: number;
  /** The first sound record after it; undefined when there is none in that file. */
  readonly next: number | undefined;
  readonly why: string;
}

export type JournalItem =
  | ({ readonly kind: "record" } & JournalRecord)
  | ({ readonly kind: "damage" } & JournalDamage);

/**
 * The records of one log on this machine, in order. Every record it returns has the hash it says.
 * It does not check the chain, and cannot read bodies.
 */
export interface Journal {
  readonly logId: LogId;
  /** The newest sound record; undefined in an empty journal. */
  newest(): { readonly sequence: number; readonly hash: RecordHash } | undefined;
  /** The next record begins a file, and so has to carry its complete vector. */
  beginsFile(): boolean;
  /** Sequence of the record that begins the file in which `sequence` is or would be. */
  fileStart(sequence: number): number;
  /**
   * Appends the records after the newest. On Trouble it is as if it had not been tried, or, of
   * several, with fewer of the first. Survives SIGKILL.
   */
  append(...records: readonly JournalRecord[]): Trouble | undefined;
  /** Trouble "absent" when there is no such record, "damaged" when its bytes are. */
  read(sequence: number): JournalRecord | Trouble;
  /**
   * All records from `sequence` on, ascending, and the damage between them. Envelopes may be kept.
   * A journal that another process appends to is read as it was when it was opened.
   */
  scan(sequence: number): Iterable<JournalItem | Trouble>;
  /**
   * Damage in the newest file, found at open. While there is any, appending is refused with
   * "damaged".
   */
  damage(): readonly JournalDamage[];
  /**
   * Allows appending again. Damage at the end is copied to a file of its own and cut; records after
   * other damage stay.
   */
  acceptDamage(): Trouble | undefined;
  /** Everything appended survives power loss once it returns undefined. */
  sync(): Trouble | undefined;
  /** Removes the records after `sequence`. The caller knows that nobody relies on them. */
  cutTail(sequence: number): Trouble | undefined;
  bytesStored(): number;
  close(): void;
}
