// A socket, encrypted or not, as libp2p sees a connection. What is written in one turn goes out in
// one call: yamux writes header and body apart.
import type { Socket } from "node:net";
import type { AbortOptions, Logger } from "@libp2p/interface";
import { AbstractMultiaddrConnection, type SendResult } from "@libp2p/utils";
import type { Multiaddr } from "@multiformats/multiaddr";
import type { Uint8ArrayList } from "uint8arraylist";
import { receiveWindowBytes } from "../../core/transport-limits.ts";

export interface SocketConnectionParts {
  readonly socket: Socket;
  readonly address: Multiaddr;
  readonly direction: "inbound" | "outbound";
  readonly log: Logger;
}

const lingerMilliseconds = 1000;

export class SocketConnection extends AbstractMultiaddrConnection {
  readonly #socket: Socket;
  #isCorked = false;

  constructor({ socket, address, direction, log }: SocketConnectionParts) {
    super({ remoteAddr: address, direction, log, maxReadBufferLength: 2 * receiveWindowBytes });
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.onData(chunk));
    socket.on("drain", () => this.safeDispatchEvent("drain"));
    socket.on("error", (error) => this.abort(error));
    socket.once("end", () => {
      this.onTransportClosed();
      // What still has to go out has this long; the other side may have stopped reading.
      setTimeout(() => socket.destroy(), lingerMilliseconds).unref();
    });
    socket.once("close", () => this.onTransportClosed());
  }

  sendData(data: Uint8ArrayList): SendResult {
    this.#cork();
    let sentBytes = 0;
    let canSendMore = true;
    for (const part of data) {
      sentBytes += part.byteLength;
      canSendMore = this.#socket.write(part);
    }
    return { sentBytes, canSendMore };
  }

  async sendClose(options?: AbortOptions): Promise<void> {
    const socket = this.#socket;
    if (socket.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onAbort = (): void => {
      socket.destroy();
    };
    socket.once("close", () => resolve());
    options?.signal?.addEventListener("abort", onAbort);
    if (options?.signal?.aborted === true) onAbort();
    socket.destroySoon();
    await promise;
    options?.signal?.removeEventListener("abort", onAbort);
  }

  sendReset(): void {
    this.#socket.destroy();
  }

  sendPause(): void {
    this.#socket.pause();
  }

  sendResume(): void {
    this.#socket.resume();
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#socket.uncork();
    });
  }
}
