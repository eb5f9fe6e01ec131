// Hasher by node:crypto (FORMAT "Hashes"): SHA-256 over label, a zero byte and the parts.
import { createHash, hash } from "node:crypto";
import type { Hasher } from "../ports.ts";

/** Up to this size the input is copied together: one call into OpenSSL costs less than three. */
const copiedBytesMax = 16 * 1024;

export function nodeHasher(): Hasher {
  const scratch = new Uint8Array(copiedBytesMax);
  const prefixes = new Map<string, Uint8Array>();

  function prefixOf(label: string): Uint8Array {
    let prefix = prefixes.get(label);
    if (prefix === undefined) {
      prefix = Buffer.from(`${label}\0`, "latin1");
      prefixes.set(label, prefix);
    }
    return prefix;
  }

  return {
    hash(label, parts) {
      const prefix = prefixOf(label);
      let length = prefix.length;
      for (const part of parts) length += part.length;
      if (length > copiedBytesMax) return hashLarge(prefix, parts);
      scratch.set(prefix);
      let at = prefix.length;
      for (const part of parts) {
        scratch.set(part, at);
        at += part.length;
      }
      // A string result is four times cheaper than a Buffer that OpenSSL has to hand over.
      return Buffer.from(hash("sha256", scratch.subarray(0, length), "binary"), "latin1");
    },
  };
}

function hashLarge(prefix: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const state = createHash("sha256").update(prefix);
  for (const part of parts) state.update(part);
  return Buffer.from(state.digest("binary"), "latin1");
}
