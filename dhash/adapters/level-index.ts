// The stored index over the packs, in `level` (LevelDB). Values are 16 bytes: number of the pack,
// position, length, and a CRC-32 over key and value, so that a damaged entry is noticed. Never
// holds the bytes of a block.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { crc32 } from "../core/crc32.ts";
import type { KeyTable, StoredPlace } from "../core/key-table.ts";
import { goneLength } from "../core/key-table.ts";
import { readU32, writeU32 } from "../core/pack-codec.ts";
import { Trouble } from "../core/trouble.ts";
import type { IndexMark, StoredIndex } from "./stored-index.ts";
import { errorCode } from "./system-trouble.ts";

const valueBytes = 16;
/** Shorter than any block's key. */
const markKey: Uint8Array = Uint8Array.of(0);

const options = {
  keyEncoding: "view",
  valueEncoding: "view",
  compression: false,
  cacheSize: 16 * 1024 * 1024,
  writeBufferSize: 8 * 1024 * 1024,
} as const;

type Database = Level<Uint8Array, Uint8Array>;

export interface OpenedIndex {
  readonly index: StoredIndex;
  /** Why an index that was there was thrown away. */
  readonly discarded: Trouble | undefined;
}

/** Opens or creates the index in the directory `path`. One that cannot be opened is deleted and
 *  made anew. Trouble "busy" when another process has it open, "failed" when there cannot be an
 *  index here. */
export async function openLevelIndex(path: string): Promise<OpenedIndex | Trouble> {
  // Without this file LevelDB begins anew, but would later replay logs that lie around.
  if (!existsSync(join(path, "CURRENT"))) {
    const trouble = await deleteIndex(path);
    if (trouble !== undefined) return trouble;
  }
  const first = await openDatabase(path);
  if (!(first instanceof Trouble)) return { index: first, discarded: undefined };
  if (first.reason === "busy") return first;
  const second = (await deleteIndex(path)) ?? (await openDatabase(path));
  return second instanceof Trouble ? second : { index: second, discarded: first };
}

async function openDatabase(path: string): Promise<LevelIndex | Trouble> {
  try {
    const database: Database = new Level(path, options);
    await database.open();
    const mark = decodeMark(database.getSync(markKey));
    if (!(mark instanceof Trouble)) return new LevelIndex(path, database, mark);
    await database.close();
    return mark;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (errorCode(cause) === "LEVEL_LOCKED") return busy(path, error);
    return indexTrouble(path, "open", cause);
  }
}

class LevelIndex implements StoredIndex {
  readonly mark: IndexMark | undefined;
  readonly #path: string;
  readonly #database: Database;

  constructor(path: string, database: Database, mark: IndexMark | undefined) {
    this.#path = path;
    this.#database = database;
    this.mark = mark;
  }

  get(key: Uint8Array): StoredPlace | Trouble | undefined {
    try {
      const value = this.#database.getSync(key);
      return value === undefined ? undefined : (decodePlace(key, value) ?? damaged(this.#path));
    } catch (error) {
      return indexTrouble(this.#path, "read", error);
    }
  }

  async write(entries: KeyTable, mark: IndexMark): Promise<Trouble | undefined> {
    try {
      // One batch, so that the number of blocks in the mark stays true whenever the process dies.
      const batch = this.#database.batch();
      for (const [key, place] of entries.entries()) {
        if (place.length === goneLength) batch.del(key);
        else batch.put(key, encodePlace(key, place));
      }
      await batch.put(markKey, encodeMark(mark)).write();
      return undefined;
    } catch (error) {
      return indexTrouble(this.#path, "write", error);
    }
  }

  async abandon(): Promise<void> {
    await this.close();
    // What is left is met again at the next opening.
    await deleteIndex(this.#path);
  }

  async close(): Promise<Trouble | undefined> {
    try {
      await this.#database.close();
      return undefined;
    } catch (error) {
      return indexTrouble(this.#path, "close", error);
    }
  }
}

async function deleteIndex(path: string): Promise<Trouble | undefined> {
  try {
    await rm(path, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    return indexTrouble(path, "delete", error);
  }
}

function encodePlace(key: Uint8Array, place: StoredPlace): Uint8Array {
  const value = new Uint8Array(valueBytes);
  writeU32(value, 0, place.pack);
  writeU32(value, 4, place.position);
  writeU32(value, 8, place.length);
  writeU32(value, 12, checkOf(key, value));
  return value;
}

function decodePlace(key: Uint8Array, value: Uint8Array): StoredPlace | undefined {
  if (value.length !== valueBytes || readU32(value, 12) !== checkOf(key, value)) return undefined;
  return { pack: readU32(value, 0), position: readU32(value, 4), length: readU32(value, 8) };
}

function checkOf(key: Uint8Array, value: Uint8Array): number {
  return crc32(value, 0, 12, crc32(key, 0, key.length));
}

/** The mark has the shape of an entry, with the number of blocks in place of the length. */
function encodeMark(mark: IndexMark): Uint8Array {
  return encodePlace(markKey, { ...mark.place, length: mark.blocks });
}

function decodeMark(value: Uint8Array | undefined): IndexMark | Trouble | undefined {
  if (value === undefined) return undefined;
  const place = decodePlace(markKey, value);
  if (place === undefined) return new Trouble("damaged", "the mark of the block index is damaged.");
  return { place: { pack: place.pack, position: place.position }, blocks: place.length };
}

function damaged(path: string): Trouble {
  return new Trouble("damaged", `${path}: an entry of the block index is damaged.`);
}

function busy(path: string, cause: unknown): Trouble {
  const advice = "Stop that process (ivy umount), or open the blocks for reading only.";
  return new Trouble("busy", `${path}: another process holds the block index. ${advice}`, cause);
}

function indexTrouble(path: string, action: string, error: unknown): Trouble {
  const cause = error instanceof Error ? error.message : String(error);
  const what = `cannot ${action} the block index: ${cause.replace(/\.$/, "")}`;
  const advice = "Nothing is lost: it can be made anew from the packs.";
  return new Trouble("failed", `${path}: ${what}. ${advice}`, error);
}
