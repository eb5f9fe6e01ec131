// How a peer is named (FORMAT "Connections"): the identity multihash of its ed25519 public key, in
// base58, as libp2p writes it. The name is the key, so who knows a name can check a signature.

declare const peerIdBrand: unique symbol;

/** "12D3KooW..."; compares with `===`. */
export type PeerId = string & { readonly [peerIdBrand]: true };

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Identity multihash of 36 bytes: a protobuf of key type 1 (ed25519) and 32 bytes of key. */
const prefix: Uint8Array = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20);
const keyBytes = 32;

/** Undefined unless `key` has 32 bytes. */
export function publicKeyToPeerId(key: Uint8Array): PeerId | undefined {
  if (key.length !== keyBytes) return undefined;
  const bytes = new Uint8Array(prefix.length + keyBytes);
  bytes.set(prefix);
  bytes.set(key, prefix.length);
  const text = encodeBase58(bytes);
  return isPeerId(text) ? text : undefined;
}

/** The 32 bytes of the public key that a peer's name is. */
export function peerIdToPublicKey(peer: PeerId): Uint8Array {
  return (decodePeer(peer) ?? new Uint8Array(prefix.length + keyBytes)).subarray(prefix.length);
}

/** True for the name of an ed25519 key; says nothing about whether there is such a peer. */
export function isPeerId(text: string): text is PeerId {
  return decodePeer(text) !== undefined;
}

function decodePeer(text: string): Uint8Array | undefined {
  if (text.length !== 52) return undefined;
  const bytes = decodeBase58(text, prefix.length + keyBytes);
  return bytes !== undefined && prefix.every((byte, at) => bytes[at] === byte) ? bytes : undefined;
}

function encodeBase58(bytes: Uint8Array): string {
  // Digits of base 58, least significant first.
  const digits: number[] = [];
  for (const byte of bytes) {
    let carry = byte;
    for (let at = 0; at < digits.length || carry > 0; at++) {
      const sum = (digits[at] ?? 0) * 256 + carry;
      digits[at] = sum % 58;
      carry = Math.floor(sum / 58);
    }
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const text = digits.reverse().map((digit) => alphabet[digit] ?? "");
  return alphabet.charAt(0).repeat(zeros === -1 ? bytes.length : zeros) + text.join("");
}

/** `count` bytes, or undefined when `text` is not base58 or stands for more. */
function decodeBase58(text: string, count: number): Uint8Array | undefined {
  const bytes = new Uint8Array(count);
  for (const character of text) {
    let carry = alphabet.indexOf(character);
    if (carry === -1) return undefined;
    for (let at = count - 1; at >= 0; at--) {
      const sum = (bytes[at] ?? 0) * 58 + carry;
      bytes[at] = sum % 256;
      carry = Math.floor(sum / 256);
    }
    if (carry > 0) return undefined;
  }
  return bytes;
}
