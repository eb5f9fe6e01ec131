// Reading protobuf messages that strangers wrote: decode, then check every field. What does not
// hold is told as Malformed with a reason; nothing of it is used (FORMAT "Messages").
import type { Time } from "./time.ts";

/** Bytes from outside that are not what they claim to be. */
export interface Malformed {
  readonly kind: "malformed";
  readonly why: string;
  /** A newer program wrote it, and may be right. */
  readonly isNewer?: true;
}

/** What a generated decoder returns: fields that the schema does not have are kept aside. */
export interface DecodedMessage {
  readonly $unknowns?: Uint8Array[];
}

type Absent = null | undefined;

/** Thrown by the checks below, caught by `readMessage`. */
class Refusal extends Error {}
class NewerRefusal extends Refusal {}

/** Decodes `bytes` and checks the message; anything wrong with it ends as Malformed. */
export function readMessage<M extends DecodedMessage, T>(
  reading: { readonly what: string; readonly decode: (bytes: Uint8Array) => M },
  bytes: Uint8Array,
  check: (message: M) => T,
): T | Malformed {
  const message = decodeOrRefuse(reading.decode, bytes);
  if (message instanceof Refusal) return malformed(`${reading.what}: ${message.message}`);
  try {
    const checked = check(message);
    requireKnownFields(message);
    return checked;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const found = malformed(`${reading.what}: ${error.message}`);
    return error instanceof NewerRefusal ? { ...found, isNewer: true } : found;
  }
}

function decodeOrRefuse<M>(decode: (bytes: Uint8Array) => M, bytes: Uint8Array): M | Refusal {
  try {
    return decode(bytes);
  } catch (error) {
    return new Refusal(`no protobuf message of this kind (${String(error)})`);
  }
}

export function malformed(why: string): Malformed {
  return { kind: "malformed", why };
}

export function isMalformed(value: unknown): value is Malformed {
  return (
    typeof value === "object" && value !== null && "kind" in value && value.kind === "malformed"
  );
}

/** Ends the reading of the message. */
export function refuse(why: string): never {
  throw new Refusal(why);
}

/** Ends the reading of a message in a format version that comes after the newest known. */
export function refuseNewer(version: number, known: number): never {
  const next = "The older one of the two programs needs an update.";
  throw new NewerRefusal(`format version ${version}, but this program knows ${known}. ${next}`);
}

/** A format version knows all its fields: more would be a newer version. */
export function requireKnownFields(message: DecodedMessage): void {
  if (message.$unknowns !== undefined) refuse("a field that this format version does not have");
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export function requireInteger(value: number | Absent, what: string, range: Range): number {
  const number = value ?? 0;
  if (Number.isSafeInteger(number) && number >= range.min && number <= range.max) return number;
  return refuse(`${what} ${number} is not within ${range.min}..${range.max}`);
}

/** A view of the message's bytes; whoever keeps it copies it. */
export function requireBytes(value: Uint8Array | Absent, what: string, range: Range): Uint8Array {
  const length = value?.length ?? 0;
  if (length < range.min || length > range.max) {
    refuse(`${what} of ${length} bytes is not within ${range.min}..${range.max}`);
  }
  return value ?? new Uint8Array(0);
}

const secondsRange = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
const nanosecondsRange = { min: 0, max: 999_999_999 };

/** Two fields that are a time. */
export function checkTimeFields(time: {
  readonly seconds?: number | Absent;
  readonly nanoseconds?: number | Absent;
}): Time {
  return {
    seconds: requireInteger(time.seconds, "seconds", secondsRange),
    nanoseconds: requireInteger(time.nanoseconds, "nanoseconds", nanosecondsRange),
  };
}

/** Bytes to a byte string: one character for each byte. */
export function bytesToByteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

export function byteStringToBytes(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}
