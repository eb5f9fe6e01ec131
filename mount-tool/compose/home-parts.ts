// The parts that every use of a home needs, joined: disk, key, blocks, views, logs. For the daemon
// they are open for writing; tools read beside it and change nothing.

import { invariant } from "../../dhash/core/index.ts";
import type { BlockKey, Disk, Hasher, LocalBlocks } from "../../dhash/index.ts";
import { isTrouble, openPackBlocks, Trouble } from "../../dhash/index.ts";
import type { DataBlocks } from "../../fs/index.ts";
import { dataBlocks, loadContentCipher } from "../../fs/index.ts";
import type {
  Crypto,
  Journal,
  KeyPair,
  LogSet,
  MembersInForce,
  SharedViews,
} from "../../logs/index.ts";
import { HomeSharing, openJournals, openLogSet, openSharedViews } from "../../logs/index.ts";
import type { LogLevel } from "../home-types.ts";
import type { HomeFile } from "./home-file.ts";
import { damagedHomeFile, requireHomeFile } from "./home-file.ts";
import { reportOpening } from "./opening-report.ts";
import type { Surroundings } from "./surroundings.ts";
import { identityPath } from "./surroundings.ts";

export interface HomeParts {
  readonly home: string;
  readonly file: HomeFile;
  readonly around: Surroundings;
  readonly disk: Disk;
  readonly hasher: Hasher;
  readonly crypto: Crypto;
  readonly keyPair: KeyPair;
  readonly blocks: LocalBlocks;
  /** Heads, views and proofs of others. */
  readonly sharing: HomeSharing;
  readonly views: SharedViews;
  readonly journals: readonly Journal[];
  readonly logs: LogSet;
  readonly data: DataBlocks;
  /** Who wants to know which blocks are read, and written. */
  readonly uses: BlockUses;
  readonly acceptance: AcceptanceBound;
  /** As it was opened with. */
  readonly syncedSequence: number;
}

export class BlockUses {
  onUse: ((key: BlockKey) => void) | undefined;
  onSeal: ((key: BlockKey) => void) | undefined;
}

/** Up to which record each log of others is accepted for now, by its slot. */
export class AcceptanceBound {
  upTo: (slot: number) => number = () => Number.POSITIVE_INFINITY;
}

export interface PartsOptions {
  readonly home: string;
  readonly around: Surroundings;
  readonly mode: "write" | "read";
  /** Records of the own log up to here are durable for certain. */
  readonly syncedSequence: number;
  readonly log: (level: LogLevel, message: string) => void;
}

export async function openParts(options: PartsOptions): Promise<HomeParts | Trouble> {
  const { home, mode, around } = options;
  const { disk, hasher, sizes } = around;
  const file = requireHomeFile(home, disk);
  if (isTrouble(file)) return file;
  const keyPair = readIdentity(options, file);
  if (isTrouble(keyPair)) return keyPair;
  const own = mode === "write" ? file.logId : undefined;
  // Before the blocks: beside a daemon that writes, every record read here then finds its data.
  const journals = openJournals({
    ...{ disk, hasher, directory: "logs", own },
    fileBytesMax: sizes.journalFileBytes,
    durableSequence: options.syncedSequence,
    onLost: ({ file: path, position, sequence }) => {
      const what = `records from ${sequence} on had not all reached the disk when power was lost`;
      options.log("warn", `${path} at ${position}: ${what}; what is left of them is set aside`);
    },
  });
  if (isTrouble(journals)) return journals;
  const { indexPath, openIndex } = around;
  const index = mode === "write" ? { indexPath, openIndex } : { readOnly: true };
  const opened = await openPackBlocks({ disk, hasher, ...index, packBytes: sizes.packBytes });
  if (isTrouble(opened)) return closeAll(journals) ?? opened;
  const { blocks, report } = opened;
  if (mode === "write") reportOpening(report, options.log);
  const rest = openLogs({ ...options, file, keyPair, journals, blocks });
  if (!isTrouble(rest)) return rest;
  closeAll(journals);
  await blocks.close();
  return rest;
}

function closeAll(journals: readonly Journal[]): undefined {
  for (const journal of journals) journal.close();
}

export async function closeParts(parts: HomeParts): Promise<Trouble | undefined> {
  parts.logs.close();
  return parts.blocks.close();
}

interface OpenedSoFar extends PartsOptions {
  readonly file: HomeFile;
  readonly keyPair: KeyPair;
  readonly journals: readonly Journal[];
  readonly blocks: LocalBlocks;
}

