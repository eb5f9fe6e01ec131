// The first words on an encrypted connection (FORMAT "Connections"): which protocol versions the
// two speak, proof that both hold the swarm's secret, and whether membership admits the caller.
// They come before any other protocol, so a stranger reaches nothing else.
import type { LinkFrameKind } from "./link-frame.ts";
import {
  decodeChallenge,
  decodeHello,
  decodeWelcome,
  encodeChallenge,
  encodeHello,
  encodeWelcome,
  type Hello,
  nonceBytes,
  type ProtocolVersions,
  proofBytes,
} from "./opening-codec.ts";
import { decodeParting, encodeParting, type PartingWords } from "./parting.ts";
import type { PeerId } from "./peer-id.ts";

//   caller    hello(versions, nonce, proof?) ─────────────────> called
//             <───────────────────────── challenge(nonce)    where encryption gives no binding
//             hello(versions, nonce, proof) ──────────────────>
//             <───────────────── welcome(version, nonce, proof)  or close(why), from either side

/** Domain label of what the swarm's secret signs. */
export const proofLabel = "ivy swarm proof 1";

export interface OpeningTerms {
  readonly self: PeerId;
  /** Proven by the encryption below. */
  readonly peer: PeerId;
  readonly versions: ProtocolVersions;
  /** What program this is, for the other side's log. */
  readonly program: string;
  /** Fresh random bytes. */
  readonly nonce: Uint8Array;
  /** Bytes that only the two ends of this encrypted connection know (the TLS exporter); empty where
   *  the encryption does not give any. */
  readonly binding: Uint8Array;
  /** HMAC-SHA-256 under the swarm's secret. */
  prove(message: Uint8Array): Uint8Array;
  /** Undefined if there may be a connection with this peer, else why not. Asked after its proof. */
  refuses(peer: PeerId): PartingWords | undefined;
}

export type OpeningOutcome =
  | { readonly kind: "open"; readonly version: number; readonly program: string }
  | { readonly kind: "refused-here"; readonly words: PartingWords }
  | { readonly kind: "refused-there"; readonly words: PartingWords };

export interface OpeningStep {
  readonly send: readonly { readonly kind: LinkFrameKind; readonly bytes: Uint8Array }[];
  /** Set when the opening is over. */
  readonly outcome?: OpeningOutcome;
}

const noNonce = new Uint8Array(nonceBytes);

/** The side that dialled. */
export class CallerOpening {
  readonly #terms: OpeningTerms;
  #calledNonce: Uint8Array | undefined;

  constructor(terms: OpeningTerms) {
    this.#terms = terms;
  }

