// Carries native calls to the operations and their answers back. Every call is answered exactly
// once, whatever happens: a libfuse thread, and with it a program, waits for it.
import { type BlockKey, BrokenInvariant, type Trouble } from "../../../dhash/core/index.ts";
import { errno } from "../errno.ts";
import { RequestCounters } from "../request-counters.ts";
import { NativeArguments } from "./arguments.ts";
import type { NativeHandler, NativeSignal } from "./binding.ts";
import { linuxToPlatform, refusalToNumber } from "./error-number.ts";
import { fetchAttemptsMax } from "./limits.ts";
import type { Operations } from "./operations.ts";
import type { Translation } from "./translations.ts";
import { translations } from "./translations.ts";

export interface DispatcherOptions {
  readonly operations: Operations;
  /** Told once for each kind of mistake, not for each call. */
  readonly log: (message: string, cause: unknown) => void;
  /** Fetches blocks that are not on this machine. Absent: EIO at once. */
  readonly fetch?: ((blocks: readonly BlockKey[]) => Promise<Trouble | undefined>) | undefined;
  /** Waits for the turn of this ticket. Absent: EIO at once. */
  readonly wait?: ((ticket: number) => Promise<Trouble | undefined>) | undefined;
}

interface Call {
  readonly name: string;
  readonly translation: Translation;
  readonly args: NativeArguments;
  readonly reply: (result: number, values: readonly unknown[]) => void;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #logged = new Set<string>();
  /** Calls by name. */
  readonly counters = new RequestCounters([...Object.keys(translations), "init"]);
  #closed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** From now on every call is answered EIO without the Volume. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.operations.close();
  }

  handler(name: string, translation: Translation, signal: NativeSignal): NativeHandler {
    const { counters } = this;
    const row = counters.names.indexOf(name);
    return (request, _operation, ...values) => {
      const start = performance.now();
      counters.begin(row, start);
      const bytes = request instanceof Uint8Array ? request : new Uint8Array(0);
      const args = new NativeArguments(bytes, values);
      const reply: Call["reply"] = (result, given) => {
        signal(request, result, ...given);
        counters.count(row, performance.now() - start, result < 0);
      };
      this.#attempt({ name, translation, args, reply }, 1);
      counters.end();
    };
  }

  #attempt(call: Call, attempt: number): void {
    const { name, translation, args } = call;
    try {
      if (this.#closed) return this.#fail(call, errno.inputOutput);
      const answer = translation.answer(this.#options.operations, args);
      switch (answer.kind) {
        case "done":
          return call.reply(answer.value.result, answer.value.values);
        case "refused":
          return call.reply(refusalToNumber(answer.refusal), translation.onError(args));
        case "needs":
          return this.#retry(call, attempt, this.#options.fetch?.(answer.blocks));
        case "waits":
          return this.#retry(call, attempt, this.#options.wait?.(answer.ticket));
      }
    } catch (error) {
      this.#logOnce(name, error);
      this.#fail(call, errno.inputOutput);
      // Our own state is wrong, so nothing more may be acknowledged: the thread ends.
      if (error instanceof BrokenInvariant) throw error;
    }
  }

  #retry(call: Call, attempt: number, ready: Promise<Trouble | undefined> | undefined): void {
    if (ready === undefined || attempt > fetchAttemptsMax) {
      return this.#fail(call, errno.inputOutput);
    }
    ready.then(
      (trouble) => {
        if (trouble === undefined) this.#attempt(call, attempt + 1);
        else this.#fail(call, errno.inputOutput);
      },
      (error: unknown) => {
        this.#logOnce(call.name, error);
        this.#fail(call, errno.inputOutput);
      },
    );
  }

  #fail({ name, translation, args, reply }: Call, number: number): void {
    try {
      reply(linuxToPlatform(number), translation.onError(args));
    } catch (error) {
      this.#logOnce(`${name}: answering`, error);
    }
  }

  #logOnce(what: string, error: unknown): void {
    if (this.#logged.has(what)) return;
    this.#logged.add(what);
    this.#options.log(`a request failed by a mistake of ours: ${what}`, error);
  }
}