function openLogs(opened: OpenedSoFar): HomeParts | Trouble {
  const { home, file, around, keyPair, journals, blocks, mode, syncedSequence } = opened;
  const { crypto, hasher, disk } = around;
  const sharing = new HomeSharing({
    ...{ disk, hasher, blocks },
    mode: mode === "write" ? "append" : "read",
  });
  const views = readViews(opened, sharing);
  if (isTrouble(views)) return views;
  const inForce = views.inForce();
  if (inForce === undefined || !isNamedAlike(views, file)) return damagedHomeFile(home);
  const acceptance = new AcceptanceBound();
  const logs = openLogSet({
    ...{ crypto, hasher, syncedSequence, sharing },
    acceptUpTo: (slot) => acceptance.upTo(slot),
    ...inForce,
    journals: journals.filter(({ logId }) => logId === file.logId),
    fileSystem: file.fileSystemId,
    own: mode === "write" ? keyPair : undefined,
    home: file.logId,
  });
  if (isTrouble(logs)) return logs;
  const groupKey = (): Uint8Array => keyInForce(views, inForce);
  const contentCipher = loadContentCipher();
  const uses = new BlockUses();
  const onUse = (key: BlockKey): void => uses.onUse?.(key);
  const onSeal = (key: BlockKey): void => uses.onSeal?.(key);
  const cacheBytes = around.sizes.plaintextBytes;
  const sealing = { hasher, crypto, contentCipher, groupKey };
  const data = dataBlocks({ ...sealing, blocks, cacheBytes, onUse, onSeal });
  const opening = { disk, hasher, crypto, keyPair, blocks };
  const joined = { ...opening, sharing, views, journals, logs, data, uses, acceptance };
  return { home, file, around, syncedSequence, ...joined };
}

/**
 * Whoever is out writes nothing any more; what it still writes to its caches is under an old key.
 */
function keyInForce(views: SharedViews, atOpening: MembersInForce): Uint8Array {
  const { groupKeysByEpoch } = views.opened;
  const { keyEpoch } = views.inForce() ?? atOpening;
  const key = groupKeysByEpoch.get(keyEpoch) ?? [...groupKeysByEpoch.values()].at(-1);
  invariant(key !== undefined, "a participant was given a group key once");
  return key;
}

function readIdentity({ home, around }: PartsOptions, file: HomeFile): KeyPair | Trouble {
  const path = identityPath(home);
  const keyPair = around.identity();
  if (keyPair === undefined) {
    const next = "Restore it from a backup: without it nothing here can be read.";
    return new Trouble("absent", `key file ${path}: it is missing. ${next}`);
  }
  if (isTrouble(keyPair)) return keyPair;
  if (Buffer.from(keyPair.publicKey).toString("hex") === file.logId) return keyPair;
  return new Trouble("damaged", `key file ${path}: it is the key of another log than this home's.`);
}

/** Names are in the views too, where they are signed. */
function isNamedAlike(
  views: SharedViews,
  { logId, participant, fileSystemName }: HomeFile,
): boolean {
  return views.everNamed(logId, { member: participant, all: fileSystemName });
}

function readViews(opened: OpenedSoFar, store: HomeSharing): SharedViews | Trouble {
  const { file, home, around, keyPair } = opened;
  const { crypto, hasher } = around;
  const fileSystem = file.fileSystemId;
  const views = openSharedViews({ crypto, hasher, fileSystem, keyPair, store });
  const trouble = isTrouble(views) ? views : takeFirstView(opened, views);
  if (isTrouble(views) || trouble !== undefined) return trouble ?? views;
  const own = views.membership?.members.find(({ logId }) => logId === file.logId);
  if (own !== undefined) return views;
  const what =
    views.membership === undefined
      ? `the first view ${fileSystem} is missing or damaged`
      : "its views do not name its participant";
  return new Trouble("damaged", `home ${home}: ${what}. Restore views/ from a backup.`);
}

/** Whoever made the file system has its first view among the blocks, too. */
function takeFirstView({ file, blocks }: OpenedSoFar, views: SharedViews): Trouble | undefined {
  if (views.membership !== undefined) return undefined;
  const block = blocks.get(file.fileSystemId, true);
  if (isTrouble(block)) return block;
  const taken = block.kind === "found" ? views.take([block.bytes]) : undefined;
  return isTrouble(taken) ? taken : undefined;
}