  begin(): OpeningStep {
    return { send: [this.#hello(this.#terms.binding.length > 0)] };
  }

  receive(kind: LinkFrameKind, bytes: Uint8Array): OpeningStep {
    if (kind === "close") return refusedThere(bytes);
    const challenge = kind === "challenge" ? decodeChallenge(bytes) : undefined;
    if (challenge !== undefined && this.#calledNonce === undefined) {
      this.#calledNonce = challenge;
      return { send: [this.#hello(true)] };
    }
    const welcome = kind === "welcome" ? decodeWelcome(bytes) : undefined;
    if (welcome === undefined) return nonsense();
    const { version, program } = welcome;
    const { oldest, newest } = this.#terms.versions;
    if (version < oldest || version > newest) return nonsense();
    const proof = makeProof(this.#terms, "called", this.#ends(welcome.nonce));
    if (!isSame(proof, welcome.proof)) {
      return refuse("stranger", "the peer does not know the secret of this swarm");
    }
    const words = this.#terms.refuses(this.#terms.peer);
    if (words !== undefined) return refuse(words.code, words.text);
    return { send: [], outcome: { kind: "open", version, program } };
  }

  #hello(isProving: boolean): OpeningStep["send"][number] {
    const { versions, program, nonce } = this.#terms;
    const ends = this.#ends(this.#calledNonce ?? noNonce);
    const proof = isProving ? makeProof(this.#terms, "caller", ends) : undefined;
    return { kind: "hello", bytes: encodeHello({ versions, program, nonce, proof }) };
  }

  #ends(calledNonce: Uint8Array): Ends {
    const { self, peer, nonce } = this.#terms;
    return { caller: self, called: peer, callerNonce: nonce, calledNonce };
  }
}

/** The side that was dialled. */
export class CalledOpening {
  readonly #terms: OpeningTerms;
  #hasChallenged = false;

  constructor(terms: OpeningTerms) {
    this.#terms = terms;
  }

  receive(kind: LinkFrameKind, bytes: Uint8Array): OpeningStep {
    if (kind === "close") return refusedThere(bytes);
    const hello = kind === "hello" ? decodeHello(bytes) : undefined;
    if (hello === undefined) return nonsense();
    const version = commonVersion(this.#terms.versions, hello.versions);
    if (version === undefined) return refuseVersion(this.#terms, hello);
    if (hello.proof === undefined) return this.#challenge();
    const { self, peer, nonce, program, binding } = this.#terms;
    const ends = { caller: peer, called: self, callerNonce: hello.nonce, calledNonce: nonce };
    const callerEnds = this.#hasChallenged ? ends : { ...ends, calledNonce: noNonce };
    const isBound = this.#hasChallenged || binding.length > 0;
    if (!isBound || !isSame(makeProof(this.#terms, "caller", callerEnds), hello.proof)) {
      return refuse("stranger", "the caller does not know the secret of this swarm");
    }
    const words = this.#terms.refuses(peer);
    if (words !== undefined) return refuse(words.code, words.text);
    const proof = makeProof(this.#terms, "called", ends);
    return {
      send: [{ kind: "welcome", bytes: encodeWelcome({ version, program, nonce, proof }) }],
      outcome: { kind: "open", version, program: hello.program },
    };
  }

  #challenge(): OpeningStep {
    if (this.#hasChallenged) return nonsense();
    this.#hasChallenged = true;
    return { send: [{ kind: "challenge", bytes: encodeChallenge(this.#terms.nonce) }] };
  }
}

function commonVersion(ours: ProtocolVersions, theirs: ProtocolVersions): number | undefined {
  const newest = Math.min(ours.newest, theirs.newest);
  return newest >= Math.max(ours.oldest, theirs.oldest) ? newest : undefined;
}

function refuseVersion(terms: OpeningTerms, { versions, program }: Hello): OpeningStep {
  const say = ({ oldest, newest }: ProtocolVersions): string =>
    oldest === newest ? `${newest}` : `${oldest} to ${newest}`;
  const theirs = `the caller (${program}) speaks protocol version ${say(versions)}`;
  const ours = `the one called (${terms.program}) ${say(terms.versions)}`;
  return refuse("version", `${theirs}, ${ours}`);
}

interface Ends {
  readonly caller: PeerId;
  readonly called: PeerId;
  readonly callerNonce: Uint8Array;
  /** As the prover knows it: zeros for a caller that was not challenged. */
  readonly calledNonce: Uint8Array;
}

function makeProof(terms: OpeningTerms, prover: "caller" | "called", ends: Ends): Uint8Array {
  const text = `${proofLabel}\0${prover}\0${ends.caller}\0${ends.called}\0`;
  const message = new Uint8Array(text.length + 2 * nonceBytes + terms.binding.length);
  message.set(new TextEncoder().encode(text));
  message.set(ends.callerNonce, text.length);
  message.set(ends.calledNonce, text.length + nonceBytes);
  message.set(terms.binding, text.length + 2 * nonceBytes);
  return terms.prove(message);
}

/** Takes as long for a wrong proof as for a right one. */
function isSame(ours: Uint8Array, theirs: Uint8Array): boolean {
  if (ours.length !== proofBytes || theirs.length !== proofBytes) return false;
  let difference = 0;
  for (let at = 0; at < proofBytes; at++) difference |= (ours[at] ?? 0) ^ (theirs[at] ?? 0);
  return difference === 0;
}

function refuse(code: PartingWords["code"], text: string): OpeningStep {
  const words = { code, text };
  return {
    send: [{ kind: "close", bytes: encodeParting(words) }],
    outcome: { kind: "refused-here", words },
  };
}

function refusedThere(bytes: Uint8Array): OpeningStep {
  return { send: [], outcome: { kind: "refused-there", words: decodeParting(bytes) } };
}

function nonsense(): OpeningStep {
  return refuse("nonsense", "the first words on the connection were not those of this protocol");
}
