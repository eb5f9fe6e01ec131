// Making a home: an identity, a new file system with one member, and its first record. And claiming
// one that moved.
import { chmodSync } from "node:fs";
import { isTrouble, openPackBlocks, Trouble } from "../../dhash/index.ts";
import type { Change } from "../../fs/index.ts";
import { encodeChanges, rootInodeNumber } from "../../fs/index.ts";
import type { KeyPair } from "../../logs/index.ts";
import {
  createKeyPair,
  foundFileSystem,
  HomeSharing,
  isLogId,
  writeKeyFile,
} from "../../logs/index.ts";
import type { HomeInfo, InitHomeOptions } from "../home-types.ts";
import { makeDirectory } from "../make-directory.ts";
import { bindHome } from "./guard-home.ts";
import type { HomeFile } from "./home-file.ts";
import { homeFormatVersion, readHomeFile, writeHomeFile } from "./home-file.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";
import type { Surroundings } from "./surroundings.ts";
import { identityPath, machineSurroundings } from "./surroundings.ts";

/**
 * The home becomes one with home.json; what a failure leaves before is used again, and a log that
 * is still empty is begun at the next opening.
 */
export async function initHome(options: InitHomeOptions): Promise<HomeInfo | Trouble> {
  const { home } = options;
  const existing = readHomeFile(home);
  if (isTrouble(existing)) return existing;
  if (existing !== undefined) {
    const what = `it holds the file system ${existing.fileSystemName} already`;
    return new Trouble("busy", `home ${home}: ${what}. Name another home with --home.`);
  }
  const made = makePrivate(home);
  if (made !== undefined) return made;
  const around = await machineSurroundings(home);
  const keyPair = makeIdentity(home, around);
  if (isTrouble(keyPair)) return keyPair;
  return foundHome(options, around, keyPair);
}

/** The home of an identity that exists: its file system, and the first record. */
export async function foundHome(
  options: InitHomeOptions,
  around: Surroundings,
  keyPair: KeyPair,
): Promise<HomeInfo | Trouble> {
  const file = await storeFirstView(options, around, keyPair);
  if (isTrouble(file)) return file;
  return (await writeFirstRecord(options.home, around)) ?? file;
}

/** Takes over a home that was copied or restored: from now on it writes the log. */
export async function claimHome(home: string): Promise<HomeInfo | Trouble> {
  const around = await machineSurroundings(home);
  const parts = await openParts({ home, around, mode: "write", syncedSequence: 0, log: () => {} });
  if (isTrouble(parts)) return parts;
  // An empty record, so that the copy left behind lacks one that this machine has seen.
  const stamp = parts.logs.append(around.clock.now(), encodeChanges([]), []);
  const trouble = isTrouble(stamp) ? stamp : (parts.logs.sync() ?? bindHome(parts));
  return trouble ?? (await closeParts(parts)) ?? parts.file;
}

export function makePrivate(home: string): Trouble | undefined {
  try {
    makeDirectory(home);
    chmodSync(home, 0o700);
    return undefined;
  } catch (error) {
    return new Trouble("failed", `home ${home}: it cannot be made: ${String(error)}.`, error);
  }
}

export function makeIdentity(home: string, around: Surroundings): KeyPair | Trouble {
  const existing = around.identity();
  if (existing !== undefined) return existing;
  const keyPair = createKeyPair(around.crypto);
  return writeKeyFile(around, identityPath(home), keyPair) ?? keyPair;
}

async function storeFirstView(
  options: InitHomeOptions,
  around: Surroundings,
  keyPair: KeyPair,
): Promise<HomeFile | Trouble> {
  const { home, name, participant } = options;
  const { disk, hasher, crypto } = around;
  const founder = { crypto, hasher, keyPair, participantName: participant };
  const view = foundFileSystem({ ...founder, name, root: rootInodeNumber });
  const opened = await openPackBlocks({ disk, hasher });
  if (isTrouble(opened)) return opened;
  const { blocks } = opened;
  const sharing = new HomeSharing({ disk, hasher, blocks, mode: "append" });
  const stored =
    blocks.put(view.key, view.bytes) ?? blocks.sync() ?? sharing.keepView(view.key, view.bytes);
  const closed = await blocks.close();
  const logId = Buffer.from(keyPair.publicKey).toString("hex");
  if (!isLogId(logId))
    return new Trouble("damaged", `home ${home}: the identity has no valid key.`);
  const file: HomeFile = {
    formatVersion: homeFormatVersion,
    fileSystemName: name,
    fileSystemId: view.key,
    participant,
    logId,
  };
  return stored ?? closed ?? writeHomeFile(disk, file) ?? file;
}

/**
 * The record that begins the log: it names the view and gives the root directory to whoever made
 * the file system.
 */
async function writeFirstRecord(home: string, around: Surroundings): Promise<Trouble | undefined> {
  const parts = await openParts({ home, around, mode: "write", syncedSequence: 0, log: () => {} });
  if (isTrouble(parts)) return parts;
  const trouble = beginLog(parts) ?? bindHome(parts);
  return trouble ?? closeParts(parts);
}

/** The first record: it names the view and gives its maker the root directory. */
export function beginLog(parts: HomeParts): Trouble | undefined {
  const now = parts.around.clock.now();
  const changes: readonly Change[] = [
    { kind: "end" },
    { kind: "view", view: parts.file.fileSystemId },
    {
      kind: "set-attributes",
      inode: rootInodeNumber,
      mode: 0o755,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      accessed: now,
      modified: now,
      changed: undefined,
    },
  ];
  const stamp = parts.logs.append(now, encodeChanges(changes), []);
  return isTrouble(stamp) ? stamp : parts.logs.sync();
}
