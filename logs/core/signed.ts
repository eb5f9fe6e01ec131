// Signed messages (FORMAT "Signatures"): content, signer and an ed25519 signature over a domain
// label and the content as it is. What is verified is what was received.
import type { Crypto, KeyPair } from "../ports.ts";
import { ivy } from "./generated/logs.js";
import type { LogId } from "./hash.ts";
import { hexToBytes } from "./hash.ts";
import type { Malformed } from "./message.ts";
import { isMalformed, malformed, readMessage, requireBytes } from "./message.ts";
import { checkLogId } from "./record-codec.ts";

const { Signed } = ivy.logs;
const signatureBytes = 64;

/** The bytes of a Signed message. */
export function signContent(
  signing: { readonly crypto: Crypto; readonly label: string; readonly keyPair: KeyPair },
  content: Uint8Array,
): Uint8Array {
  const { crypto, label, keyPair } = signing;
  const signature = crypto.sign(labelled(label, content), keyPair.secretKey);
  return Signed.encode({ content, signer: keyPair.publicKey, signature }).finish();
}

export interface SignedContent {
  /** A view of the message's bytes. */
  readonly content: Uint8Array;
  readonly signer: LogId;
}

/**
 * The content, if its signature is right. Whether the signer may say it is for the caller to check.
 */
export function openSigned(
  verifying: { readonly crypto: Crypto; readonly label: string },
  bytes: Uint8Array,
): SignedContent | Malformed {
  const { crypto, label } = verifying;
  const signed = readMessage(
    { what: "signed message", decode: Signed.decode },
    bytes,
    (message) => ({
      content: requireBytes(message.content, "content", { min: 1, max: bytes.length }),
      signer: checkLogId(message.signer),
      signature: requireBytes(message.signature, "signature", {
        min: signatureBytes,
        max: signatureBytes,
      }),
    }),
  );
  if (isMalformed(signed)) return signed;
  const { content, signer, signature } = signed;
  const publicKey = hexToBytes(signer);
  const isRight = crypto.verify({ message: labelled(label, content), signature, publicKey });
  return isRight ? { content, signer } : malformed("signed message: the signature is wrong");
}

/** What a signature under a domain label is over. */
export function labelled(label: string, content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${label}\0`, "latin1"), content]);
}
