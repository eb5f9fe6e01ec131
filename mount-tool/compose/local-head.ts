// The signed head of the own log on this machine: kept as the log's public-key block now and then,
// and the mark outside the home moved with it.
import type { Trouble } from "../../dhash/index.ts";
import { moveMark } from "./guard-home.ts";
import type { HomeParts } from "./home-parts.ts";

/** How often, while there is something new. */
const renewMilliseconds = 60_000;

export class LocalHead {
  readonly #parts: HomeParts;
  readonly #report: (trouble: Trouble) => void;
  #sequence = 0;
  #at: number;
  #isSettling = false;
  #isClosed = false;

  constructor(parts: HomeParts, report: (trouble: Trouble) => void) {
    this.#parts = parts;
    this.#report = report;
    this.#at = parts.around.milliseconds();
  }

  /** Once it is time, and the device has taken what waits for it. */
  turn(now: number): void {
    if (now - this.#at < renewMilliseconds || this.#isSettling) return;
    if (this.#newest() <= this.#sequence) return;
    const { around, file } = this.#parts;
    this.#isSettling = true;
    void around.settle(file.logId).then(() => {
      this.#isSettling = false;
      if (!this.#isClosed) this.renew();
    });
  }

  /** Signs the newest record, keeps the head as the log's public-key block, and moves the mark. */
  renew(): void {
    const parts = this.#parts;
    this.#at = parts.around.milliseconds();
    this.#sequence = this.#newest();
    const bytes = parts.logs.signHead(parts.around.clock.now());
    if (bytes === undefined) return;
    const block = { owner: parts.keyPair.publicKey, version: this.#sequence, bytes };
    const trouble =
      parts.data.sync() ??
      parts.logs.sync() ??
      parts.blocks.putPublicKeyBlock(block) ??
      moveMark(parts);
    if (trouble !== undefined) this.#report(trouble);
  }

  close(): void {
    this.#isClosed = true;
  }

  #newest(): number {
    return this.#parts.logs.head()?.sequence ?? 0;
  }
}
