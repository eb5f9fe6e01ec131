// Crypto by libsodium compiled to WebAssembly: for machines where sodium-native does not load. Same
// bytes.
import { randomFillSync } from "node:crypto";
import { invariant } from "../../dhash/core/index.ts";
import type { Crypto } from "../ports.ts";

const tagBytes = 16;
const sealedBoxBytes = 48;

/** Loads libsodium only here: whoever has the native one must not wait for this. */
export async function wrappersCrypto(): Promise<Crypto> {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  return {
    keyPair(seed) {
      const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
      return { seed: Uint8Array.from(seed), publicKey, secretKey: privateKey };
    },
    sign: (message, secretKey) => sodium.crypto_sign_detached(message, secretKey),
    verify: ({ message, signature, publicKey }) =>
      sodium.crypto_sign_verify_detached(signature, message, publicKey),
    seal({ target, plaintext, associatedData, nonce, key }) {
      invariant(target.length === plaintext.length + tagBytes, "room for ciphertext and tag");
      target.set(
        sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
          plaintext,
          associatedData,
          null,
          nonce,
          key,
        ),
      );
    },
    open({ target, sealed, associatedData, nonce, key }) {
      invariant(target.length === sealed.length - tagBytes, "room for the plaintext");
      const plaintext = attempt(() =>
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, associatedData, nonce, key),
      );
      if (plaintext !== undefined) target.set(plaintext);
      return plaintext !== undefined;
    },
    sealTo(plaintext, publicKey) {
      const boxKey = attempt(() => sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey));
      return boxKey === undefined ? undefined : sodium.crypto_box_seal(plaintext, boxKey);
    },
    openSealed(sealed, { publicKey, secretKey }) {
      if (sealed.length < sealedBoxBytes) return undefined;
      const boxPublicKey = sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey);
      const boxSecretKey = sodium.crypto_sign_ed25519_sk_to_curve25519(secretKey);
      return attempt(() => sodium.crypto_box_seal_open(sealed, boxPublicKey, boxSecretKey));
    },
    keyedHash: (key, message) => sodium.crypto_generichash(32, message, key),
    // libsodium's own generator asks the system for four bytes at a time here.
    random: (target) => {
      randomFillSync(target);
    },
  };
}

/**
 * libsodium-wrappers throws an Error for bytes that do not verify and a TypeError for arguments of
 * a wrong length.
 */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return undefined;
  }
}
