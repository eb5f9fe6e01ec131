// Crypto by libsodium through sodium-native, and where that does not load through
// libsodium-wrappers: the same bytes, several times slower (FORMAT "Ciphertexts", "Signatures").
import { createRequire } from "node:module";
import type { Crypto } from "../ports.ts";

type SodiumNative = typeof import("sodium-native");

const sealedBoxBytes = 48;
/**
 * Randomness is fetched in pieces of this size: a call for 24 bytes costs as much as one for
 * thousands.
 */
const randomPoolBytes = 4096;

/** The fastest implementation that works on this machine. */
export async function loadCrypto(): Promise<Crypto> {
  return nativeCrypto() ?? (await import("./sodium-wrappers.ts")).wrappersCrypto();
}

/** Undefined where the native module does not load. */
export function nativeCrypto(): Crypto | undefined {
  const require = createRequire(import.meta.url);
  try {
    const sodium: SodiumNative = require("sodium-native");
    return cryptoOf(sodium);
  } catch {
    // No build of it for this platform: the answer is the other implementation.
    return undefined;
  }
}

function cryptoOf(sodium: SodiumNative): Crypto {
  return {
    ...signatures(sodium),
    ...ciphers(sodium),
    ...sealedBoxes(sodium),
    keyedHash(key, message) {
      const digest = Buffer.allocUnsafe(32);
      sodium.crypto_generichash(digest, message, key);
      return digest;
    },
    random: pooledRandom((target) => sodium.randombytes_buf(target)),
  };
}

function signatures(sodium: SodiumNative): Pick<Crypto, "keyPair" | "sign" | "verify"> {
  return {
    keyPair(seed) {
      const publicKey = Buffer.alloc(32);
      const secretKey = Buffer.alloc(64);
      sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
      return { seed: Buffer.from(seed), publicKey, secretKey };
    },
    sign(message, secretKey) {
      const signature = Buffer.alloc(64);
      sodium.crypto_sign_detached(signature, message, secretKey);
      return signature;
    },
    verify({ message, signature, publicKey }) {
      return sodium.crypto_sign_verify_detached(signature, message, publicKey);
    },
  };
}

function ciphers(sodium: SodiumNative): Pick<Crypto, "seal" | "open"> {
  return {
    seal({ target, plaintext, associatedData, nonce, key }) {
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        target,
        plaintext,
        associatedData,
        null,
        nonce,
        key,
      );
    },
    open({ target, sealed, associatedData, nonce, key }) {
      try {
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
          target,
          null,
          sealed,
          associatedData,
          nonce,
          key,
        );
        return true;
      } catch (error) {
        if (error instanceof Error && error.message === "could not verify data") return false;
        throw error;
      }
    },
  };
}

function sealedBoxes(sodium: SodiumNative): Pick<Crypto, "sealTo" | "openSealed"> {
  return {
    sealTo(plaintext, publicKey) {
      const boxKey = Buffer.alloc(32);
      try {
        sodium.crypto_sign_ed25519_pk_to_curve25519(boxKey, publicKey);
      } catch {
        return undefined;
      }
      const sealed = Buffer.alloc(plaintext.length + sealedBoxBytes);
      sodium.crypto_box_seal(sealed, plaintext, boxKey);
      return sealed;
    },
    openSealed(sealed, { publicKey, secretKey }) {
      if (sealed.length < sealedBoxBytes) return undefined;
      const boxPublicKey = Buffer.alloc(32);
      const boxSecretKey = Buffer.alloc(32);
      sodium.crypto_sign_ed25519_pk_to_curve25519(boxPublicKey, publicKey);
      sodium.crypto_sign_ed25519_sk_to_curve25519(boxSecretKey, secretKey);
      const plaintext = Buffer.alloc(sealed.length - sealedBoxBytes);
      const isOpen = sodium.crypto_box_seal_open(plaintext, sealed, boxPublicKey, boxSecretKey);
      return isOpen ? plaintext : undefined;
    },
  };
}

function pooledRandom(fill: (target: Uint8Array) => void): (target: Uint8Array) => void {
  const pool = Buffer.alloc(randomPoolBytes);
  let used = pool.length;
  return (target) => {
    if (target.length > pool.length / 4) return fill(target);
    if (used + target.length > pool.length) {
      fill(pool);
      used = 0;
    }
    target.set(pool.subarray(used, used + target.length));
    // What was handed out is not kept: it may become a key.
    pool.fill(0, used, used + target.length);
    used += target.length;
    return undefined;
  };
}
