// The one long-lived stream with a peer: frames in order, written together when they are sent
// together, with back-pressure both ways. Opened by who dialled, once the other side agrees.
import type { Connection, Stream, StreamCloseEvent, StreamMessageEvent } from "@libp2p/interface";
import { Uint8ArrayList } from "uint8arraylist";
import {
  encodeLinkFrame,
  encodeLinkFrameHeader,
  type LinkFrameKind,
  LinkFrameReader,
} from "../../core/link-frame.ts";
import { type LinkStep, LinkTalk } from "../../core/link-talk.ts";
import { encodeParting, type Parting, type PartingWords } from "../../core/parting.ts";
import { joinSmallParts } from "../../core/parts.ts";
import type { PeerId } from "../../core/peer-id.ts";
import {
  linkFrameBytesMax,
  sendQueueBytesFull,
  sendQueueBytesMax,
} from "../../core/transport-limits.ts";
import { openWindow } from "./stream-window.ts";

/** What a link tells its keeper; nothing after `onEnded`, which comes once. */
export interface LinkEvents {
  /** The caller asks: answer with `welcome` or `end`. Only for the called side. */
  onAsked(link: Link): void;
  /** Both sides agree. Only for the caller. */
  onWelcomed(link: Link): void;
  onFrame(link: Link, frame: Uint8Array): void;
  onDrained(link: Link): void;
  onEnded(link: Link, parting: Parting): void;
}

const closingMilliseconds = 1000;
const nothing = new Uint8Array(0);

export interface LinkPlace {
  readonly peer: PeerId;
  readonly connection: Connection;
}

export class Link {
  readonly peer: PeerId;
  readonly connection: Connection;
  readonly #stream: Stream;
  readonly #events: LinkEvents;
  readonly #reader = new LinkFrameReader(linkFrameBytesMax);
  readonly #talk = new LinkTalk(performance.now());
  #isPaused = false;
  /** Parts that wait for the end of this turn. */
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  /** A `send` said "full", and `onDrained` has not been told. */
  #owesDrained = false;
  bytesSent = 0;
  bytesReceived = 0;
  readonly #closed = Promise.withResolvers<void>();

