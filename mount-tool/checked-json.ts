// Checks for JSON that comes from outside (sockets, files): a shape is described once and gives
// both the test and the TypeScript type.

export type Check<T> = (value: unknown) => value is T;
type Checked<C> = C extends Check<infer T> ? T : never;
type Shape<S> = { readonly [K in keyof S]: Checked<S[K]> };

export const isText: Check<string> = (value) => typeof value === "string";
export const isFlag: Check<boolean> = (value) => typeof value === "boolean";

/** A whole number from 0 to 2^53 - 1. */
export const isCount: Check<number> = (value): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** Neither infinite nor none. */
export const isNumber: Check<number> = (value): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** Any number from 0 that is one. */
export const isMeasure: Check<number> = (value): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

export function isOneOf<const T extends string>(...texts: readonly T[]): Check<T> {
  const allowed: ReadonlySet<unknown> = new Set(texts);
  return (value): value is T => allowed.has(value);
}

/** The member may be absent. */
export function isAbsentOr<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

/** Every listed member passes its check; others are ignored. */
export function isShape<S extends Readonly<Record<string, Check<unknown>>>>(
  shape: S,
): Check<Shape<S>> {
  const checks = Object.entries(shape);
  return (value): value is Shape<S> => {
    if (!isObject(value)) return false;
    return checks.every(([key, check]) => check(value[key]));
  };
}

/** An object whose members all pass one check. */
export function isDictionary<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    isObject(value) && Object.values(value).every(check);
}

export function isListOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

export function isPairOf<A, B>(first: Check<A>, second: Check<B>): Check<readonly [A, B]> {
  return (value): value is readonly [A, B] =>
    Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);
}

export function isEither<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return (value): value is A | B => first(value) || second(value);
}

/** The value that the text holds, or undefined when it is not JSON or does not pass. */
export function parseChecked<T>(text: string, check: Check<T>): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return check(value) ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
