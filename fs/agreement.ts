// What connected participants agree on before it is done (FORMAT "Agreement"). It knows no network
// and no timer: messages and ticks come in, and `take` gives what is to be sent and who may go on.
import type { Slot } from "../logs/core/index.ts";
import type { AgreementEvent } from "./agreement-port.ts";
import type { AudienceOptions } from "./audience.ts";
import { Audience } from "./audience.ts";
import { decodeAgreement } from "./core/agreement/message.ts";
import { Looks } from "./looks.ts";
import { NameClaims } from "./name-claims.ts";

export class Agreement {
  readonly names: NameClaims;
  readonly looks: Looks;
  readonly #audience: Audience;

  constructor(options: AudienceOptions) {
    this.#audience = new Audience(options);
    this.names = new NameClaims(this.#audience);
    this.looks = new Looks(this.#audience);
  }

  /** Somebody is connected with whom there may be something to agree on. */
  get isShared(): boolean {
    return this.#audience.size > 0;
  }

  /** A member who may write is connected. What was known of it before is forgotten. */
  connect(name: string, slot: Slot): void {
    this.disconnect(name);
    this.names.meet(this.#audience.add(name, slot));
  }

  has(name: string): boolean {
    return this.#audience.get(name) !== undefined;
  }

  disconnect(name: string): void {
    const peer = this.#audience.get(name);
    if (peer === undefined) return;
    this.#audience.remove(name);
    this.names.part(peer);
    this.looks.part(peer);
  }

  receive(name: string, bytes: Uint8Array): void {
    const peer = this.#audience.get(name);
    if (peer === undefined) return;
    const message = decodeAgreement(bytes);
    if (message.kind === "malformed") {
      this.disconnect(name);
      return this.#audience.tell({ kind: "close", peer: name, why: `it sent ${message.why}` });
    }
    peer.isSilent = false;
    if (message.kind === "look" || message.kind === "seen") this.looks.hear(peer, message);
    else this.names.hear(peer, message);
  }

  /** Records of others are in the tree now. */
  folded(): void {
    this.names.folded();
    this.looks.folded();
  }

  /** To be called many times a second while `isShared`. */
  tick(): void {
    this.names.tick();
    this.looks.tick();
  }

  /** What happened since this was asked last. */
  take(): readonly AgreementEvent[] {
    return this.#audience.take();
  }
}
