// keep.json and recent.json of a home (FORMAT "Home"): what is kept of others' blocks, what is
// pinned, and what was used last.
import type { BlockKey, Trouble } from "../../../dhash/index.ts";
import { isBlockKey } from "../../../dhash/index.ts";
import type { InodeNumber } from "../../../fs/index.ts";
import { isInodeNumber } from "../../../fs/index.ts";
import { isCount, isListOf, isShape, isText } from "../../checked-json.ts";
import type { OpenHomeOptions } from "../../home-types.ts";
import type { KeepSetting } from "../../keep-options.ts";
import { isKeepSetting } from "../../keep-options.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";
import type { HomeParts } from "../home-parts.ts";

type Place = Pick<HomeParts, "disk" | "hasher">;

export interface Pin {
  readonly inode: InodeNumber;
  /** Where it was when somebody last looked, for when it is gone. */
  readonly path: string;
}

export interface KeepFile {
  readonly setting: KeepSetting;
  readonly pins: readonly Pin[];
}

export const keepFileName = "keep.json";
export const recentFileName = "recent.json";

export const isKeepFile = isShape({
  setting: isKeepSetting,
  pins: isListOf(isShape({ inode: isCount, path: isText })),
});

export const isRecentFile = isShape({ keys: isListOf(isText) });

/** Keys in recent.json, 2.3 MB of text: of those used longer ago the order is not remembered. */
export const recentKeysMax = 32_768;

export const keepEverything: KeepFile = { setting: { mode: "all" }, pins: [] };

/** Undefined when the file is damaged: everything is kept until somebody says otherwise. */
export function readKeepFile(place: Place): KeepFile | undefined {
  const file = readCheckedFile(place, keepFileName, isKeepFile);
  if (file.kind !== "read") return file.kind === "absent" ? keepEverything : undefined;
  const pins = file.value.pins.flatMap(({ inode, path }) =>
    isInodeNumber(inode) ? [{ inode, path }] : [],
  );
  return { setting: file.value.setting, pins };
}

export function writeKeepFile(place: Place, file: KeepFile): Trouble | undefined {
  return writeCheckedFile(place, keepFileName, file);
}

/** The one used last comes last. */
export function readRecentFile(place: Place): readonly BlockKey[] {
  const file = readCheckedFile(place, recentFileName, isRecentFile);
  return file.kind === "read" ? file.value.keys.filter(isBlockKey) : [];
}

export function writeRecentFile(place: Place, keys: readonly BlockKey[]): Trouble | undefined {
  return writeCheckedFile(place, recentFileName, { keys: keys.slice(-recentKeysMax) });
}

/** As it is wished, and from then on as it was last time. */
export function chooseKeeping(
  parts: HomeParts,
  { keep, log, readOnly }: OpenHomeOptions,
): KeepFile | Trouble {
  const known = readKeepFile(parts);
  if (known === undefined) {
    const what = "it is damaged, so all data is kept and nothing is pinned";
    const next = "Say again what to keep: ivy pin, ivy mount --keep.";
    log("warn", `home ${parts.home}: ${keepFileName}: ${what}. ${next}`);
  }
  const file = known ?? keepEverything;
  const isSame = keep === undefined || JSON.stringify(keep) === JSON.stringify(file.setting);
  if (isSame || readOnly) return file;
  const wished = { ...file, setting: keep };
  return writeKeepFile(parts, wished) ?? wished;
}
