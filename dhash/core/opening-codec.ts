// The bytes of the first words between peers (FORMAT "Connections"). Decoders take anything and
// give undefined for what is not exactly one of these.
import { invariant } from "./invariant.ts";
import { decodePeerText } from "./parting.ts";
import { peerTextMax } from "./transport-limits.ts";

export const nonceBytes = 32;
export const proofBytes = 32;

const magic = Uint8Array.from("IvyLink\n", (character) => character.charCodeAt(0));

export interface ProtocolVersions {
  readonly oldest: number;
  readonly newest: number;
}

export interface Hello {
  readonly versions: ProtocolVersions;
  readonly nonce: Uint8Array;
  /** Absent in a first hello where the encryption gives nothing to bind a proof to. */
  readonly proof: Uint8Array | undefined;
  readonly program: string;
}

export interface Welcome {
  readonly version: number;
  readonly nonce: Uint8Array;
  readonly proof: Uint8Array;
  readonly program: string;
}

/** magic 8 | oldest u16 | newest u16 | nonce 32 | has proof u8 | proof 32 | program */
export function encodeHello({ versions, nonce, proof, program }: Hello): Uint8Array {
  invariant(nonce.length === nonceBytes, "a nonce has 32 bytes");
  const text = new TextEncoder().encode(program.slice(0, peerTextMax));
  const bytes = new Uint8Array(77 + text.length);
  bytes.set(magic);
  writeU16(bytes, 8, versions.oldest);
  writeU16(bytes, 10, versions.newest);
  bytes.set(nonce, 12);
  bytes[44] = proof === undefined ? 0 : 1;
  if (proof !== undefined) bytes.set(proof, 45);
  bytes.set(text, 77);
  return bytes;
}

export function decodeHello(bytes: Uint8Array): Hello | undefined {
  if (bytes.length < 77 || !magic.every((byte, at) => bytes[at] === byte)) return undefined;
  const versions = { oldest: readU16(bytes, 8), newest: readU16(bytes, 10) };
  const hasProof = bytes[44];
  if (versions.oldest > versions.newest || (hasProof !== 0 && hasProof !== 1)) return undefined;
  return {
    versions,
    nonce: bytes.slice(12, 44),
    proof: hasProof === 1 ? bytes.slice(45, 77) : undefined,
    program: decodePeerText(bytes.subarray(77)),
  };
}

/** nonce 32 */
export function encodeChallenge(nonce: Uint8Array): Uint8Array {
  invariant(nonce.length === nonceBytes, "a nonce has 32 bytes");
  return nonce.slice();
}

export function decodeChallenge(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === nonceBytes ? bytes.slice() : undefined;
}

/** version u16 | nonce 32 | proof 32 | program */
export function encodeWelcome({ version, nonce, proof, program }: Welcome): Uint8Array {
  const text = new TextEncoder().encode(program.slice(0, peerTextMax));
  const bytes = new Uint8Array(66 + text.length);
  writeU16(bytes, 0, version);
  bytes.set(nonce, 2);
  bytes.set(proof, 34);
  bytes.set(text, 66);
  return bytes;
}

export function decodeWelcome(bytes: Uint8Array): Welcome | undefined {
  if (bytes.length < 66) return undefined;
  return {
    version: readU16(bytes, 0),
    nonce: bytes.slice(2, 34),
    proof: bytes.slice(34, 66),
    program: decodePeerText(bytes.subarray(66)),
  };
}

function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >>> 8) & 0xff;
}

function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
