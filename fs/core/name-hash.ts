// The hash that orders the entries of a directory (FORMAT "Directory entries"): 43 bits, so that a
// listing cookie (hash, index among equal hashes) fits in a safe integer.
import type { Name } from "./name.ts";

export function nameHash(name: Name): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let index = 0; index < name.length; index++) {
    const byte = name.charCodeAt(index);
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(((b << 5) | (b >>> 27)) ^ byte, 0x85ebca6b);
  }
  a = mix(a ^ name.length);
  b = mix(b + a);
  return (b & 0x7ff) * 0x1_0000_0000 + (a >>> 0);
}

function mix(bits: number): number {
  let x = bits ^ (bits >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}
