// What a record costs: `node tests/bench/logs.ts`. CPU time of appending create records and of
// replaying them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTrouble, nodeDisk, nodeHasher } from "../../dhash/index.ts";
import type { Change } from "../../fs/core/change.ts";
import { decodeChanges, encodeChanges } from "../../fs/core/change-codec.ts";
import { makeInodeNumber, rootInodeNumber } from "../../fs/core/inode-number.ts";
import { isName } from "../../fs/core/name.ts";
import type { LogSet } from "../../logs/index.ts";
import {
  bytesToLogId,
  createKeyPair,
  dotSlot,
  foundFileSystem,
  isMalformed,
  loadCrypto,
  makeDot,
  openJournals,
  openLogSet,
} from "../../logs/index.ts";
import { enterView } from "../support/entered-view.ts";

const records = Number(process.argv[2] ?? 200_000);
const directory = mkdtempSync(join(process.env["IVY_BENCH_DIR"] ?? tmpdir(), "ivy-bench-logs-"));
const crypto = await loadCrypto();
const hasher = nodeHasher();
const disk = nodeDisk(directory);
const keyPair = createKeyPair(crypto);
const founding = { crypto, hasher, name: "bench", participantName: "bench", keyPair, root: 1 };
const block = foundFileSystem(founding);
const entered = enterView({ crypto, hasher, keyPair }, block.bytes, undefined);
if (isMalformed(entered)) throw new Error(entered.why);

function openLogs(): LogSet {
  const own = bytesToLogId(keyPair.publicKey);
  const journals = openJournals({ disk, hasher, directory: "logs", own });
  if (isTrouble(journals) || isMalformed(entered)) throw new Error(String(journals));
  const logs = openLogSet({
    crypto,
    hasher,
    fileSystem: entered.key,
    view: entered.key,
    members: entered.members,
    groupKeysByEpoch: new Map([[entered.keyEpoch, entered.groupKey]]),
    keyEpoch: entered.keyEpoch,
    journals,
    own: keyPair,
    syncedSequence: 0,
  });
  if (isTrouble(logs)) throw new Error(logs.message);
  return logs;
}

function measure(what: string, count: number, work: () => void): void {
  const cpu = process.cpuUsage();
  const start = performance.now();
  work();
  const { user, system } = process.cpuUsage(cpu);
  const wall = performance.now() - start;
  const each = ((user + system) / count).toFixed(2);
  const rate = Math.round((count / wall) * 1000).toLocaleString("en");
  console.log(`${what.padEnd(42)} ${each.padStart(8)} µs CPU each ${rate.padStart(12)} /s`);
}

function createChanges(counter: number): Change[] {
  const name = `file-${String(counter).padStart(10, "0")}.txt`;
  if (!isName(name)) throw new Error(name);
  const inode = makeInodeNumber(1, counter);
  const own = { uid: 1000, gid: 1000, mode: 0o644, device: 0, target: "" };
  return [
    { kind: "inode", inode, type: "file", ...own },
    { kind: "link", directory: rootInodeNumber, name, inode },
  ];
}

function appendAll(logs: LogSet, count: number, parts: readonly Uint8Array[]): void {
  const time = { seconds: 1_800_000_000, nanoseconds: 123_456_789 };
  for (let i = 0; i < count; i++) {
    const stamp = logs.append(time, encodeChanges(createChanges(i + 1)), parts);
    if (isTrouble(stamp)) throw new Error(stamp.message);
  }
}

const logs = openLogs();
appendAll(logs, 5000, []);
measure("append a create record (warm)", records, () => appendAll(logs, records, []));
measure("  of that: encode two changes", records, () => {
  for (let i = 0; i < records; i++) encodeChanges(createChanges(i + 1));
});
const inline = [new Uint8Array(4096)];
measure("append with 4 KiB inline", 20_000, () => appendAll(logs, 20_000, inline));
measure("sync", 1, () => logs.sync());
logs.close();
measure("open", 1, () => openLogs().close());
const again = openLogs();
let replayed = 0;
const total = records + 25_000;
measure("replay: read, check, open, decode changes", total, () => {
  for (const item of again.records(new Map())) {
    if (item.kind !== "record") throw new Error(JSON.stringify(item));
    const changes = decodeChanges(item.changes, item.partCount);
    if (isMalformed(changes)) throw new Error(changes.why);
    replayed++;
  }
});
if (replayed !== total) throw new Error(`${replayed} of ${total} records`);
const last = again.head();
if (last === undefined) throw new Error("no head");
measure("read an inline part of a random record", 20_000, () => {
  for (let i = 0; i < 20_000; i++) {
    const back = Math.floor((i * 7919) % 20_000);
    const part = again.readPart(makeDot(dotSlot(last.dot), last.sequence - back), 0);
    if (isTrouble(part)) throw new Error(part.message);
  }
});
again.close();
rmSync(directory, { recursive: true });
