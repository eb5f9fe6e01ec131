// Two participants in one process, each with a log, a Volume and what it holds of the other's log.
// Their blocks are the same: data is not what this is about.
import { MemoryBlocks, nodeHasher } from "../../dhash/index.ts";
import { loadContentCipher } from "../../fs/adapters/content-cipher.ts";
import { dataBlocks } from "../../fs/adapters/data-blocks.ts";
import type { FoldRecord, InodeDifference } from "../../fs/core/index.ts";
import { decodeChanges, emptyRoot } from "../../fs/core/index.ts";
import { Volume } from "../../fs/volume.ts";
import { isMalformed, type LogSet } from "../../logs/index.ts";
import { crypto, groupKey, LogWorld } from "./logs.ts";
import { expectNoTrouble } from "./memory-disk.ts";
import { systemClock } from "./memory-volume.ts";
import { treeDigest } from "./tree-digest.ts";

/** Who serves the kernel, and who does not. */
export type Side = "here" | "there";

const indexBySide = { here: 0, there: 1 } as const;
const slotBySide = { here: 1, there: 2 } as const;
/** A log is read on from where one of its files begins, so these are short. */
const recordsPerFile = 32;

const space = {
  bytesTotal: 2 ** 40,
  bytesFree: 2 ** 39,
  bytesAvailable: 2 ** 39,
  filesTotal: 2 ** 30,
  filesFree: 2 ** 29,
};

export class SharedWorld {
  readonly #logs = new LogWorld(2, recordsPerFile);
  readonly #volumes: Readonly<Record<Side, Volume>>;
  absorbed = 0;

  constructor(onTrouble: (message: string) => void) {
    const hasher = nodeHasher();
    const blocks = dataBlocks({
      blocks: new MemoryBlocks(hasher),
      hasher,
      crypto,
      contentCipher: loadContentCipher(),
      groupKey: () => groupKey,
    });
    const makeVolume = (side: Side, other: Side): Volume =>
      new Volume(
        {
          log: this.#log(side),
          blocks,
          clock: systemClock,
          space: { space: () => space },
          report: (trouble) => onTrouble(trouble.message),
          refold: () => {
            throw new Error("a record came too late, or a tree in memory is damaged");
          },
        },
        {
          root: emptyRoot(),
          slot: slotBySide[side],
          nextCounter: 1,
          readOnly: false,
          others: [slotBySide[other]],
        },
      );
    this.#volumes = { here: makeVolume("here", "there"), there: makeVolume("there", "here") };
  }

  volume(side: Side): Volume {
    return this.#volumes[side];
  }

  /** One side hears of everything that the other has written; what changed for its kernel. */
  hear(side: Side): readonly InodeDifference[] {
    const from = side === "here" ? "there" : "here";
    const known = new Map<number, number>();
    for (const other of ["here", "there"] as const) {
      const journal = this.#logs.journal(indexBySide[side], indexBySide[other]);
      known.set(slotBySide[other], journal.newest()?.sequence ?? 0);
    }
    this.#logs.sync(indexBySide[from], indexBySide[side]);
    const records = readRecords(this.#log(side), known);
    this.absorbed += records.length;
    return expectNoTrouble(this.#volumes[side].absorb(records));
  }

  /** After both have heard everything: do they hold the same tree? */
  isSame(): boolean {
    const [here, there] = [this.#digest("here"), this.#digest("there")];
    return Buffer.compare(here, there) === 0;
  }

  #digest(side: Side): Uint8Array {
    return Buffer.from(treeDigest(this.#volumes[side].freeze(), nodeHasher()));
  }

  #log(side: Side): LogSet {
    return this.#logs.set(indexBySide[side]);
  }
}

function readRecords(log: LogSet, known: ReadonlyMap<number, number>): FoldRecord[] {
  const records: FoldRecord[] = [];
  for (const item of log.records(known)) {
    if (item.kind !== "record") throw new Error(`a log in memory is sound: ${item.kind}`);
    const changes = decodeChanges(item.changes, item.partCount);
    if (isMalformed(changes)) throw new Error(changes.why);
    records.push({ stamp: item.stamp, changes });
  }
  return records;
}
