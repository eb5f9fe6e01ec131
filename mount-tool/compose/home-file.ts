// home.json: what a home is of, in a few lines that a person can read (FORMAT "Home").
import type { BlockKey, Disk } from "../../dhash/index.ts";
import { isBlockKey, isTrouble, nodeDisk, Trouble } from "../../dhash/index.ts";
import type { LogId } from "../../logs/index.ts";
import { isLogId } from "../../logs/index.ts";
import { isCount, isShape, isText, parseChecked } from "../checked-json.ts";
import { homeFileName } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";

export const homeFormatVersion = 1;
/** Of a home in which no member lives, but a node (`node/node-file.ts`). */
export const nodeFileName = "node.json";
const homeFileBytesMax = 64 * 1024;

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
export function readHomeFile(
  home: string,
  disk: Disk = nodeDisk(home),
): HomeFile | Trouble | undefined {
  const text = readText(home, disk);
  if (text === undefined) return refuseNode(home, disk);
  if (isTrouble(text)) return text;
  const versioned = parseChecked(text, isVersioned);
  if (versioned !== undefined && versioned.formatVersion > homeFormatVersion) {
    const found = `written in format ${versioned.formatVersion} by a newer Ivy`;
    const known = `this one knows format ${homeFormatVersion}`;
    return new Trouble("newer", `home ${home}: ${found}; ${known}. Install the newer version.`);
  }
  const file = parseChecked(text, isHomeFile);
  const isKnown = file?.formatVersion === homeFormatVersion;
  if (file === undefined || !isKnown || !isBlockKey(file.fileSystemId) || !isLogId(file.logId)) {
    return damagedHomeFile(home);
  }
  return { ...file, fileSystemId: file.fileSystemId, logId: file.logId };
}

/** A node's home does not become that of a member beside it. */
function refuseNode(home: string, disk: Disk): Trouble | undefined {
  const file = disk.openForReading(nodeFileName);
  if (file === undefined || isTrouble(file)) return undefined;
  file.close();
  const what = "a node lives there, which stores for others and mounts nothing";
  return new Trouble("denied", `home ${home}: ${what}. Name another home with --home.`);
}

export function damagedHomeFile(home: string): Trouble {
  const next = "Restore that file from a backup; nothing else is touched.";
  return new Trouble("damaged", `home ${home}: ${homeFileName} is damaged. ${next}`);
}

function readText(home: string, disk: Disk): string | Trouble | undefined {
  const opened = disk.openForReading(homeFileName);
  if (opened === undefined || (isTrouble(opened) && isNoDirectory(opened))) return undefined;
  if (isTrouble(opened)) return cannotRead(home, opened);
  const bytes = Buffer.alloc(homeFileBytesMax);
  const read = opened.read(0, bytes);
  opened.close();
  return isTrouble(read) ? cannotRead(home, read) : bytes.toString("utf8", 0, read);
}

/** Something on the way to the home is a file. */
function isNoDirectory({ cause }: Trouble): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOTDIR";
}

function cannotRead(home: string, trouble: Trouble): Trouble {
  const what = `home ${home}: ${homeFileName} cannot be read: ${trouble.message}`;
  return new Trouble("failed", what, trouble);
}

/** Who lives in the home; undefined when there is none. Takes no lock. */
export function inspectHome(home: string): HomeInfo | Trouble | undefined {
  return readHomeFile(home);
}

export function writeHomeFile(disk: Disk, file: HomeFile): Trouble | undefined {
  return disk.replaceFile(homeFileName, Buffer.from(encodeHomeFile(file)));
}

/** Is every byte of the file as it was written? */
export function isHomeFileExact(home: string, disk: Disk, file: HomeFile): boolean {
  return readText(home, disk) === encodeHomeFile(file);
}

function encodeHomeFile(file: HomeFile): string {
  const { formatVersion, fileSystemName, fileSystemId, participant, logId } = file;
  const ordered = { formatVersion, fileSystemName, fileSystemId, participant, logId };
  return `${JSON.stringify(ordered, undefined, 2)}\n`;
}

/** As readHomeFile, for those that need a home. */
export function requireHomeFile(home: string, disk?: Disk): HomeFile | Trouble {
  const file = readHomeFile(home, disk);
  if (file !== undefined) return file;
  const next = "Make one: ivy init --name NAME (or name another with --home).";
  return new Trouble("absent", `home ${home}: there is no file system here. ${next}`);
}
