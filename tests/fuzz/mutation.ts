// Bytes that are almost what they should be: samples with pieces changed, cut, doubled, put in from
// elsewhere. And meters that count what a decoder does with them, because work must be bounded by
// the size of the input, and time cannot be asserted.
import fc from "fast-check";
import type { Hasher } from "../../dhash/index.ts";
import { nodeHasher } from "../../dhash/index.ts";

/** How many inputs each property tries; `FUZZ_RUNS=100000` for a long run. */
export function fuzzRuns(usual: number): number {
  return Number(process.env["FUZZ_RUNS"] ?? usual);
}

const edit = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant("set" as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ maxLength: 40 }),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(), length: fc.nat(64) }),
  fc.record({ kind: fc.constant("end" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("double" as const), at: fc.nat(), length: fc.nat(200) }),
  fc.record({
    kind: fc.constant("fill" as const),
    at: fc.nat(),
    length: fc.nat(600),
    value: fc.constantFrom(0, 0xff, 0x80, 0x0b),
  }),
);

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

export interface Mutated {
  /** Which sample it was made of. */
  readonly which: number;
  readonly bytes: Buffer;
}

/** Samples with up to four edits; now and then noise. */
export function mutated(samples: readonly Uint8Array[]): fc.Arbitrary<Mutated> {
  const edited = fc
    .record({ which: fc.nat(samples.length - 1), edits: fc.array(edit, { maxLength: 4 }) })
    .map(({ which, edits }) => {
      let bytes: Buffer = Buffer.from(samples[which] ?? []);
      for (const each of edits) bytes = applyEdit(bytes, each);
      return { which, bytes };
    });
  const noise = fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => ({ which: 0, bytes: Buffer.from(bytes) }));
  return fc.oneof({ weight: 9, arbitrary: edited }, { weight: 1, arbitrary: noise });
}

function applyEdit(bytes: Buffer, change: Edit): Buffer {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (change.kind) {
    case "flip": {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << change.bit);
      return flipped;
    }
    case "set":
      return Buffer.concat([before, change.bytes, after.subarray(change.bytes.length)]);
    case "insert":
      return Buffer.concat([before, change.bytes, after]);
    case "cut":
      return Buffer.concat([before, after.subarray(change.length)]);
    case "end":
      return Buffer.from(before);
    case "double":
      return Buffer.concat([before, after.subarray(0, change.length), after]);
    case "fill": {
      const filled = Buffer.from(bytes);
      return filled.fill(change.value, at, Math.min(bytes.length, at + change.length));
    }
  }
}

/** A hasher that counts what it is given. */
export class CountingHasher implements Hasher {
  readonly #hasher = nodeHasher();
  bytes = 0;

  hash(label: string, parts: readonly Uint8Array[]): Uint8Array {
    for (const part of parts) this.bytes += part.length;
    return this.#hasher.hash(label, parts);
  }
}

/** How large a value is, roughly: bytes, characters, and things it holds. */
export function weightOf(value: unknown): number {
  if (typeof value === "string") return 1 + value.length;
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength;
  if (typeof value !== "object" || value === null) return 1;
  const items = value instanceof Map ? [...value] : Object.values(value);
  return items.reduce((sum: number, item: unknown) => sum + weightOf(item), 1);
}

export function require(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** Tries a property; a failure tells what broke, and the seed and path that replay it. */
export async function holds<T>(
  property: fc.IRawProperty<T>,
  options: { readonly runs: number; readonly replay?: { seed: number; path: string } },
): Promise<string> {
  const found = await fc.check(property, { numRuns: options.runs, ...options.replay });
  if (!found.failed) return "holds";
  const { errorInstance: error, seed, counterexamplePath: path } = found;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${why}\nreplay with { seed: ${seed}, path: "${path}" }`;
}
