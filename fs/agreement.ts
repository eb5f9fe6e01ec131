// What connected participants agree on before it is done (FORMAT "Agreement"). It knows no network
// and no timer: messages and ticks come in, and `take` gives what is to be sent and who may go on.
import type { Held } from "../dhash/core/index.ts";
import type { Slot } from "../logs/core/index.ts";
import type { AgreementEvent } from "./agreement-port.ts";
import type { AudienceOptions, Peer } from "./audience.ts";
import { Audience, makePeer } from "./audience.ts";
import type { AgreementMessage } from "./core/agreement/message.ts";
import { decodeAgreement } from "./core/agreement/message.ts";
import { Looks } from "./looks.ts";
import { NameClaims } from "./name-claims.ts";
import { SharedLocks } from "./shared-locks.ts";

export class Agreement {
  readonly names: NameClaims;
  readonly looks: Looks;
  readonly locks: SharedLocks;
  readonly #audience: Audience;
  /** Members who only read: they ask, and are asked nothing. */
  readonly #readers = new Map<string, Peer>();

  constructor(options: AudienceOptions) {
    this.#audience = new Audience(options);
    this.names = new NameClaims(this.#audience);
    this.looks = new Looks(this.#audience);
    this.locks = new SharedLocks(this.#audience);
  }

  /** Somebody is connected with whom there may be something to agree on. */
  get isShared(): boolean {
    return this.#audience.size > 0;
  }

  /** Whether this one may write; only then it claims names and locks. */
  setWriter(isWriter: boolean): void {
    this.#audience.isWriter = isWriter;
  }

  /** Something is open that needs ticks. */
  get isBusy(): boolean {
    return this.names.size + this.looks.size + this.locks.size > 0;
  }

  held(): readonly Held[] {
    return [...this.names.held(), this.looks.held(), ...this.locks.held()];
  }

  /** A member who may write is connected. What was known of it before is forgotten. */
  connect(name: string, slot: Slot): void {
    this.disconnect(name);
    const peer = this.#audience.add(name, slot);
    this.names.meet(peer);
    this.locks.meet(peer);
  }

  has(name: string): boolean {
    return this.#audience.get(name) !== undefined;
  }

  /** A member who only reads is connected. */
  connectReader(name: string, slot: Slot): void {
    if (this.#readers.has(name)) return;
    this.disconnect(name);
    this.#readers.set(name, makePeer(name, slot));
  }

  disconnect(name: string): void {
    this.#readers.delete(name);
    const peer = this.#audience.get(name);
    if (peer === undefined) return;
    this.#audience.remove(name);
    this.names.part(peer);
    this.looks.part(peer);
    this.locks.part(peer);
  }

  receive(name: string, bytes: Uint8Array): void {
    const peer = this.#audience.get(name) ?? this.#readers.get(name);
    if (peer === undefined) return;
    const message = decodeAgreement(bytes);
    if (message.kind === "malformed") {
      this.disconnect(name);
      return this.#audience.tell({ kind: "close", peer: name, why: `it sent ${message.why}` });
    }
    peer.isSilent = false;
    // Of somebody who writes nothing no name and no lock is in the way.
    if (message.kind !== "look" && this.#readers.has(name)) return;
    this.#hear(peer, message);
  }

  #hear(peer: Peer, message: AgreementMessage): void {
    switch (message.kind) {
      case "look":
      case "seen":
        return this.looks.hear(peer, message);
      case "prepare":
      case "promise":
      case "cancel":
      case "made":
        return this.names.hear(peer, message);
      case "lock":
      case "clear":
      case "held":
      case "released":
        return this.locks.hear(peer, message);
      case "wait":
        this.names.hear(peer, message);
        return this.locks.hear(peer, message);
    }
  }

  /** Records of others are in the tree now. */
  folded(): void {
    this.names.folded();
    this.looks.folded();
    this.locks.folded();
  }

  /** To be called many times a second while `isShared`. */
  tick(): void {
    this.names.tick();
    this.looks.tick();
    this.locks.tick();
  }

  /** What happened since this was asked last. */
  take(): readonly AgreementEvent[] {
    return this.#audience.take();
  }
}
