// The arguments of one native call, checked as they are taken: nothing that comes out of the
// binding is believed.

export class WrongArgument extends Error {}

export class NativeArguments {
  /** The request's native structure, `fuse_thread_locals_t`. */
  readonly request: Uint8Array;
  readonly #values: readonly unknown[];

  constructor(request: Uint8Array, values: readonly unknown[]) {
    this.request = request;
    this.#values = values;
  }

  path(index: number): string {
    const value = this.#values[index];
    if (typeof value === "string" && value.startsWith("/")) return value;
    throw new WrongArgument(`argument ${index} is no path`);
  }

  text(index: number): string {
    const value = this.#values[index];
    if (typeof value === "string") return value;
    throw new WrongArgument(`argument ${index} is no text`);
  }

  /** 0 .. 2^32 - 1 */
  number(index: number): number {
    const value = this.#values[index];
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 32) {
      return value;
    }
    throw new WrongArgument(`argument ${index} is no number of 32 bits`);
  }

  /** A view of native memory, gone once the call is answered. */
  bytes(index: number): Uint8Array {
    const value = this.#values[index];
    if (value instanceof Uint8Array) return value;
    throw new WrongArgument(`argument ${index} is no buffer`);
  }
}
