// The facts by which a copied or restored home is known (FORMAT "Home"; decided in core/home.ts):
// where the key file is, and a mark of how far the log has come, kept outside the home.
import fs from "node:fs";
import { crc32 } from "node:zlib";
import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import type { Disk } from "../../dhash/index.ts";
import type { LogId } from "../core/hash.ts";
import { isRecordHash } from "../core/hash.ts";
import type { HomeMark, HomePlace } from "../core/home.ts";
import { newerFormat } from "./newer-format.ts";

const bindingName = "binding.json";
const formatVersion = 1;

/** Where the key file at `path` is now. */
export function findPlace(path: string): HomePlace | Trouble {
  try {
    const { ino, dev, birthtimeNs } = fs.statSync(path, { bigint: true });
    return {
      machine: readMachineId(),
      inode: ino.toString(),
      device: dev.toString(),
      born: birthtimeNs > 0n ? birthtimeNs.toString() : "0",
    };
  } catch (error) {
    return new Trouble("failed", `${path}: cannot look at the key file: ${String(error)}.`, error);
  }
}

function readMachineId(): string {
  for (const path of ["/etc/machine-id", "/var/lib/dbus/machine-id"]) {
    try {
      const text = fs.readFileSync(path, "latin1").trim();
      if (text !== "") return text;
    } catch {
      // This machine does not have that one.
    }
  }
  return "";
}

/** The place a home is bound to; undefined when it never was. `home` is the home's own disk. */
export function readBinding(home: Disk): HomePlace | Trouble | undefined {
  const value = readJson(home, bindingName);
  if (value === undefined || isTrouble(value)) return value;
  const { machine, inode, device, born } = value;
  const isPlace =
    typeof machine === "string" &&
    typeof inode === "string" &&
    typeof device === "string" &&
    typeof born === "string";
  return isPlace ? { machine, inode, device, born } : damagedFile(bindingName);
}

export function writeBinding(home: Disk, place: HomePlace): Trouble | undefined {
  return writeJson(home, bindingName, { ...place });
}

/** The mark of a log on this machine; `marks` is a directory outside of any home. */
export function readMark(marks: Disk, logId: LogId): HomeMark | Trouble | undefined {
  const value = readJson(marks, markName(logId));
  if (value === undefined || isTrouble(value)) return value;
  const { sequence, hash } = value;
  const isMark = Number.isSafeInteger(sequence) && typeof hash === "string" && isRecordHash(hash);
  return isMark && typeof sequence === "number" ? { sequence, hash } : damagedFile(markName(logId));
}

/**
 * Moves the mark; only ever to a record that survives power loss, or the next start would find
 * itself rolled back.
 */
export function writeMark(marks: Disk, logId: LogId, mark: HomeMark): Trouble | undefined {
  return marks.makeDirectory("") ?? writeJson(marks, markName(logId), { ...mark });
}

function markName(logId: LogId): string {
  return `${logId}.json`;
}

function readJson(disk: Disk, path: string): Record<string, unknown> | Trouble | undefined {
  const file = disk.openForReading(path);
  if (file === undefined || isTrouble(file)) return file;
  const bytes = Buffer.alloc(Math.min(file.size(), 64 * 1024));
  const read = file.read(0, bytes);
  file.close();
  if (isTrouble(read)) return read;
  const text = bytes.toString("latin1", 0, read);
  const value = parseObject(text);
  if (value === undefined) return damagedFile(path);
  const { format, check, ...facts } = value;
  if (typeof format === "number" && format > formatVersion) {
    return newerFormat(path, format, formatVersion);
  }
  return text === encodeFacts(facts) ? facts : damagedFile(path);
}

/** JSON with a check of all that is before it; every byte of the text counts. */
function encodeFacts(facts: Record<string, unknown>): string {
  const format = formatVersion;
  const check = crc32(JSON.stringify({ format, ...facts }));
  const text = { format, ...facts, check: check.toString(16).padStart(8, "0") };
  return `${JSON.stringify(text, undefined, 2)}\n`;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function writeJson(disk: Disk, path: string, value: Record<string, unknown>): Trouble | undefined {
  return disk.replaceFile(path, Buffer.from(encodeFacts(value), "latin1"));
}

function damagedFile(path: string): Trouble {
  return new Trouble("damaged", `${path}: the file is damaged.`);
}
