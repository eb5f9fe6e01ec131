// Which of some tables and queues is fuller than it may be.
import type { Held } from "../../dhash/index.ts";

export function overfull(held: readonly Held[]): string | undefined {
  const over = held.find(({ size, max }) => size > max);
  return over && `${over.size} ${over.what}, at most ${over.max}`;
}
