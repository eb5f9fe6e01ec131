// Opens the local block store: takes the index, reads what the packs hold beyond its mark, cuts a
// torn tail quietly and reports damage (FORMAT "Pack files"). An index that is missing, damaged or
// of other packs is made anew.

import { packsComparedAtOnce, pendingEntriesMax } from "../core/limits.ts";
import type { FramePlace } from "../core/pack-codec.ts";
import { isTrouble, Trouble } from "../core/trouble.ts";
import type { Disk, Hasher } from "../ports.ts";
import { BlockCatalog } from "./block-catalog.ts";
import type { OpenedIndex } from "./level-index.ts";
import { openLevelIndex } from "./level-index.ts";
import { PackBlocks } from "./pack-blocks.ts";
import type { PackFiles } from "./pack-files.ts";
import { openPackFiles } from "./pack-files.ts";
import type { PackFindings } from "./pack-reading.ts";
import { PackReading } from "./pack-reading.ts";
import type { StoredIndex } from "./stored-index.ts";

export interface PackBlocksOptions {
  readonly disk: Disk;
  readonly hasher: Hasher;
  /** Directory of the packs on the disk; by default "blocks". */
  readonly directory?: string | undefined;
  /** Full path of the directory of the index. Absent: the index is in memory, made from the packs
   *  at each opening. */
  readonly indexPath?: string | undefined;
  /** By default `level`; a simulated world has its own. */
  readonly openIndex?: OpenIndex | undefined;
  /** Nothing is written or cut, and the index is in memory: for use while another process holds the
   *  store. */
  readonly readOnly?: boolean | undefined;
  /** Smaller limits for tests. */
  readonly packBytes?: number | undefined;
  readonly pendingMax?: number | undefined;
  readonly packsComparedAtOnce?: number | undefined;
}

/** Opens, or creates, the index at a path. */
export type OpenIndex = (path: string) => Promise<OpenedIndex | Trouble>;

export interface OpeningReport extends PackFindings {
  /** Why there is no usable index on disk, or why the one that was there was thrown away. Nothing
   *  is lost by it. */
  readonly indexTrouble: Trouble | undefined;
}

export interface OpenedBlocks {
  readonly blocks: PackBlocks;
  readonly report: OpeningReport;
}

/** Trouble: "busy" when another process holds the store, "newer", or what the disk says. */
export async function openPackBlocks(options: PackBlocksOptions): Promise<OpenedBlocks | Trouble> {
  const { disk, hasher, packBytes, readOnly = false, directory = "blocks" } = options;
  const files = openPackFiles({ disk, directory, readOnly, packBytes });
  if (isTrouble(files)) return files;
  const { openIndex = openLevelIndex } = options;
  const path = readOnly ? undefined : options.indexPath;
  const opened = await findIndex(files, openIndex, path);
  if (isTrouble(opened)) return opened;
  const { stored } = opened;
  let durable = stored?.mark?.place ?? { pack: 0, position: 0 };
  const catalog = new BlockCatalog({
    files,
    stored,
    pendingMax: options.pendingMax ?? pendingEntriesMax,
    packsComparedAtOnce: options.packsComparedAtOnce ?? packsComparedAtOnce,
    durablePlace: () => durable,
  });
  const reading = new PackReading({ files, catalog, hasher, readOnly });
  const trouble = reading.read(stored?.mark?.place);
  if (trouble !== undefined) {
    await catalog.close();
    files.close();
    return trouble;
  }
  const synced = (place: FramePlace): void => {
    durable = place;
  };
  const blocks = new PackBlocks({ files, catalog, hasher, readOnly, synced });
  return { blocks, report: { ...reading.found, indexTrouble: opened.trouble } };
}

interface FoundIndex {
  readonly stored: StoredIndex | undefined;
  readonly trouble: Trouble | undefined;
}

async function findIndex(
  files: PackFiles,
  openIndex: OpenIndex,
  path: string | undefined,
): Promise<FoundIndex | Trouble> {
  if (path === undefined) return { stored: undefined, trouble: undefined };
  const opened = await openIndex(path);
  if (isTrouble(opened))
    return opened.reason === "busy" ? opened : { stored: undefined, trouble: opened };
  const { index, discarded } = opened;
  const isOurs = isMarkInside(files, index.mark?.place);
  if (isTrouble(isOurs)) {
    await index.close();
    return isOurs;
  }
  if (isOurs) return { stored: index, trouble: discarded };
  await index.abandon();
  const again = await openIndex(path);
  const trouble = new Trouble("damaged", `${path}: the block index is not of these packs.`);
  return isTrouble(again)
    ? { stored: undefined, trouble: again }
    : { stored: again.index, trouble };
}

/** A mark lies within the packs; an index whose mark does not is not theirs. */
function isMarkInside(files: PackFiles, mark: FramePlace | undefined): boolean | Trouble {
  if (mark === undefined || mark.position === 0) return true;
  if (!files.numbers.includes(mark.pack)) return false;
  const size = files.size(mark.pack);
  return isTrouble(size) ? size : mark.position <= size;
}
