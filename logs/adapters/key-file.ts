// The identity key file (FORMAT "Key file"): the seed of the participant's key pair, with a check
// value, readable by its owner only. Losing it loses the log's pen; leaking it gives the pen away.
import fs from "node:fs";
import { dirname } from "node:path";
import { Trouble } from "../../dhash/core/index.ts";
import type { Hasher } from "../../dhash/index.ts";
import { bytesToHex, hexToBytes } from "../core/hash.ts";
import type { Crypto, KeyPair } from "../ports.ts";
import { newerFormat } from "./newer-format.ts";

/** Domain label of the check value. */
const keyFileLabel = "ivy key file 1";
const keyFormat = 1;
const firstLine = `ivy key file ${keyFormat}`;
const fileMode = 0o600;

export interface KeyFileTools {
  readonly crypto: Crypto;
  readonly hasher: Hasher;
}

/** Writes a new key file, durably; Trouble "busy" when there is one already. */
export function writeKeyFile(
  { hasher }: KeyFileTools,
  path: string,
  keyPair: KeyPair,
): Trouble | undefined {
  const seed = bytesToHex(keyPair.seed);
  const publicKey = bytesToHex(keyPair.publicKey);
  const lines = [firstLine, `secret ${seed}`, `public ${publicKey}`];
  const text = `${[...lines, `check ${checkValue(hasher, lines)}`].join("\n")}\n`;
  try {
    fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const descriptor = fs.openSync(path, "wx", fileMode);
    try {
      fs.writeFileSync(descriptor, text);
      fs.fsyncSync(descriptor);
    } catch (error) {
      fs.rmSync(path, { force: true }); // half a key file would stand in the way of the next try
      throw error;
    } finally {
      fs.closeSync(descriptor);
    }
    syncDirectory(dirname(path));
    return undefined;
  } catch (error) {
    return keyTrouble(path, "write", error);
  }
}

/** The key pair; undefined when there is no such file. */
export function readKeyFile(
  { crypto, hasher }: KeyFileTools,
  path: string,
): KeyPair | Trouble | undefined {
  let text: string;
  try {
    const mode = fs.statSync(path).mode & 0o077;
    if (mode !== 0) {
      const step = `Run \`chmod 600 ${path}\`; if others have read it, the identity is not safe.`;
      return new Trouble("denied", `${path}: others may read or change the key file. ${step}`);
    }
    text = fs.readFileSync(path, "latin1");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    return keyTrouble(path, "read", error);
  }
  const [first, secret, publicLine, check, ...rest] = text.split("\n");
  const written = /^ivy key file (\d+)$/.exec(first ?? "")?.[1];
  if (first !== firstLine && written !== undefined) return newerFormat(path, written, keyFormat);
  const seed = /^secret ([0-9a-f]{64})$/.exec(secret ?? "")?.[1];
  const publicKey = /^public ([0-9a-f]{64})$/.exec(publicLine ?? "")?.[1];
  const checked = [first ?? "", secret ?? "", publicLine ?? ""];
  const isWhole =
    check === `check ${checkValue(hasher, checked)}` && rest.length === 1 && rest[0] === "";
  if (seed === undefined || publicKey === undefined || !isWhole) return damagedKey(path);
  const keyPair = crypto.keyPair(hexToBytes(seed));
  return bytesToHex(keyPair.publicKey) === publicKey ? keyPair : damagedKey(path);
}

function checkValue(hasher: Hasher, lines: readonly string[]): string {
  return bytesToHex(hasher.hash(keyFileLabel, [Buffer.from(lines.join("\n"), "latin1")])).slice(
    0,
    16,
  );
}

function damagedKey(path: string): Trouble {
  return new Trouble("damaged", `${path}: the key file is damaged. Restore it from a backup.`);
}

function keyTrouble(path: string, action: string, error: unknown): Trouble {
  const code = codeOf(error);
  if (code === "EEXIST") {
    const step = "It is the pen of a log: move it away only if you know that.";
    return new Trouble("busy", `${path}: there is a key file already. ${step}`, error);
  }
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  const isDenied = code === "EACCES" || code === "EPERM";
  const reason = isFull ? "full" : isDenied ? "denied" : "failed";
  return new Trouble(reason, `${path}: cannot ${action} the key file: ${String(error)}.`, error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function syncDirectory(path: string): void {
  const descriptor = fs.openSync(path, "r");
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
