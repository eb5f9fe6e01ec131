// Trouble: the outside failed. Ports return it as a case of their result and never throw it; it
// carries what a person needs to know (thing, cause, next step) and the original error.

export type TroubleReason =
  | "full" // no space left; nothing was acknowledged, retry when there is room
  | "over-quota" // no quota left; otherwise as full
  | "failed" // the device or the operating system refused (EIO, EROFS, ...)
  | "denied" // permissions
  | "damaged" // bytes are there but are not what was stored
  | "absent" // bytes that must be there are not
  | "busy" // another process holds it
  | "unreachable" // nobody answers there now
  | "newer"; // written by a newer format than this program knows

export class Trouble {
  readonly reason: TroubleReason;
  /** A sentence that names the thing, the cause and, where there is one, the next step. */
  readonly message: string;
  readonly cause: unknown;
  constructor(reason: TroubleReason, message: string, cause?: unknown) {
    this.reason = reason;
    this.message = message;
    this.cause = cause;
  }
}

export function isTrouble(value: unknown): value is Trouble {
  return value instanceof Trouble;
}
