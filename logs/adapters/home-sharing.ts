// What is kept of others, in a home (FORMAT "Home"): journals beside the own one, heads as
// public-key blocks, views and fork proofs as files of their own.
import { isTrouble, nameBlock } from "../../dhash/core/index.ts";
import type { BlockKey, Disk, LocalBlocks, Trouble } from "../../dhash/index.ts";
import { verifyForkProof } from "../core/fork-proof.ts";
import type { LogId } from "../core/hash.ts";
import { hexToBytes, isLogId } from "../core/hash.ts";
import { isMalformed } from "../core/message.ts";
import type { Crypto, Hasher, Journal } from "../ports.ts";
import type { SharingStore } from "../sharing-port.ts";
import { openJournal } from "./journal-file.ts";
import { readWhole } from "./journal-tables.ts";

export interface HomeSharingOptions {
  /** Of the home. */
  readonly disk: Disk;
  readonly hasher: Hasher;
  readonly blocks: LocalBlocks;
  /** "read" is for tools beside a daemon: nothing is kept, and journals are not changed. */
  readonly mode: "append" | "read";
}

export class HomeSharing implements SharingStore {
  readonly #options: HomeSharingOptions;
  /** As on disk; undefined until they are first asked for. */
  #proofs: Map<LogId, Uint8Array> | undefined;
  /** Files that a disk which fails left behind, of what was not kept: to be removed. */
  readonly #unwanted = new Set<string>();

  constructor(options: HomeSharingOptions) {
    this.#options = options;
  }

  get isReadOnly(): boolean {
    return this.#options.mode === "read";
  }

  /** What power took of it comes again: nobody was told that it is durable here. */
  openJournal(logId: LogId): Journal | Trouble {
    const { disk, hasher, mode } = this.#options;
    const directory = `logs/${logId}`;
    return openJournal({ disk, hasher, directory, logId, mode, durableSequence: 0 });
  }

  head(logId: LogId): Uint8Array | Trouble | undefined {
    const block = this.#options.blocks.getPublicKeyBlock(hexToBytes(logId));
    return isTrouble(block) ? block : block?.bytes;
  }

  keepHead(logId: LogId, sequence: number, bytes: Uint8Array): Trouble | undefined {
    this.#removeUnwanted();
    const owner = hexToBytes(logId);
    return this.#options.blocks.putPublicKeyBlock({ owner, version: sequence, bytes });
  }

  sync(): Trouble | undefined {
    this.#removeUnwanted();
    return this.#options.blocks.sync();
  }

  views(): readonly Uint8Array[] | Trouble {
    const files = this.#readAll(viewsDirectory, viewName);
    return isTrouble(files) ? files : [...files.values()];
  }

  /** Files whose bytes are not what their names or signatures say. */
  damaged(crypto: Crypto): readonly string[] | Trouble {
    const { hasher } = this.#options;
    const views = this.#readAll(viewsDirectory, viewName);
    const proofs = this.#readAll(proofsDirectory, proofName);
    if (isTrouble(views)) return views;
    if (isTrouble(proofs)) return proofs;
    const damagedViews = [...views].flatMap(([key, bytes]) =>
      nameBlock(hasher, [bytes]) === key ? [] : [`${viewsDirectory}/${key}.ivv`],
    );
    const damagedProofs = [...proofs].flatMap(([logId, bytes]) => {
      const proven = verifyForkProof({ crypto, hasher }, bytes);
      const isSound = !isMalformed(proven) && proven.logId === logId;
      return isSound ? [] : [`${proofsDirectory}/${logId}.ivf`];
    });
    return [...damagedViews, ...damagedProofs];
  }

  keepView(key: BlockKey, bytes: Uint8Array): Trouble | undefined {
    return this.#keep(viewsDirectory, `${key}.ivv`, bytes);
  }

  proofs(): ReadonlyMap<LogId, Uint8Array> | Trouble {
    if (this.#proofs !== undefined) return this.#proofs;
    const files = this.#readAll(proofsDirectory, proofName);
    if (isTrouble(files)) return files;
    const proofs = new Map<LogId, Uint8Array>();
    for (const [name, bytes] of files) if (isLogId(name)) proofs.set(name, bytes);
    this.#proofs = proofs;
    return proofs;
  }

  keepProof(logId: LogId, bytes: Uint8Array): Trouble | undefined {
    const proofs = this.proofs();
    if (isTrouble(proofs)) return proofs;
    if (proofs.has(logId)) return undefined;
    const trouble = this.#keep(proofsDirectory, `${logId}.ivf`, bytes);
    if (trouble === undefined) this.#proofs?.set(logId, bytes);
    return trouble;
  }

  #keep(directory: string, name: string, bytes: Uint8Array): Trouble | undefined {
    const { disk, mode } = this.#options;
    if (mode === "read") return undefined;
    const path = `${directory}/${name}`;
    this.#unwanted.delete(path);
    this.#removeUnwanted();
    const trouble = disk.makeDirectory(directory) ?? disk.replaceFile(path, bytes);
    if (trouble === undefined) return undefined;
    this.#unwanted.add(path);
    this.#removeUnwanted();
    return trouble;
  }

  /** The file may be there with only its name not durable, and would count after a start. */
  #removeUnwanted(): void {
    for (const path of this.#unwanted) {
      if (this.#options.disk.removeFile(path) === undefined) this.#unwanted.delete(path);
    }
  }

  /** The files whose names fit, by what the pattern takes out of their names. */
  #readAll(directory: string, pattern: RegExp): ReadonlyMap<string, Uint8Array> | Trouble {
    const { disk } = this.#options;
    const names = disk.list(directory);
    if (isTrouble(names)) return names;
    const found = new Map<string, Uint8Array>();
    for (const name of names) {
      const key = pattern.exec(name)?.[1];
      if (key === undefined) continue;
      const file = disk.openForReading(`${directory}/${name}`);
      if (isTrouble(file)) return file;
      if (file === undefined) continue;
      const bytes = readWhole(file);
      file.close();
      if (isTrouble(bytes)) return bytes;
      found.set(key, bytes);
    }
    return found;
  }
}

const viewsDirectory = "views";
const proofsDirectory = "proofs";
const viewName = /^(12[0-9a-f]{64})\.ivv$/;
const proofName = /^([0-9a-f]{64})\.ivf$/;
