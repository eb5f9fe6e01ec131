// The newest answer of somebody who may be slow, or hang: asked once at a time, waited for up to a
// deadline, and otherwise what it said last.

export interface Answered<T> {
  readonly value: T;
  readonly ageSeconds: number;
  /** It answered this time. */
  readonly isFresh: boolean;
}

export class LatestAnswer<T> {
  readonly #ask: () => Promise<T | undefined>;
  #asking: Promise<void> | undefined;
  #last: { readonly value: T; readonly at: number };

  /** `ask` never rejects; undefined: it has nothing new to say. `first` holds until it has. */
  constructor(ask: () => Promise<T | undefined>, first: T) {
    this.#ask = ask;
    this.#last = { value: first, at: performance.now() };
  }

  async get(deadlineMilliseconds: number): Promise<Answered<T>> {
    const asked = performance.now();
    this.#asking ??= this.#askOnce();
    const timer = Promise.withResolvers<void>();
    const timeout = setTimeout(timer.resolve, deadlineMilliseconds);
    await Promise.race([this.#asking, timer.promise]);
    clearTimeout(timeout);
    const { value, at } = this.#last;
    return { value, ageSeconds: (performance.now() - at) / 1000, isFresh: at >= asked };
  }

  async #askOnce(): Promise<void> {
    const value = await this.#ask();
    this.#asking = undefined;
    if (value !== undefined) this.#last = { value, at: performance.now() };
  }
}
