// The two ends of a connection within one process: frames under way, back-pressure, goodbyes.
import type { Parting, PartingWords } from "../core/parting.ts";
import type { PeerId } from "../core/peer-id.ts";
import {
  linkFrameBytesMax,
  sendQueueBytesFull,
  sendQueueBytesMax,
} from "../core/transport-limits.ts";
import { Trouble } from "../core/trouble.ts";
import type { ConnectedPeer } from "../transport-port.ts";

export interface Hop {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly bytes: number;
}

/** Runs `run` later, never at once; what one peer sends to another in the order in which it was
 *  sent. */
export type Schedule = (hop: Hop, run: () => void) => void;

/** Whose end it is, and who is told. */
export interface EndOwner {
  readonly self: PeerId;
  onFrame(peer: PeerId, frame: Uint8Array): void;
  onDrained(peer: PeerId): void;
  onEnded(end: MemoryEnd, parting: Parting): void;
}

export class MemoryEnd {
  readonly peer: PeerId;
  readonly #owner: EndOwner;
  readonly #direction: ConnectedPeer["direction"];
  readonly #schedule: Schedule;
  #other: MemoryEnd | undefined;
  /** Arrived, and not told while this end is paused. */
  readonly #arrived: Uint8Array[] = [];
  /** Sent by this end and not told at the other. */
  #bytesUnderWay = 0;
  #isPaused = false;
  #owesDrained = false;
  #isOver = false;
  #bytesSent = 0;
  #bytesReceived = 0;

  constructor(
    owner: EndOwner,
    peer: PeerId,
    place: { readonly direction: ConnectedPeer["direction"]; readonly schedule: Schedule },
  ) {
    this.#owner = owner;
    this.peer = peer;
    this.#direction = place.direction;
    this.#schedule = place.schedule;
  }

  meet(other: MemoryEnd): void {
    this.#other = other;
  }

  send(parts: readonly Uint8Array[]): "ready" | "full" | Trouble {
    const frame = Uint8Array.from(Buffer.concat(parts));
    if (frame.length > linkFrameBytesMax) {
      return new Trouble("failed", `a frame for ${this.peer} is larger than a frame may be.`);
    }
    if (this.#bytesUnderWay + frame.length > sendQueueBytesMax) {
      return new Trouble("busy", `${this.peer} takes in less than is sent to it.`);
    }
    this.#bytesSent += frame.length;
    this.#bytesUnderWay += frame.length;
    this.#pass(frame.length, (other) => other.#arrive(frame));
    if (this.#bytesUnderWay < sendQueueBytesFull) return "ready";
    this.#owesDrained = true;
    return "full";
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#schedule({ from: this.peer, to: this.#owner.self, bytes: 0 }, () => this.#tell());
  }

  end(words: PartingWords): void {
    this.#pass(words.text.length, (other) => other.#finish({ kind: "ended-there", ...words }));
    this.#finish({ kind: "ended-here", ...words });
  }

  lose(text: string): void {
    const other = this.#other;
    this.#finish({ kind: "lost", text });
    if (other !== undefined) other.#finish({ kind: "lost", text });
  }

  describe(): ConnectedPeer {
    return {
      peer: this.peer,
      address: `/memory/${this.peer}`,
      direction: this.#direction,
      isRelayed: false,
      encryption: "none",
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      roundTripMilliseconds: undefined,
    };
  }

  /** Does something at the other end when it has arrived there, unless that is over. */
  #pass(bytes: number, act: (other: MemoryEnd) => void): void {
    const other = this.#other;
    if (this.#isOver || other === undefined) return;
    this.#schedule({ from: this.#owner.self, to: this.peer, bytes }, () => {
      if (!other.#isOver) act(other);
    });
  }

  #arrive(frame: Uint8Array): void {
    this.#arrived.push(frame);
    this.#tell();
  }

  #tell(): void {
    while (!this.#isOver && !this.#isPaused) {
      const frame = this.#arrived.shift();
      if (frame === undefined) return;
      this.#bytesReceived += frame.length;
      this.#pass(0, (other) => other.#settle(frame.length));
      this.#owner.onFrame(this.peer, frame);
    }
  }

  #settle(bytes: number): void {
    this.#bytesUnderWay -= bytes;
    if (!this.#owesDrained || this.#bytesUnderWay >= sendQueueBytesFull) return;
    this.#owesDrained = false;
    this.#owner.onDrained(this.peer);
  }

  #finish(parting: Parting): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.onEnded(this, parting);
  }
}
