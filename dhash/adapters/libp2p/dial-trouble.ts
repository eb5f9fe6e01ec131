// What a dial that failed means to a person.
import { type Parting, partingToTrouble } from "../../core/parting.ts";
import { Trouble } from "../../core/trouble.ts";
import { OpeningRefused } from "./swarm-gate.ts";

/** `refusalSaying`: what was said meanwhile, by somebody who was dialled, in these words. */
export function dialTrouble(
  whom: string,
  error: unknown,
  refusalSaying: (text: string) => Parting | undefined,
): Trouble {
  const causes = causesOf(error);
  const [refused] = causes.flatMap((cause) =>
    cause instanceof OpeningRefused ? cause.parting : (refusalSaying(wordsOf(cause)) ?? []),
  );
  if (refused !== undefined) return partingToTrouble(whom, refused);
  const isLate = causes.some((cause) => cause instanceof Error && isTimeout(cause));
  const why = isLate ? "no answer in time" : [...new Set(causes.map(wordsOf))].join("; ");
  const step = "Is it switched on, and is the address still right?";
  return new Trouble(
    "unreachable",
    `${whom}: nobody of this swarm answers: ${why}. ${step}`,
    error,
  );
}

function isTimeout(error: Error): boolean {
  return error.name === "TimeoutError" || error.name === "AbortError";
}

/** The innermost errors: libp2p joins those of several addresses. */
function causesOf(error: unknown): readonly unknown[] {
  if (error instanceof AggregateError) return error.errors.flatMap(causesOf);
  if (error instanceof OpeningRefused || !(error instanceof Error)) return [error];
  return error.cause === undefined ? [error] : causesOf(error.cause);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
