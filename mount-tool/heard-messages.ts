// Messages that have come for the thread which serves a mount, and are not looked at yet: many may
// come at once, and requests wait no longer than for a slice of them.
export class HeardMessages<Message> {
  readonly #handle: (message: Message) => void;
  readonly #messages: Message[] = [];

  constructor(handle: (message: Message) => void) {
    this.#handle = handle;
  }

  get size(): number {
    return this.#messages.length;
  }

  add(message: Message): void {
    this.#messages.push(message);
  }

  /** In the order in which they came, at least one. True: there are more. */
  turn(isTimeUp: () => boolean): boolean {
    for (;;) {
      const message = this.#messages.shift();
      if (message === undefined) return false;
      this.#handle(message);
      if (isTimeUp()) return this.size > 0;
    }
  }
}
