// A Volume whose log and blocks are in memory: all of the file system but the disk.
import { MemoryBlocks, nodeHasher, Trouble } from "../../dhash/index.ts";
import { loadContentCipher } from "../../fs/adapters/content-cipher.ts";
import { dataBlocks } from "../../fs/adapters/data-blocks.ts";
import { decodeChanges, emptyRoot } from "../../fs/core/index.ts";
import type { Clock, OwnLog } from "../../fs/ports.ts";
import { Volume } from "../../fs/volume.ts";
import type { VolumePorts } from "../../fs/volume-options.ts";
import type { Dot, Stamp, Time } from "../../logs/index.ts";
import { makeDot, nativeCrypto, wrappersCrypto } from "../../logs/index.ts";

const slot = 1;

interface LoggedRecord {
  readonly stamp: Stamp;
  readonly changes: Uint8Array;
  readonly partCount: number;
}

/** Keeps every record's changes and parts, as a journal would. */
export class MemoryLog implements OwnLog {
  readonly records: LoggedRecord[] = [];
  readonly #parts = new Map<Dot, readonly Uint8Array[]>();

  /** Goes on after what another one holds. */
  constructor(before?: MemoryLog) {
    if (before !== undefined) this.records.push(...before.records);
  }

  append(time: Time, changes: Uint8Array, parts: readonly Uint8Array[]): Stamp {
    const sequence = this.records.length + 1;
    const dot = makeDot(slot, sequence);
    const known = new Map(sequence > 1 ? [[slot, sequence - 1]] : []);
    const stamp: Stamp = { dot, lamport: sequence, logId: "11".repeat(32), known, time };
    this.records.push({ stamp, changes, partCount: parts.length });
    if (parts.length > 0)
      this.#parts.set(
        dot,
        parts.map((part) => Buffer.from(part)),
      );
    const decoded = decodeChanges(changes, parts.length);
    if ("why" in decoded) throw new Error(`the Volume logged malformed changes: ${decoded.why}`);
    return stamp;
  }

  readPart(dot: Dot, part: number): Uint8Array | Trouble {
    return (
      this.#parts.get(dot)?.[part] ?? new Trouble("absent", `no part ${part} of record ${dot}`)
    );
  }

  sync(): undefined {}
}

export const systemClock: Clock = {
  now: () => {
    const milliseconds = performance.timeOrigin + performance.now();
    const seconds = Math.floor(milliseconds / 1000);
    return { seconds, nanoseconds: Math.floor((milliseconds - seconds * 1000) * 1_000_000) };
  },
};

export async function memoryVolume(log: OwnLog = new MemoryLog()): Promise<Volume> {
  const options = { root: emptyRoot(), slot, nextCounter: 1, readOnly: false };
  return new Volume(await memoryPorts(log), options);
}

export async function memoryPorts(log: OwnLog): Promise<VolumePorts> {
  const groupKey = new Uint8Array(32).fill(7);
  const blocks = dataBlocks({
    blocks: new MemoryBlocks(nodeHasher()),
    hasher: nodeHasher(),
    crypto: nativeCrypto() ?? (await wrappersCrypto()),
    contentCipher: loadContentCipher(),
    groupKey: () => groupKey,
  });
  const space = {
    bytesTotal: 2 ** 40,
    bytesFree: 2 ** 39,
    bytesAvailable: 2 ** 39,
    filesTotal: 2 ** 30,
    filesFree: 2 ** 29,
  };
  return {
    log,
    blocks,
    clock: systemClock,
    space: { space: () => space },
    report: reportTrouble,
    refold,
  };
}

function refold(): Trouble {
  return new Trouble("damaged", "a tree in memory has no snapshot");
}

function reportTrouble(trouble: Trouble): void {
  process.stderr.write(`${trouble.message}\n`);
}
