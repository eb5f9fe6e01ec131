// Requests of the kernel that wait for blocks from other machines, each up to a deadline.
import type { BlockKey } from "../../../dhash/index.ts";
import type { InodeNumber } from "../../../fs/index.ts";

/** A reader gets an error after this, rather than hang. */
const deadlineMilliseconds = 30_000;

/** The same where nobody is connected who might have the data. */
const aloneMilliseconds = 3_000;

/** Undefined: the file is not known. */
type File = InodeNumber | undefined;

interface Waiting {
  readonly file: File;
  readonly lacking: Set<BlockKey>;
  readonly until: number;
}

interface Overdue {
  readonly request: string;
  readonly file: File;
}

export class ReadersWaiting {
  readonly #milliseconds: () => number;
  readonly #byRequest = new Map<string, Waiting>();

  constructor(milliseconds: () => number) {
    this.#milliseconds = milliseconds;
  }

  get size(): number {
    return this.#byRequest.size;
  }

  park(
    request: string,
    lacking: readonly BlockKey[],
    { isConnected, file }: { readonly isConnected: boolean; readonly file: File },
  ): void {
    const time = isConnected ? deadlineMilliseconds : aloneMilliseconds;
    const until = this.#milliseconds() + time;
    this.#byRequest.set(request, { file, lacking: new Set(lacking), until });
  }

  /** Requests that lack nothing any more; they wait no longer. */
  arrived(key: BlockKey): readonly string[] {
    const over = this.#takeAll(({ lacking }) => lacking.delete(key) && lacking.size === 0);
    return over.map(({ request }) => request);
  }

  /** Requests past their deadline; they wait no longer. */
  overdue(): readonly Overdue[] {
    if (this.#byRequest.size === 0) return [];
    const now = this.#milliseconds();
    return this.#takeAll(({ until }) => until <= now);
  }

  #takeAll(isOver: (waiting: Waiting) => boolean): readonly Overdue[] {
    const over = [...this.#byRequest].flatMap(([request, waiting]) =>
      isOver(waiting) ? [{ request, file: waiting.file }] : [],
    );
    for (const { request } of over) this.#byRequest.delete(request);
    return over;
  }
}
