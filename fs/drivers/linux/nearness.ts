// On which processor the session runs. A program that asks, waits and asks again is never at work
// while the session is, so both do best on one processor: the answer wakes it by a switch between
// two threads, where another processor takes longer to wake (5 to 100 µs) than most requests to
// answer. So the session follows a program that talks with it, and is free when several do, or when
// data flows, which is work for two.

const limits = {
  /** Requests in a row of one thread that make a conversation. */
  conversationRequests: 24,
  /** Requests after which the session looks where its partner runs now. */
  lookRequests: 512,
  /** Requests of others, less one for each of the partner's, that end it. */
  strangersMax: 16,
  /** Requests for which nobody is followed after a conversation was ended by others. */
  restRequests: 256,
};

/** What a session needs from the system. */
export interface Processors {
  /** Where a thread ran last; undefined when it is gone or not to be seen. */
  readonly processorOf: (thread: number) => number | undefined;
  /** Keeps the calling thread on one processor; undefined: on any that it may use. */
  readonly keepTo: (processor: number | undefined) => boolean;
}

export class Nearness {
  private readonly processors: Processors | undefined;
  /** The thread that asked last, and how often in a row. */
  private last = 0;
  private streak = 0;
  private partner = 0;
  private processor: number | undefined;
  private untilLook = 0;
  private strangers = 0;
  private rest = 0;

  /** `processors` is undefined where there is nothing to choose. */
  constructor(processors: Processors | undefined) {
    this.processors = processors;
  }

  /** True while the session shares a processor with the one who asks. */
  get isNear(): boolean {
    return this.processor !== undefined;
  }

  /** A request of this thread has come; `isTalk` if it waits for the answer and moves no data. */
  requested(thread: number, isTalk: boolean): void {
    // What the kernel tells by itself (forget, release) belongs to no conversation.
    if (this.processors === undefined || (thread === 0 && isTalk)) return;
    if (this.processor === undefined) this.listen(thread, isTalk);
    else this.accompany(thread, isTalk);
  }

  /** There is other work to do, or nothing: the partner is not to be held up. */
  leave(): void {
    if (this.processor !== undefined) this.processors?.keepTo(undefined);
    this.processor = undefined;
    this.streak = 0;
  }

  private listen(thread: number, isTalk: boolean): void {
    if (this.rest > 0) {
      this.rest--;
      return;
    }
    this.streak = thread === this.last && isTalk ? this.streak + 1 : 0;
    this.last = thread;
    if (this.streak < limits.conversationRequests) return;
    this.streak = 0;
    this.partner = thread;
    this.strangers = 0;
    this.look();
  }

  private accompany(thread: number, isTalk: boolean): void {
    if (thread === this.partner && isTalk) {
      if (this.strangers > 0) this.strangers--;
      if (--this.untilLook <= 0) this.look();
    } else if (++this.strangers > limits.strangersMax) {
      this.leave();
      this.rest = limits.restRequests;
    }
  }

  private look(): void {
    this.untilLook = limits.lookRequests;
    const found = this.processors?.processorOf(this.partner);
    if (found === this.processor) return;
    const isKept = this.processors?.keepTo(found) === true;
    this.processor = isKept ? found : undefined;
    if (this.processor === undefined) this.rest = limits.restRequests;
  }
}
