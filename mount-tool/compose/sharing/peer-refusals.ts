// Peers with whom it does not work, and why, as sentences for `ivy status`: they refuse this one,
// or say what is not understood here. To be asked again later and later, not at once.
import type { Parting, PeerId, Trouble } from "../../../dhash/index.ts";

/** Codes after which the next attempt will most likely end as this one. */
const lastingCodes: ReadonlySet<string> = new Set([
  ...["version", "stranger", "not-admitted", "nonsense"],
]);
const lastingReasons: ReadonlySet<string> = new Set(["denied", "newer"]);

/** Peers remembered; the oldest are forgotten first. */
const peersMax = 256;

export class PeerRefusals {
  readonly #texts = new Map<PeerId, string>();

  connected(peer: PeerId): void {
    this.#texts.delete(peer);
  }

  /** It could not be connected. */
  failed(peer: PeerId, { reason, message }: Trouble): void {
    if (!lastingReasons.has(reason)) return;
    // Who and where it is comes first, and is known.
    const what = message.slice(message.indexOf(": ") + 2);
    const effect = reason === "denied" ? " What is written here stays here meanwhile." : "";
    this.#note(peer, `${what}${effect}`);
  }

  /** A connection ended; true: there is no use in another one soon. */
  ended(peer: PeerId, parting: Parting): boolean {
    if (parting.kind === "lost" || !lastingCodes.has(parting.code)) return false;
    const said = parting.kind === "ended-there";
    if (said || parting.code === "nonsense") {
      this.#note(peer, said ? `it says: ${parting.text}` : parting.text);
    }
    return true;
  }

  sentences(nameOf: (peer: PeerId) => string): readonly string[] {
    return [...this.#texts].map(([peer, text]) => `${nameOf(peer)}: ${text}`);
  }

  #note(peer: PeerId, text: string): void {
    this.#texts.delete(peer);
    this.#texts.set(peer, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > peersMax && oldest !== undefined) this.#texts.delete(oldest);
  }
}
