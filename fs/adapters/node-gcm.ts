// AES-256-GCM by node:crypto: the same bytes as openssl-gcm.ts, where that does not load (FORMAT
// "Data blocks", cipher 2).
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { ContentCipher } from "../ports.ts";

export const gcmTagBytes = 16;
/** A content key belongs to one plaintext, so the nonce need not differ. */
export const gcmNonce = new Uint8Array(12);

const algorithm = "aes-256-gcm";
const options = { authTagLength: gcmTagBytes };

export function nodeGcm(): ContentCipher {
  return {
    seal({ target, plaintext, associatedData, key }) {
      const cipher = createCipheriv(algorithm, key, gcmNonce, options);
      cipher.setAAD(associatedData);
      target.set(cipher.update(plaintext));
      cipher.final();
      target.set(cipher.getAuthTag(), plaintext.length);
    },
    open({ target, sealed, associatedData, key }) {
      const bytes = sealed.length - gcmTagBytes;
      const decipher = createDecipheriv(algorithm, key, gcmNonce, options);
      decipher.setAAD(associatedData);
      decipher.setAuthTag(sealed.subarray(bytes));
      target.set(decipher.update(sealed.subarray(0, bytes)));
      try {
        decipher.final();
        return true;
      } catch {
        return false;
      }
    },
  };
}
