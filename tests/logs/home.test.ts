// The key file, and how a copied or restored home is told from the one that writes the log.
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import type { HomeFacts, HomePlace } from "../../logs/index.ts";
import {
  findPlace,
  judgeHome,
  readBinding,
  readKeyFile,
  readMark,
  writeBinding,
  writeKeyFile,
  writeMark,
} from "../../logs/index.ts";
import { crypto, hasher, logIdOf, makeKeyPair, makeRecords } from "../support/logs.ts";
import { expectNoTrouble, MemoryDisk } from "../support/memory-disk.ts";

const directory = fs.mkdtempSync(join(tmpdir(), "ivy-home-"));
test.after.always(() => fs.rmSync(directory, { recursive: true }));
const tools = { crypto, hasher };
const keyPair = makeKeyPair(1);
const logId = logIdOf(keyPair);

function keyPath(name: string): string {
  const path = join(directory, name, "identity.key");
  expectNoTrouble(writeKeyFile(tools, path, keyPair));
  return path;
}

const reasonOf = (value: unknown): string => (isTrouble(value) ? value.reason : "no trouble");

test("a key file gives the key pair back and is for its owner only", (t) => {
  const path = keyPath("plain");
  t.deepEqual(readKeyFile(tools, path), keyPair);
  t.is(fs.statSync(path).mode & 0o777, 0o600);
  t.is(readKeyFile(tools, join(directory, "nothing")), undefined);
});

test("a key file is never overwritten", (t) => {
  const path = keyPath("twice");
  const again = writeKeyFile(tools, path, makeKeyPair(2));
  t.is(reasonOf(again), "busy");
  t.deepEqual(readKeyFile(tools, path), keyPair);
});

test("a key file that others can read is refused with what to do", (t) => {
  const path = keyPath("open");
  for (const mode of [0o640, 0o604, 0o620]) {
    fs.chmodSync(path, mode);
    const trouble = readKeyFile(tools, path);
    t.true(
      isTrouble(trouble) && trouble.reason === "denied" && trouble.message.includes("chmod 600"),
    );
  }
});

test("every changed byte and every other length of a key file is found", (t) => {
  const path = keyPath("damaged");
  const bytes = fs.readFileSync(path);
  for (let at = 0; at < bytes.length; at++) {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ 0x01;
    fs.writeFileSync(path, wrong);
    t.true(["damaged", "newer"].includes(reasonOf(readKeyFile(tools, path))), `byte ${at}`);
    fs.writeFileSync(path, bytes.subarray(0, at));
    t.is(reasonOf(readKeyFile(tools, path)), "damaged", `length ${at}`);
  }
  fs.writeFileSync(path, Buffer.concat([bytes, Buffer.from("x")]));
  t.is(reasonOf(readKeyFile(tools, path)), "damaged");
});

test("a key file of a newer format says so", (t) => {
  const path = keyPath("newer");
  fs.writeFileSync(path, fs.readFileSync(path, "latin1").replace("file 1", "file 2"));
  const newer = readKeyFile(tools, path);
  t.is(reasonOf(newer), "newer");
  const why = isTrouble(newer) ? newer.message : "";
  t.regex(why, /in format 2 by a newer Ivy; this one knows format 1/);
});

const records = makeRecords(logId, [1, 2, 3, 4, 5]);
const others = makeRecords(logId, [9, 9, 9, 9, 9]);
const here: HomePlace = { machine: "m1", inode: "10", device: "2049", born: "1700000000000000001" };
const markAt = (sequence: number, history = records): HomeFacts["mark"] => {
  const hash = history[sequence - 1]?.hash;
  return hash === undefined ? undefined : { sequence, hash };
};
const judge = (facts: Partial<HomeFacts>): string =>
  judgeHome({
    bound: here,
    now: here,
    mark: markAt(3),
    hashAt: (sequence) => records[sequence - 1]?.hash,
    ...facts,
  }).kind;

test("a home is ours where it was bound, fresh where it never was", (t) => {
  t.is(judge({}), "ours");
  t.is(judge({ mark: undefined }), "ours");
  t.is(judge({ bound: undefined }), "fresh");
  t.is(judge({ bound: undefined, mark: undefined }), "fresh");
});

test("another machine, another key file or another birth is a copy", (t) => {
  t.is(judge({ now: { ...here, machine: "m2" } }), "copied");
  t.is(judge({ now: { ...here, inode: "11" } }), "copied");
  t.is(judge({ now: { ...here, born: "1700000000000000002" } }), "copied");
});

test("a device that got another number is no copy, unless nothing else is known", (t) => {
  t.is(judge({ now: { ...here, device: "7" } }), "ours");
  t.is(
    judge({ bound: { ...here, born: "0" }, now: { ...here, born: "0", device: "7" } }),
    "copied",
  );
  t.is(judge({ bound: { ...here, born: "0" }, now: here }), "ours");
});

test("a log that is behind the mark, or differs there, was rolled back, wherever it is", (t) => {
  const behind = (sequence: number) => (sequence <= 2 ? records[sequence - 1]?.hash : undefined);
  t.is(judge({ hashAt: behind }), "rolled-back");
  t.is(judge({ mark: markAt(3, others) }), "rolled-back");
  t.is(judge({ hashAt: behind, bound: undefined }), "rolled-back");
  t.is(judge({ hashAt: behind, now: { ...here, machine: "m2" } }), "rolled-back");
});

test("the place of a key file stays when it is moved and changes when it is copied", (t) => {
  const path = keyPath("place");
  const place = expectNoTrouble(findPlace(path));
  const moved = join(directory, "moved.key");
  fs.copyFileSync(path, join(directory, "copy.key"));
  fs.renameSync(path, moved);
  const judgeAt = (now: HomePlace): string => judge({ bound: place, now });
  t.is(judgeAt(expectNoTrouble(findPlace(moved))), "ours");
  t.is(judgeAt(expectNoTrouble(findPlace(join(directory, "copy.key")))), "copied");
  t.is(reasonOf(findPlace(path)), "failed");
});

test("binding and mark are read back; damaged and newer ones are told", (t) => {
  const disk = new MemoryDisk();
  t.is(readBinding(disk), undefined);
  t.is(readMark(disk, logId), undefined);
  expectNoTrouble(writeBinding(disk, here));
  t.deepEqual(readBinding(disk), here);
  const mark = markAt(4);
  if (mark === undefined) return t.fail();
  expectNoTrouble(writeMark(disk, logId, mark));
  t.deepEqual(readMark(disk, logId), mark);
  const path = `${logId}.json`;
  for (const [text, reason] of [
    ["", "damaged"],
    ["{}", "damaged"],
    ['{"format":1,"sequence":1.5,"hash":"12"}', "damaged"],
    ['{"format":1,"sequence":"1"}', "damaged"],
    ['{"format":2}', "newer"],
  ] as const) {
    disk.setBytes(path, Buffer.from(text));
    t.is(reasonOf(readMark(disk, logId)), reason, text);
    disk.setBytes("binding.json", Buffer.from(text));
    t.is(reasonOf(readBinding(disk)), reason, text);
  }
  return undefined;
});
