// Signatures of views and heads are verified by each of many participants, in one process: what was
// found the first time is remembered. The answer depends on nothing but what is asked.
import type { Crypto } from "../../logs/index.ts";

const rememberedMax = 20_000;

interface Verified {
  readonly message: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly isGood: boolean;
}

export function rememberSignatures(crypto: Crypto): Crypto {
  const bySignature = new Map<string, Verified>();
  return {
    ...crypto,
    verify(signed) {
      const { signature, message, publicKey } = signed;
      const key = Buffer.from(signature).toString("latin1");
      const known = bySignature.get(key);
      if (known !== undefined && isSame(known, message, publicKey)) return known.isGood;
      const isGood = crypto.verify(signed);
      if (bySignature.size >= rememberedMax) bySignature.clear();
      const copies = { message: Uint8Array.from(message), publicKey: Uint8Array.from(publicKey) };
      bySignature.set(key, { ...copies, isGood });
      return isGood;
    },
  };
}

function isSame(known: Verified, message: Uint8Array, publicKey: Uint8Array): boolean {
  const isMessage = Buffer.compare(known.message, message) === 0;
  return isMessage && Buffer.compare(known.publicKey, publicKey) === 0;
}
