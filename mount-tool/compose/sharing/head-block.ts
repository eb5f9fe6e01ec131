// A log's signed head as a public-key block, which anybody of the swarm can check.
import type { BlockKey, PublicKeyBlock } from "../../../dhash/index.ts";
import type { Crypto } from "../../../logs/index.ts";
import { hexToBytes, isMalformed, verifyHead } from "../../../logs/index.ts";

/** Undefined: it is no head of a log of this file system, or not signed by the log's own key. */
export function headToBlock(
  crypto: Crypto,
  fileSystem: BlockKey,
  bytes: Uint8Array,
): PublicKeyBlock | undefined {
  const head = verifyHead(crypto, bytes);
  if (isMalformed(head) || head.fileSystem !== fileSystem) return undefined;
  return { owner: hexToBytes(head.logId), version: head.sequence, bytes };
}
