// AES-256-GCM by the OpenSSL that Node carries and exports for add-ons, without cipher objects of
// Node: they cost 17 µs and fresh memory a call, and the cipher itself 15 µs for 256 KiB (FORMAT
// "Data blocks", cipher 2).
import koffi from "koffi";
import type { ContentCipher } from "../ports.ts";
import { gcmNonce, gcmTagBytes } from "./node-gcm.ts";

const control = { getTag: 0x10, setTag: 0x11 };

/** Undefined where this Node exports no OpenSSL, or koffi has no build for the platform. */
export function opensslGcm(): ContentCipher | undefined {
  try {
    return cipherOf(bind());
  } catch {
    return undefined;
  }
}

function bind() {
  const library = koffi.load(null);
  const pointers = "void *context, void *cipher, void *engine, const void *key, const void *nonce";
  const initArguments = `(${pointers})`;
  const updateArguments = "(void *context, void *out, int *written, const void *in, int bytes)";
  const finalArguments = "(void *context, void *out, int *written)";
  return {
    cipher: library.func("void *EVP_aes_256_gcm()"),
    newContext: library.func("void *EVP_CIPHER_CTX_new()"),
    control: library.func("int EVP_CIPHER_CTX_ctrl(void *context, int type, int value, void *at)"),
    encryptInit: library.func(`int EVP_EncryptInit_ex${initArguments}`),
    encryptUpdate: library.func(`int EVP_EncryptUpdate${updateArguments}`),
    encryptFinal: library.func(`int EVP_EncryptFinal_ex${finalArguments}`),
    decryptInit: library.func(`int EVP_DecryptInit_ex${initArguments}`),
    decryptUpdate: library.func(`int EVP_DecryptUpdate${updateArguments}`),
    decryptFinal: library.func(`int EVP_DecryptFinal_ex${finalArguments}`),
  };
}

type Openssl = ReturnType<typeof bind>;

function cipherOf(openssl: Openssl): ContentCipher {
  const written = new Int32Array(1);
  const rest = Buffer.alloc(gcmTagBytes);
  // Two contexts for the life of the process: the cipher is looked up once for each.
  const [sealing, opening] = [openssl.newContext(), openssl.newContext()];
  const cipher = openssl.cipher();
  require(openssl.encryptInit(sealing, cipher, null, null, null));
  require(openssl.decryptInit(opening, cipher, null, null, null));
  return {
    seal({ target, plaintext, associatedData, key }) {
      const ciphertext = target.subarray(0, plaintext.length);
      require(openssl.encryptInit(sealing, null, null, key, gcmNonce));
      require(openssl.encryptUpdate(sealing, null, written, associatedData, associatedData.length));
      require(openssl.encryptUpdate(sealing, ciphertext, written, plaintext, plaintext.length));
      require(openssl.encryptFinal(sealing, rest, written));
      const tag = target.subarray(plaintext.length);
      require(openssl.control(sealing, control.getTag, gcmTagBytes, tag));
    },
    open({ target, sealed, associatedData, key }) {
      const bytes = sealed.length - gcmTagBytes;
      require(openssl.decryptInit(opening, null, null, key, gcmNonce));
      const tag = sealed.subarray(bytes);
      require(openssl.control(opening, control.setTag, gcmTagBytes, tag));
      require(openssl.decryptUpdate(opening, null, written, associatedData, associatedData.length));
      require(openssl.decryptUpdate(opening, target, written, sealed, bytes));
      return openssl.decryptFinal(opening, rest, written) === 1;
    },
  };
}

/** All but the last step of opening succeed, whatever the bytes are. */
function require(result: number): void {
  if (result !== 1) throw new Error("OpenSSL refused a step of AES-256-GCM");
}
