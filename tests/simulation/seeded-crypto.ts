// The real cryptography with chance from the seed: equal seeds give equal bytes on the disk.
import type { Crypto } from "../../logs/index.ts";
import type { Chance } from "../support/chance.ts";

const tagBytes = 16;
const saltBytes = 32;
const nonce = new Uint8Array(24);

/** libsodium's sealed box takes chance of its own; here a symmetric one stands in for it. */
export function seededCrypto(crypto: Crypto, chance: Chance): Crypto {
  const boxKey = (salt: Uint8Array, publicKey: Uint8Array): Uint8Array =>
    crypto.keyedHash(salt, publicKey);
  return {
    ...crypto,
    random(target) {
      target.set(chance.bytes(target.length));
    },
    sealTo(plaintext, publicKey) {
      const sealed = Buffer.alloc(saltBytes + plaintext.length + tagBytes);
      sealed.set(chance.bytes(saltBytes));
      const salt = sealed.subarray(0, saltBytes);
      const target = sealed.subarray(saltBytes);
      const key = boxKey(salt, publicKey);
      crypto.seal({ target, plaintext, associatedData: salt, nonce, key });
      return sealed;
    },
    openSealed(sealed, { publicKey }) {
      const salt = sealed.subarray(0, saltBytes);
      const target = Buffer.alloc(Math.max(0, sealed.length - saltBytes - tagBytes));
      const key = boxKey(salt, publicKey);
      const rest = sealed.subarray(saltBytes);
      const opening = { target, sealed: rest, associatedData: salt, nonce, key };
      return crypto.open(opening) ? target : undefined;
    },
  };
}