  constructor(stream: Stream, { peer, connection }: LinkPlace, events: LinkEvents) {
    this.#stream = stream;
    this.peer = peer;
    this.connection = connection;
    this.#events = events;
    stream.inactivityTimeout = Number.POSITIVE_INFINITY;
    openWindow(stream);
    stream.addEventListener("message", this.#onMessage);
    stream.addEventListener("drain", this.#onDrain);
    stream.addEventListener("close", this.#onClose);
    stream.addEventListener("remoteCloseWrite", this.#onRemoteClose);
  }

  get isOpen(): boolean {
    return this.#talk.isOpen;
  }

  get roundTripMilliseconds(): number | undefined {
    return this.#talk.roundTripMilliseconds;
  }

  /** Settles when what was sent last has left, or there is no more hope that it will. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Bytes that were taken and have not left. */
  get queuedBytes(): number {
    return this.#batchBytes + this.#stream.writeBufferLength;
  }

  /** The caller's first word. */
  ask(): void {
    this.#talk.asked();
    this.#write("open", nothing);
  }

  /** The called side's answer. */
  welcome(): void {
    if (!this.#talk.welcome()) return;
    this.#write("welcome", nothing);
    this.ping();
  }

  /** See Transport.send; sizes are checked here. */
  send(parts: readonly Uint8Array[]): "ready" | "full" | "too-large" | "too-much" {
    let bytes = 0;
    for (const part of parts) bytes += part.length;
    if (bytes > linkFrameBytesMax) return "too-large";
    if (this.queuedBytes + bytes > sendQueueBytesMax) return "too-much";
    this.bytesSent += bytes;
    this.#append([encodeLinkFrameHeader("data", bytes), ...parts]);
    if (!this.#isFull()) return "ready";
    this.#owesDrained = true;
    return "full";
  }

  /** What the peer is owed that has been quiet until now. */
  due(): "nothing" | "ping" | "probe" {
    return this.#talk.due(performance.now());
  }

  ping(): void {
    this.#talk.pinged(performance.now());
    this.#write("ping", nothing);
  }

  pause(): void {
    if (this.#isPaused || this.#talk.isEnded) return;
    this.#isPaused = true;
    if (this.#stream.readStatus === "readable") this.#stream.pause();
  }

  resume(): void {
    if (!this.#isPaused || this.#talk.isEnded) return;
    this.#isPaused = false;
    queueMicrotask(() => this.#goOn());
  }

  #goOn(): void {
    this.#readFrames();
    if (this.#isPaused || this.#talk.isEnded) return;
    if (this.#stream.readStatus === "paused") this.#stream.resume();
  }

  /** Tells the other side why, and ends. */
  end(words: PartingWords): void {
    if (this.#talk.isEnded) return;
    this.#write("close", encodeParting(words));
    this.#flush();
    this.#finish({ kind: "ended-here", ...words });
  }

  /** Ends without a word: there is nobody to say it to. */
  lose(text: string): void {
    this.#finish({ kind: "lost", text });
  }

  readonly #onMessage = ({ data }: StreamMessageEvent): void => {
    this.#talk.heard(performance.now());
    for (const chunk of data instanceof Uint8Array ? [data] : data) this.#reader.push(chunk);
    this.#readFrames();
  };

  readonly #onDrain = (): void => {
    // The stream goes on with what it holds in a microtask of its own, asked for before this one.
    queueMicrotask(() => this.#tellDrained());
  };

  readonly #onClose = (event: StreamCloseEvent): void => {
    this.#finish({ kind: "lost", text: event.error?.message ?? "the connection closed" });
  };

  readonly #onRemoteClose = (): void => {
    this.#finish({ kind: "lost", text: "the peer closed the connection without a word" });
  };

  #readFrames(): void {
    while (!this.#talk.isEnded && !this.#isPaused) {
      const found = this.#reader.next();
      if (found === undefined) return;
      this.#take(this.#talk.receive(found, performance.now()));
    }
  }

  #take(step: LinkStep): void {
    switch (step.kind) {
      case "nothing":
        return;
      case "asked":
        return this.#events.onAsked(this);
      case "welcomed":
        this.ping();
        return this.#events.onWelcomed(this);
      case "frame":
        this.bytesReceived += step.bytes.length;
        return this.#events.onFrame(this, step.bytes);
      case "pinged":
        // Who asks without reading the answers gets no more of them.
        if (this.queuedBytes <= sendQueueBytesMax) this.#write("pong", nothing);
        return;
      case "ended":
        return this.#finish(step.parting);
      case "nonsense":
        return this.end({ code: "nonsense", text: step.text });
    }
  }

  #write(kind: LinkFrameKind, bytes: Uint8Array): void {
    if (!this.#talk.isEnded) this.#append([encodeLinkFrame(kind, bytes)]);
  }

  #append(parts: readonly Uint8Array[]): void {
    if (this.#batch.length === 0) queueMicrotask(() => this.#flush());
    for (const part of parts) {
      this.#batch.push(part);
      this.#batchBytes += part.length;
    }
  }

  #flush(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#stream.writeStatus !== "writable") return;
    try {
      const [first = nothing, ...more] = joinSmallParts(batch);
      this.#stream.send(more.length === 0 ? first : new Uint8ArrayList(first, ...more));
    } catch (error) {
      // The connection below closed, and the stream has not heard of it.
      return this.lose(error instanceof Error ? error.message : String(error));
    }
    this.#tellDrained();
  }

  #isFull(): boolean {
    return this.#stream.writableNeedsDrain || this.queuedBytes >= sendQueueBytesFull;
  }

  #tellDrained(): void {
    if (!this.#owesDrained || !this.isOpen || this.#isFull()) return;
    this.#owesDrained = false;
    this.#events.onDrained(this);
  }

  #finish(parting: Parting): void {
    if (!this.#talk.end()) return;
    const stream = this.#stream;
    stream.removeEventListener("message", this.#onMessage);
    stream.removeEventListener("drain", this.#onDrain);
    stream.removeEventListener("close", this.#onClose);
    stream.removeEventListener("remoteCloseWrite", this.#onRemoteClose);
    stream
      .close({ signal: AbortSignal.timeout(closingMilliseconds) })
      .catch((error) => stream.abort(error))
      .then(this.#closed.resolve);
    this.#events.onEnded(this, parting);
  }
}
