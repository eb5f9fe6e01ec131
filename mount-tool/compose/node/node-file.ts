// node.json of a home in which a node lives: it stores for others and reads nothing (FORMAT
// "Home").
import type { BlockKey, Disk, Hasher } from "../../../dhash/index.ts";
import { isBlockKey, Trouble } from "../../../dhash/index.ts";
import { isAbsentOr, isCount, isShape, isText } from "../../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import { nodeFileName } from "../home-file.ts";

export interface NodeFile {
  readonly formatVersion: number;
  readonly fileSystemId: BlockKey;
  /** Undefined: as much as the disk holds. */
  readonly quotaBytes?: number | undefined;
}

interface Place {
  readonly disk: Disk;
  readonly hasher: Hasher;
}

export const nodeFormatVersion = 1;

const isNodeFile = isShape({
  formatVersion: isCount,
  fileSystemId: isText,
  quotaBytes: isAbsentOr(isCount),
});

/** Undefined: no node lives there. */
export function readNodeFile(home: string, place: Place): NodeFile | Trouble | undefined {
  const file = readCheckedFile(place, nodeFileName, isNodeFile);
  if (file.kind === "absent") return undefined;
  const value = file.kind === "read" ? file.value : undefined;
  if (value !== undefined && value.formatVersion > nodeFormatVersion) {
    const what = `written in format ${value.formatVersion} by a newer Ivy`;
    return new Trouble("newer", `home ${home}: ${what}. Install the newer version.`);
  }
  if (value === undefined || !isBlockKey(value.fileSystemId)) {
    const next = `Delete that file and run ivy node LINK again: what is stored stays.`;
    return new Trouble("damaged", `home ${home}: ${nodeFileName} is damaged. ${next}`);
  }
  return { ...value, fileSystemId: value.fileSystemId };
}

export function writeNodeFile(place: Place, file: NodeFile): Trouble | undefined {
  return writeCheckedFile(place, nodeFileName, file);
}
