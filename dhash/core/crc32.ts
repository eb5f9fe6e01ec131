// CRC-32 (IEEE 802.3, reflected, as in zip and zlib): the check of frame headers (FORMAT "Pack
// files"). It finds accidents in a few dozen bytes; against forgery there are hashes and
// signatures.

const table = makeTable();

/** Check of `bytes[from, to)`, continued from `seed` (the check of what came before; 0 at the
 *  start). */
export function crc32(bytes: Uint8Array, from: number, to: number, seed = 0): number {
  let state = ~seed;
  for (let i = from; i < to; i++) {
    state = (table[(state ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (state >>> 8);
  }
  return ~state >>> 0;
}

function makeTable(): Int32Array {
  const entries = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    let entry = i;
    for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ 0xedb88320 : entry >>> 1;
    entries[i] = entry;
  }
  return entries;
}
