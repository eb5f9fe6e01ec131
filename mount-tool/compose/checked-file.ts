// Small files of a home that a person may read: JSON, and a line with a check, so that every
// changed byte is found (FORMAT "Home").
import type { Disk, Hasher, Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { type Check, parseChecked } from "../checked-json.ts";

const fileLabel = "ivy checked file 1";
const bytesMax = 4 * 1024 * 1024;

export type ReadFile<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "absent" }
  | { readonly kind: "damaged" };

export function writeCheckedFile(
  { disk, hasher }: { readonly disk: Disk; readonly hasher: Hasher },
  name: string,
  value: object,
): Trouble | undefined {
  const json = JSON.stringify(value, undefined, 2);
  return disk.replaceFile(name, Buffer.from(`${json}\n${checkOf(hasher, json)}`));
}

export function readCheckedFile<T>(
  { disk, hasher }: { readonly disk: Disk; readonly hasher: Hasher },
  name: string,
  check: Check<T>,
): ReadFile<T> {
  const file = disk.openForReading(name);
  if (file === undefined) return { kind: "absent" };
  if (isTrouble(file)) return { kind: "damaged" };
  const bytes = Buffer.alloc(Math.min(file.size(), bytesMax));
  const read = file.read(0, bytes);
  file.close();
  if (isTrouble(read)) return { kind: "damaged" };
  const text = bytes.toString("utf8", 0, read);
  const end = text.lastIndexOf("\ncheck ");
  const json = text.slice(0, Math.max(0, end));
  const isWhole = text === `${json}\n${checkOf(hasher, json)}`;
  const value = isWhole ? parseChecked(json, check) : undefined;
  return value === undefined ? { kind: "damaged" } : { kind: "read", value };
}

function checkOf(hasher: Hasher, json: string): string {
  const digest = Buffer.from(hasher.hash(fileLabel, [Buffer.from(json)])).toString("hex");
  return `check ${digest.slice(0, 16)}\n`;
}
