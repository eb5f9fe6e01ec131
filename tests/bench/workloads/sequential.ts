// Writes a file from start to end and reads it, in calls of 1 MiB and of 4 KiB.
import { unlinkSync } from "node:fs";
import { dropCaches, syncEverythingIn } from "../load/kernel-caches.ts";
import { processTree, residentMebibytes } from "../load/process-costs.ts";
import { storedBytes } from "../load/store.ts";
import { mebibyte, readFile, type Transfer, writeFile } from "../load/transfers.ts";
import { type Figure, plain, type Row, type Scene, type Workload } from "./workload.ts";

interface Kind {
  readonly suffix: "1m" | "4k";
  readonly callBytes: number;
  readonly calls: string;
}

const large: Kind = { suffix: "1m", callBytes: mebibyte, calls: "1 MiB" };
const small: Kind = { suffix: "4k", callBytes: 4096, calls: "4 KiB" };

const dataRows: readonly Row[] = [
  { name: "write-1m-stored", unit: "x", what: "bytes on the local disk for each byte written" },
  { name: "memory-data", unit: "MiB", what: "resident memory of the daemon after that write" },
];

export const writeLarge: Workload = {
  ...plain,
  name: "write-1m",
  rows: [writeRow(large), ...dataRows],
  run: (scene) => {
    const { subject } = scene;
    const before = storedBytes(subject);
    const figures = write(scene, large);
    const written = scene.sizes.sequentialMebibytes * mebibyte;
    const stored = { row: "write-1m-stored", value: (storedBytes(subject) - before) / written };
    const pids = processTree(subject.processes);
    if (pids.length === 0) return [...figures, stored];
    return [...figures, stored, { row: "memory-data", value: residentMebibytes(pids) }];
  },
};

export const readLarge: Workload = {
  ...plain,
  name: "read-1m",
  after: "write-1m",
  rows: readRows(large),
  run: (scene) => read(scene, large),
};

export const writeSmall: Workload = {
  ...plain,
  name: "write-4k",
  rows: [writeRow(small)],
  run: (scene) => write(scene, small),
};

export const readSmall: Workload = {
  ...plain,
  name: "read-4k",
  after: "write-4k",
  rows: readRows(small),
  run: (scene) => {
    const figures = read(scene, small);
    unlinkSync(transferOf(scene, small).path);
    return figures;
  },
};

function writeRow({ suffix, calls }: Kind): Row {
  const what = `incompressible bytes in calls of ${calls}, and fsync`;
  return { name: `write-${suffix}`, unit: "MiB/s", what };
}

function readRows({ suffix, calls }: Kind): readonly Row[] {
  return [
    { name: `read-${suffix}-cold`, unit: "MiB/s", what: `in calls of ${calls}, caches dropped` },
    { name: `read-${suffix}-warm`, unit: "MiB/s", what: "the same again" },
  ];
}

function transferOf({ subject, round, sizes }: Scene, { suffix, callBytes }: Kind): Transfer {
  const mebibytes = suffix === "1m" ? sizes.sequentialMebibytes : sizes.smallWritesMebibytes;
  return { path: `${subject.directory}/data-${suffix}-${round}`, mebibytes, callBytes };
}

function write(scene: Scene, kind: Kind): readonly Figure[] {
  const transfer = transferOf(scene, kind);
  syncEverythingIn(scene.subject.directory, scene.subject.store);
  return [{ row: `write-${kind.suffix}`, value: transfer.mebibytes / writeFile(transfer) }];
}

function read(scene: Scene, { suffix, ...kind }: Kind): readonly Figure[] {
  const transfer = transferOf(scene, { suffix, ...kind });
  syncEverythingIn(scene.subject.directory, scene.subject.store);
  const figures: Figure[] = [];
  if (process.geteuid?.() === 0) {
    dropCaches("names and pages");
    figures.push({ row: `read-${suffix}-cold`, value: transfer.mebibytes / readFile(transfer) });
  } else readFile(transfer);
  figures.push({ row: `read-${suffix}-warm`, value: transfer.mebibytes / readFile(transfer) });
  return figures;
}
