// home.json: what a home is of, in a few lines that a person can read (FORMAT "Home").
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BlockKey, Disk } from "../../dhash/index.ts";
import { isBlockKey, Trouble } from "../../dhash/index.ts";
import type { LogId } from "../../logs/index.ts";
import { isLogId } from "../../logs/index.ts";
import { isCount, isShape, isText, parseChecked } from "../checked-json.ts";
import type { HomeInfo } from "../home-types.ts";

export const homeFormatVersion = 1;
const homeFileName = "home.json";

export interface HomeFile extends HomeInfo {
  readonly fileSystemId: BlockKey;
  readonly logId: LogId;
}

const isHomeFile = isShape({
  formatVersion: isCount,
  fileSystemName: isText,
  fileSystemId: isText,
  participant: isText,
  logId: isText,
});
const isVersioned = isShape({ formatVersion: isCount });

/** Undefined when there is no home at this place. */
export function readHomeFile(home: string): HomeFile | Trouble | undefined {
  const path = join(home, homeFileName);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    return new Trouble("failed", `home ${home}: ${path} cannot be read: ${String(error)}.`, error);
  }
  const versioned = parseChecked(text, isVersioned);
  if (versioned !== undefined && versioned.formatVersion > homeFormatVersion) {
    const found = `written in format ${versioned.formatVersion} by a newer Ivy`;
    const known = `this one knows format ${homeFormatVersion}`;
    return new Trouble("newer", `home ${home}: ${found}; ${known}. Install the newer version.`);
  }
  const file = parseChecked(text, isHomeFile);
  if (file === undefined || !isBlockKey(file.fileSystemId) || !isLogId(file.logId)) {
    const next = "Restore that file from a backup; nothing else is touched.";
    return new Trouble("damaged", `home ${home}: ${homeFileName} is damaged. ${next}`);
  }
  return { ...file, fileSystemId: file.fileSystemId, logId: file.logId };
}

/** Who lives in the home; undefined when there is none. Takes no lock. */
export function inspectHome(home: string): HomeInfo | Trouble | undefined {
  return readHomeFile(home);
}

export function writeHomeFile(disk: Disk, file: HomeFile): Trouble | undefined {
  return disk.replaceFile(homeFileName, Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`));
}

/** As readHomeFile, for those that need a home. */
export function requireHomeFile(home: string): HomeFile | Trouble {
  const file = readHomeFile(home);
  if (file !== undefined) return file;
  const next = "Make one: ivy init --name NAME (or name another with --home).";
  return new Trouble("absent", `home ${home}: there is no file system here. ${next}`);
}
