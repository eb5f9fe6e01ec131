// The parts that every use of a home needs, joined: disk, key, blocks, view, logs. For the daemon
// they are open for writing; tools read beside it and change nothing.
import type { Disk, Hasher, LocalBlocks } from "../../dhash/index.ts";
import { isTrouble, openPackBlocks, Trouble } from "../../dhash/index.ts";
import type { DataBlocks } from "../../fs/index.ts";
import { dataBlocks, loadContentCipher } from "../../fs/index.ts";
import type { Crypto, EnteredView, Journal, KeyPair, LogSet } from "../../logs/index.ts";
import { enterView, isMalformed, openJournals, openLogSet } from "../../logs/index.ts";
import type { LogLevel } from "../home-types.ts";
import type { HomeFile } from "./home-file.ts";
import { damagedHomeFile, requireHomeFile } from "./home-file.ts";
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
  readonly view: EnteredView;
  readonly journals: readonly Journal[];
  readonly logs: LogSet;
  readonly data: DataBlocks;
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
  const view = readView(opened);
  if (isTrouble(view)) return view;
  if (!isNamedAlike(view, file)) return damagedHomeFile(home);
  const logs = openLogSet({
    ...{ crypto, hasher, journals, syncedSequence },
    fileSystem: file.fileSystemId,
    view: view.key,
    members: view.members,
    groupKeysByEpoch: new Map([[view.keyEpoch, view.groupKey]]),
    keyEpoch: view.keyEpoch,
    own: mode === "write" ? keyPair : undefined,
    hint: undefined,
  });
  if (isTrouble(logs)) return logs;
  const groupKey = (): Uint8Array => view.groupKey;
  const contentCipher = loadContentCipher();
  const data = dataBlocks({ blocks, hasher, crypto, contentCipher, groupKey });
  const joined = { disk, hasher, crypto, keyPair, blocks, view, journals, logs, data };
  return { home, file, around, ...joined };
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

/** Names are in the view too, where they are signed. */
function isNamedAlike(view: EnteredView, file: HomeFile): boolean {
  const own = view.members.find(({ logId }) => logId === file.logId);
  return view.name === file.fileSystemName && own?.name === file.participant;
}

function readView(opened: OpenedSoFar): EnteredView | Trouble {
  const { file, blocks, home, around, keyPair } = opened;
  const block = blocks.get(file.fileSystemId, true);
  if (isTrouble(block)) return block;
  if (block.kind === "absent") {
    const what = `the first view block ${file.fileSystemId} is missing from its packs`;
    return new Trouble("absent", `home ${home}: ${what}. Restore blocks/ from a backup.`);
  }
  const { crypto, hasher } = around;
  const view = enterView({ crypto, hasher, keyPair }, block.bytes, undefined);
  if (!isMalformed(view)) return view;
  return new Trouble("damaged", `home ${home}: its view block cannot be used: ${view.why}.`);
}

type OpeningReport = Exclude<Awaited<ReturnType<typeof openPackBlocks>>, Trouble>["report"];

function reportOpening(report: OpeningReport, log: PartsOptions["log"]): void {
  if (report.indexTrouble !== undefined) {
    log("warn", `${report.indexTrouble.message} The index is made anew from the packs.`);
  }
  for (const damage of report.damage) {
    const place = `${damage.file} at ${damage.position}`;
    log("error", `${place}: ${damage.bytes} bytes are damaged: ${damage.why}`);
  }
}
