// The functions of sodium-native 5 that sodium.ts uses; the package has no types of its own.
// Buffers are filled in place.
declare module "sodium-native" {
  export function randombytes_buf(target: Uint8Array): void;
  export function crypto_sign_seed_keypair(
    publicKey: Uint8Array,
    secretKey: Uint8Array,
    seed: Uint8Array,
  ): void;
  export function crypto_sign_detached(
    signature: Uint8Array,
    message: Uint8Array,
    secretKey: Uint8Array,
  ): void;
  export function crypto_sign_verify_detached(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean;
  export function crypto_sign_ed25519_pk_to_curve25519(
    target: Uint8Array,
    publicKey: Uint8Array,
  ): void;
  export function crypto_sign_ed25519_sk_to_curve25519(
    target: Uint8Array,
    secretKey: Uint8Array,
  ): void;
  /** Throws when the tag does not fit. */
  export function crypto_aead_xchacha20poly1305_ietf_decrypt(
    target: Uint8Array,
    secretNonce: null,
    ciphertext: Uint8Array,
    associatedData: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;
  export function crypto_aead_xchacha20poly1305_ietf_encrypt(
    target: Uint8Array,
    plaintext: Uint8Array,
    associatedData: Uint8Array,
    secretNonce: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number;
  export function crypto_box_seal(
    target: Uint8Array,
    plaintext: Uint8Array,
    publicKey: Uint8Array,
  ): void;
  export function crypto_box_seal_open(
    target: Uint8Array,
    ciphertext: Uint8Array,
    publicKey: Uint8Array,
    secretKey: Uint8Array,
  ): boolean;
  export function crypto_generichash(
    target: Uint8Array,
    message: Uint8Array,
    key: Uint8Array,
  ): void;
}
