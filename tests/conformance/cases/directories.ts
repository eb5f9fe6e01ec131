// Listing directories, also while they change, and what the file system says of itself.
import { strict as assert } from "node:assert";
import {
  close,
  flags,
  open,
  seek,
  sync,
  syncData,
  syncFileSystem,
  whence,
} from "../../support/child/files.ts";
import { type DirectoryEntry, readEntries } from "../../support/child/names.ts";
import type { Subject } from "../../support/subject.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall } from "../case.ts";

const entriesMax = 3000;

function fill(s: Subject, directory: string, count: number): string[] {
  s.makeDirectory(directory);
  const names = Array.from({ length: count }, (_, index) => `entry-${index}`);
  for (const name of names) s.create(`${directory}/${name}`);
  return names;
}

function readAll(fd: number, bufferBytes: number): DirectoryEntry[] {
  const all: DirectoryEntry[] = [];
  for (;;) {
    const entries = readEntries(fd, bufferBytes);
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

export const directoryCases = [
  anywhere("a listing shows every name once", (s) => {
    const names = fill(s, "d", entriesMax);
    assert.deepEqual(s.list("d").toSorted(), names.toSorted());
  }),

  anywhere("a listing shows once what stays while other names come and go", (s) => {
    const names = fill(s, "d", entriesMax);
    const staying = names.filter((_, index) => index % 3 === 0);
    const listing = s.startListing("d");
    const seen: string[] = [];
    for (let round = 0; ; round++) {
      const more = listing.next(50);
      if (more.length === 0) break;
      seen.push(...more);
      for (let i = round * 30; i < round * 30 + 30 && i < entriesMax; i++) {
        if (i % 3 !== 0) s.unlink(`d/entry-${i}`);
        if (i % 2 === 0) s.create(`d/new-${i}`);
      }
    }
    listing.close();
    assert.equal(new Set(seen).size, seen.length, "a name was listed twice");
    const shown = new Set(seen);
    assert.deepEqual(
      staying.filter((name) => !shown.has(name)),
      [],
    );
  }),

  anywhere("a directory is emptied while it is listed", (s) => {
    fill(s, "d", 1000);
    const listing = s.startListing("d");
    for (let more = listing.next(20); more.length > 0; more = listing.next(20)) {
      for (const name of more) s.unlink(`d/${name}`);
    }
    listing.close();
    s.removeDirectory("d");
  }),

  bySystemCall("a listing begins with . and .. and gives types and inode numbers", (s) => {
    s.makeDirectory("d");
    s.makeDirectory("d/sub");
    s.create("d/file");
    s.symlink("x", "d/link");
    s.makeNode("d/pipe", { type: "fifo" });
    const fd = open(s.absolute("d"), flags.directory);
    const entries = new Map(readAll(fd, 4096).map((entry) => [entry.name, entry]));
    close(fd);
    assert.equal(entries.get(".")?.inode, s.facts("d").inode);
    assert.equal(entries.get("..")?.inode, s.facts("").inode);
    const types = ["sub", "file", "link", "pipe"].map((name) => entries.get(name)?.type);
    assert.deepEqual(types, [4, 8, 10, 1]);
    for (const name of ["sub", "file"]) {
      assert.equal(entries.get(name)?.inode, s.facts(`d/${name}`).inode);
    }
  }),

  bySystemCall("a listing shows what was made before it began, while another is under way", (s) => {
    const early = fill(s, "d", 400);
    const other = open(s.absolute("d"), flags.directory);
    // All of it but the end: whoever caches what this listing read has no later name.
    for (let count = 0; count < early.length + 2; ) count += readEntries(other, 4096).length;
    const late = Array.from({ length: 50 }, (_, index) => `late-${index}`);
    for (const name of late) s.create(`d/${name}`);
    const fd = open(s.absolute("d"), flags.directory);
    const begun = readEntries(fd, 4096);
    readAll(other, 4096);
    const shown = new Set([...begun, ...readAll(fd, 4096)].map(({ name }) => name));
    for (const opened of [fd, other]) close(opened);
    assert.deepEqual(
      [...early, ...late].filter((name) => !shown.has(name)),
      [],
    );
  }),

  bySystemCall("a listing goes on from any cookie it gave", (s) => {
    fill(s, "d", 200);
    const fd = open(s.absolute("d"), flags.directory);
    const all = readAll(fd, 4096);
    for (const index of [0, 1, 2, 57, 199, 201]) {
      const cookie = all[index]?.cookie;
      assert.ok(cookie !== undefined);
      seek(fd, cookie, whence.start);
      const rest = readAll(fd, 4096).map((entry) => entry.name);
      assert.deepEqual(
        rest,
        all.slice(index + 1).map((entry) => entry.name),
        `after entry ${index}`,
      );
    }
    close(fd);
  }),

  bySystemCall("a listing that is started again sees what is new", (s) => {
    fill(s, "d", 10);
    const fd = open(s.absolute("d"), flags.directory);
    assert.equal(readAll(fd, 4096).length, 12);
    s.create("d/new");
    s.unlink("d/entry-3");
    seek(fd, 0, whence.start);
    const names = readAll(fd, 4096).map((entry) => entry.name);
    assert.ok(names.includes("new") && !names.includes("entry-3"));
    close(fd);
  }),

  bySystemCall("a buffer too small for one entry is refused", (s) => {
    s.makeDirectory("d");
    s.create(`d/${"n".repeat(255)}`);
    const fd = open(s.absolute("d"), flags.directory);
    refuses("EINVAL", () => readAll(fd, 64));
    close(fd);
  }),

  anywhere("the parent of a moved directory is the new one", (s) => {
    s.makeDirectory("a");
    s.makeDirectory("b");
    s.makeDirectory("a/d");
    s.create("b/here");
    s.rename("a/d", "b/d");
    assert.deepEqual(s.list("b/d/..").toSorted(), ["d", "here"]);
  }),

  anywhere("statistics tell sizes that can be", (s) => {
    const statistics = s.statistics();
    assert.ok(statistics.bytesTotal > 0);
    assert.ok(statistics.bytesFree > 0 && statistics.bytesFree <= statistics.bytesTotal);
    assert.ok(statistics.filesFree > 0 && statistics.filesFree <= statistics.filesTotal);
    assert.equal(statistics.nameBytesMax, 255);
  }),

  anywhere("files and directories are synchronised", (s) => {
    s.makeDirectory("d");
    s.create("d/f");
    const file = s.open("d/f");
    file.write(0, "to the disk");
    file.sync();
    file.close();
    s.syncDirectory("d");
    s.syncDirectory("");
  }),

  bySystemCall("fdatasync, syncfs and fsync of a file opened for reading are done", (s) => {
    s.create("f");
    const fd = open(s.absolute("f"), flags.readOnly);
    syncData(fd);
    sync(fd);
    syncFileSystem(fd);
    close(fd);
  }),
];
