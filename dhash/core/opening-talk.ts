// The first words as they come from the network: chunks in, bytes to send and the outcome out.
import { encodeLinkFrame, isLinkFrameFault, LinkFrameReader } from "./link-frame.ts";
import {
  CalledOpening,
  CallerOpening,
  type OpeningOutcome,
  type OpeningStep,
  type OpeningTerms,
} from "./opening.ts";
import { openingFrameBytesMax } from "./transport-limits.ts";

export interface OpeningWords {
  readonly send: readonly Uint8Array[];
  /** Set when the opening is over. */
  readonly end?: {
    readonly outcome: OpeningOutcome;
    /** What came behind the last word, and is for whatever follows. */
    readonly rest: Uint8Array;
  };
}

export class OpeningTalk {
  readonly #reader = new LinkFrameReader(openingFrameBytesMax);
  readonly #caller: CallerOpening | undefined;
  readonly #opening: CallerOpening | CalledOpening;

  constructor(role: "caller" | "called", terms: OpeningTerms) {
    this.#caller = role === "caller" ? new CallerOpening(terms) : undefined;
    this.#opening = this.#caller ?? new CalledOpening(terms);
  }

  /** What is said unasked. */
  begin(): OpeningWords {
    const step = this.#caller?.begin();
    return step === undefined ? { send: [] } : { send: wordsOf(step) };
  }

  /** Not after the end. */
  receive(chunks: Iterable<Uint8Array>): OpeningWords {
    for (const chunk of chunks) this.#reader.push(chunk);
    const send: Uint8Array[] = [];
    for (let found = this.#reader.next(); found !== undefined; found = this.#reader.next()) {
      // What is no frame is no word of this protocol either: it is answered like an empty one.
      const { kind, bytes } = isLinkFrameFault(found) ? noWord : found;
      const step = this.#opening.receive(kind, bytes);
      send.push(...wordsOf(step));
      const { outcome } = step;
      if (outcome !== undefined) return { send, end: { outcome, rest: this.#reader.rest() } };
    }
    return { send };
  }
}

const noWord = { kind: "data", bytes: new Uint8Array(0) } as const;

function wordsOf({ send }: OpeningStep): readonly Uint8Array[] {
  return send.map(({ kind, bytes }) => encodeLinkFrame(kind, bytes));
}
