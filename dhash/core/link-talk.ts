// What is said over a link, and when (FORMAT "Connections"): who asked, whether both agree, which
// frame may come now, and when a quiet peer is asked for a sign of life. Frames in, what to do out;
// times are milliseconds of a clock that never goes back.
import { isLinkFrameFault, type LinkFrame, type LinkFrameFault } from "./link-frame.ts";
import { decodeParting, type Parting } from "./parting.ts";
import { linkFrameBytesMax, pingMilliseconds, silenceMilliseconds } from "./transport-limits.ts";

type State = "begun" | "asking" | "asked" | "open" | "ended";

export type LinkStep =
  | { readonly kind: "nothing" }
  /** The caller asks: answer with `welcome` or an end. Only for the called side. */
  | { readonly kind: "asked" }
  /** The called side agrees. Only for the caller. */
  | { readonly kind: "welcomed" }
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  /** A pong is owed. */
  | { readonly kind: "pinged" }
  | { readonly kind: "ended"; readonly parting: Parting }
  /** To be parted from, with these words. */
  | { readonly kind: "nonsense"; readonly text: string };

export class LinkTalk {
  #state: State = "begun";
  #heardAt: number;
  #pingSentAt: number | undefined;
  #roundTripMilliseconds: number | undefined;

  constructor(now: number) {
    this.#heardAt = now;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get isEnded(): boolean {
    return this.#state === "ended";
  }

  /** Of the last sign of life that was asked for. */
  get roundTripMilliseconds(): number | undefined {
    return this.#roundTripMilliseconds;
  }

  /** This side has asked for the link. */
  asked(): void {
    if (this.#state === "begun") this.#state = "asking";
  }

  /** Whether this side may agree; it has then. */
  welcome(): boolean {
    if (this.#state !== "asked") return false;
    this.#state = "open";
    return true;
  }

  /** False when it had ended before. */
  end(): boolean {
    if (this.#state === "ended") return false;
    this.#state = "ended";
    return true;
  }

  /** Something came, whole or not. */
  heard(now: number): void {
    this.#heardAt = now;
  }

  /** This side asks for a sign of life. */
  pinged(now: number): void {
    this.#pingSentAt ??= now;
  }

  /** What a peer is owed that has been quiet until now. */
  due(now: number): "nothing" | "ping" | "probe" {
    const quietMilliseconds = now - this.#heardAt;
    if (quietMilliseconds > silenceMilliseconds) return "probe";
    return quietMilliseconds > pingMilliseconds / 2 ? "ping" : "nothing";
  }

  receive(found: LinkFrame | LinkFrameFault, now: number): LinkStep {
    if (isLinkFrameFault(found)) return { kind: "nonsense", text: describeFault(found) };
    const { kind, bytes } = found;
    if (kind === "close") {
      return { kind: "ended", parting: { kind: "ended-there", ...decodeParting(bytes) } };
    }
    if (kind === "open" && this.#state === "begun") return this.#become("asked", { kind: "asked" });
    if (kind === "welcome" && this.#state === "asking") {
      return this.#become("open", { kind: "welcomed" });
    }
    if (this.#state !== "open") {
      return { kind: "nonsense", text: `a frame "${kind}" before the link was open` };
    }
    if (kind === "data") return { kind: "frame", bytes };
    if (kind === "ping") return { kind: "pinged" };
    if (kind === "pong") return this.#takePong(now);
    return { kind: "nonsense", text: `a frame "${kind}" where none may be` };
  }

  #become(state: State, step: LinkStep): LinkStep {
    this.#state = state;
    return step;
  }

  #takePong(now: number): LinkStep {
    if (this.#pingSentAt !== undefined) this.#roundTripMilliseconds = now - this.#pingSentAt;
    this.#pingSentAt = undefined;
    return { kind: "nothing" };
  }
}

function describeFault(fault: LinkFrameFault): string {
  if (fault.kind === "unknown-kind") return `a frame of unknown kind ${fault.number}`;
  return `a frame of ${fault.bytes} bytes; ${linkFrameBytesMax} are allowed`;
}
