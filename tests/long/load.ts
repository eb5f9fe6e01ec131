// What the processes of the long run do, each until its time is over or its quota used up. Every
// one checks what it reads.
import { strict as assert } from "node:assert";
import { createHash, randomFillSync } from "node:crypto";
import { pattern } from "../conformance/case.ts";
import { OwnNames } from "../mounted/concurrency/own-names.ts";
import { roughStep } from "../mounted/concurrency/rough.ts";
import type { Chance } from "../support/chance.ts";
import type { Held, Subject } from "../support/subject.ts";

export type LoadKind = "small-files" | "large-files" | "overwriting" | "names";

/** What a process has done. */
export interface Done {
  files: number;
  /** As the kernel hands them over: whole pages where only parts of them were written. */
  bytes: number;
}

export interface Load {
  readonly subject: Subject;
  /** Its own. */
  readonly directory: string;
  readonly chance: Chance;
  readonly done: Done;
}

/** Answers with a function that takes one step. */
export const loads: Readonly<Record<LoadKind, (load: Load) => () => void>> = {
  "small-files": smallFiles,
  "large-files": largeFiles,
  overwriting,
  names,
};

const pageBytes = 4096;
const smallFilesKept = 2000;

/** Files of up to a page come, are read, renamed and go. */
function smallFiles({ subject, directory, chance, done }: Load): () => void {
  let [oldest, next] = [0, 0];
  const path = (file: number): string => `${directory}/${file % 50}/${file}`;
  const content = (file: number): Buffer => pattern((file * 37) % 4000, file);
  for (let below = 0; below < 50; below++) subject.makeDirectory(`${directory}/${below}`);
  return () => {
    subject.create(path(next));
    const file = subject.open(path(next));
    if (content(next).length > 0) file.write(0, content(next));
    file.close();
    done.bytes += content(next).length;
    done.files++;
    next++;
    if (chance.below(4) === 0) {
      const again = oldest + chance.below(next - oldest);
      assert.ok(readWhole(subject, path(again)).equals(content(again)), `${path(again)} differs`);
      subject.rename(path(again), `${path(again)}-moved`);
      subject.rename(`${path(again)}-moved`, path(again));
    }
    if (next - oldest > smallFilesKept) subject.unlink(path(oldest++));
  };
}

const largeFileBytes = 32 * 1024 * 1024;
const largeFilesKept = 8;
const chunkBytes = 1024 * 1024;

/** Files of 32 MiB of chance, one MiB a step; each is synced, and one is read again. */
function largeFiles({ subject, directory, chance, done }: Load): () => void {
  const hashes: string[] = [];
  const chunk = Buffer.alloc(chunkBytes);
  let hash = createHash("sha256");
  let [at, file]: [number, Held | undefined] = [0, undefined];
  const path = (number: number): string => `${directory}/${number}`;
  const finish = (held: Held): void => {
    held.sync();
    held.close();
    hashes.push(hash.digest("hex"));
    [at, file, hash] = [0, undefined, createHash("sha256")];
    done.files++;
    const from = Math.max(0, hashes.length - largeFilesKept);
    const again = from + chance.below(hashes.length - from);
    assert.equal(hashWhole(subject, path(again)), hashes[again], `${path(again)} differs`);
    if (from > 0) subject.unlink(path(from - 1));
  };
  return () => {
    if (file === undefined) {
      subject.create(path(hashes.length));
      file = subject.open(path(hashes.length));
    }
    randomFillSync(chunk);
    hash.update(chunk);
    assert.equal(file.write(at, chunk), chunkBytes);
    done.bytes += chunkBytes;
    at += chunkBytes;
    if (at === largeFileBytes) finish(file);
  };
}

const blockBytes = 64 * 1024;
const blocksCount = 4096;

/** One file of 256 MiB in which blocks of 64 KiB are replaced and read. */
function overwriting({ subject, directory, chance, done }: Load): () => void {
  const versions = new Map<number, number>();
  let version = 0;
  subject.create(`${directory}/base`);
  const file = subject.open(`${directory}/base`);
  file.truncate(blocksCount * blockBytes);
  return () => {
    const block = chance.below(blocksCount);
    const expected = versions.get(block);
    if (expected !== undefined) {
      const found = file.read(block * blockBytes, blockBytes);
      assert.ok(found.equals(pattern(blockBytes, expected)), `block ${block} differs`);
    }
    file.write(block * blockBytes, pattern(blockBytes, ++version));
    versions.set(block, version);
    done.bytes += blockBytes;
    if (chance.below(64) === 0) file.sync();
  };
}

/** Names of its own, and names that nobody cares for. */
function names({ subject, directory, chance, done }: Load): () => void {
  const counted = countingWrites(subject, done);
  const own = new OwnNames(counted, directory, 0);
  return () => {
    if (chance.below(2) === 0) own.step(chance);
    else roughStep({ subject: counted, chance, base: directory, deep: true });
    if (chance.below(100) === 0) own.check();
  };
}

function countingWrites(subject: Subject, done: Done): Subject {
  return {
    ...subject,
    create: (path, mode) => {
      subject.create(path, mode);
      done.files++;
    },
    open: (path) => {
      const file = subject.open(path);
      const write: Held["write"] = (offset, data) => {
        const pages =
          Math.ceil((offset + data.length) / pageBytes) - Math.floor(offset / pageBytes);
        done.bytes += pages * pageBytes;
        return file.write(offset, data);
      };
      return { ...file, write };
    },
  };
}

function readWhole(subject: Subject, path: string): Buffer {
  const file = subject.open(path);
  try {
    return file.read(0, 2 * pageBytes);
  } finally {
    file.close();
  }
}

function hashWhole(subject: Subject, path: string): string {
  const hash = createHash("sha256");
  const file = subject.open(path);
  for (let at = 0; at < largeFileBytes; at += chunkBytes) hash.update(file.read(at, chunkBytes));
  file.close();
  return hash.digest("hex");
}
