// The fastest AES-256-GCM that works on this machine.
import type { ContentCipher } from "../ports.ts";
import { nodeGcm } from "./node-gcm.ts";
import { opensslGcm } from "./openssl-gcm.ts";

export function loadContentCipher(): ContentCipher {
  return opensslGcm() ?? nodeGcm();
}
