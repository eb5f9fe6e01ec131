// What the command line says when it cannot do what was asked: thing, cause, next step, and an exit
// status. Commands return or throw nothing else; main prints it on stderr.
import type { Trouble } from "../dhash/core/index.ts";

/** 1: it did not work. 2: it was asked wrongly. */
export type FailureStatus = 1 | 2;

export class Failure extends Error {
  readonly status: FailureStatus;
  /** `message` is complete: "thing: cause. Next step." */
  constructor(message: string, status: FailureStatus = 1, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export interface FailureParts {
  readonly thing: string;
  readonly cause: string;
  readonly next: string;
}

/** "thing: cause. Next step." */
export function failureText({ thing, cause, next }: FailureParts): string {
  return `${thing}: ${cause.replace(/\.$/, "")}. ${next}`;
}

export function failed(parts: FailureParts): Failure {
  return new Failure(failureText(parts), 1);
}

export function wronglyUsed(parts: FailureParts): Failure {
  return new Failure(failureText(parts), 2);
}

/** A Trouble's message names thing, cause and next step already. */
export function troubleToFailure(trouble: Trouble): Failure {
  return new Failure(trouble.message, 1, trouble.cause);
}

/** The text of anything that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of an operating system error (ENOENT, ...), if it is one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
