// mmap(2): shared writable mappings, beside read and write, between processes, and what stays when
// they go.
import { strict as assert } from "node:assert";
import {
  close,
  flags,
  open,
  readAt,
  sync,
  truncateOpen,
  writeAt,
} from "../../support/child/files.ts";
import { mapFile } from "../../support/child/memory.ts";
import { startPeer } from "../../support/child/peer.ts";
import { refuses } from "../../support/subject.ts";
import type { DirectorySubject } from "../../support/subject-directory.ts";
import { bySystemCall, pattern } from "../case.ts";

const page = 4096;

function fileOf(s: DirectorySubject, data: Uint8Array): number {
  s.create("f");
  const fd = open(s.absolute("f"), flags.readWrite);
  writeAt(fd, 0, data);
  return fd;
}

export const mappingCases = [
  bySystemCall("a mapping shows the file's bytes and takes writes", (s) => {
    const data = pattern(10 * page);
    const fd = fileOf(s, data);
    const mapping = mapFile(fd, { length: 10 * page });
    assert.ok(mapping.bytes.equals(data));
    mapping.bytes.write("through the map", 3 * page - 5);
    assert.equal(readAt(fd, 3 * page - 5, 15).toString(), "through the map");
    writeAt(fd, 5 * page, "through the call");
    assert.equal(mapping.bytes.toString("latin1", 5 * page, 5 * page + 16), "through the call");
    mapping.sync();
    mapping.unmap();
    close(fd);
    const again = s.open("f");
    assert.equal(again.read(3 * page - 5, 15).toString(), "through the map");
    again.close();
  }),

  bySystemCall("a mapping outlives its descriptor and the name of its file", (s) => {
    const fd = fileOf(s, pattern(page));
    const mapping = mapFile(fd, { length: page });
    s.link("f", "g");
    close(fd);
    s.unlink("f");
    mapping.bytes.write("late", 0);
    mapping.sync();
    mapping.unmap();
    const other = s.open("g");
    assert.equal(other.read(0, 4).toString(), "late");
    other.close();
  }),

  bySystemCall("two processes share what they write into their mappings", (s) => {
    const fd = fileOf(s, Buffer.alloc(2 * page));
    const mapping = mapFile(fd, { length: 2 * page });
    const peer = startPeer();
    try {
      const opened = peer.ask({ do: "open", path: s.absolute("f"), flags: flags.readWrite }).fd;
      assert.ok(opened !== undefined);
      peer.ask({ do: "map", fd: opened, length: 2 * page });
      mapping.bytes.write("from here", page - 4);
      assert.equal(peer.ask({ do: "read-map", offset: page - 4, length: 9 }).text, "from here");
      peer.ask({ do: "write-map", offset: 10, text: "from there" });
      assert.equal(mapping.bytes.toString("latin1", 10, 20), "from there");
      assert.equal(readAt(fd, 10, 10).toString(), "from there");
    } finally {
      peer.leave();
    }
    mapping.unmap();
    assert.equal(readAt(fd, 10, 10).toString(), "from there");
    close(fd);
  }),

  bySystemCall("a private mapping changes nothing in the file", (s) => {
    const fd = fileOf(s, pattern(page));
    const mapping = mapFile(fd, { length: page, copyOnWrite: true });
    mapping.bytes.write("only mine", 0);
    assert.ok(readAt(fd, 0, page).equals(pattern(page)));
    mapping.unmap();
    close(fd);
  }),

  bySystemCall("bytes mapped beyond the end are zeros and never become part of the file", (s) => {
    const fd = fileOf(s, Buffer.from("short"));
    const mapping = mapFile(fd, { length: page });
    assert.ok(mapping.bytes.subarray(5).equals(Buffer.alloc(page - 5)));
    mapping.bytes.write("hidden", 100);
    mapping.sync();
    mapping.unmap();
    assert.equal(s.facts("f").size, 5);
    truncateOpen(fd, 200);
    sync(fd);
    assert.ok(readAt(fd, 5, 195).equals(Buffer.alloc(195)));
    close(fd);
  }),

  bySystemCall("a hole is written through a mapping, at a far offset too", (s) => {
    s.create("f");
    const fd = open(s.absolute("f"), flags.readWrite);
    const far = 2 ** 40;
    truncateOpen(fd, far + page);
    const mapping = mapFile(fd, { length: page, offset: far });
    assert.ok(mapping.bytes.equals(Buffer.alloc(page)));
    mapping.bytes.write("far", 7);
    mapping.sync();
    mapping.unmap();
    assert.equal(readAt(fd, far + 7, 3).toString(), "far");
    close(fd);
  }),

  bySystemCall("writing through a mapping moves the file's modification time", (s) => {
    const fd = fileOf(s, pattern(page));
    sync(fd);
    const mapping = mapFile(fd, { length: page });
    s.change("f", { modified: { seconds: 1000, nanoseconds: 0 } });
    mapping.bytes.write("x", 0);
    mapping.sync();
    assert.ok(s.facts("f").modified.seconds > 1000);
    mapping.unmap();
    close(fd);
  }),

  bySystemCall("mappings need a descriptor that may do what they do", (s) => {
    s.create("f");
    s.makeDirectory("d");
    const reading = open(s.absolute("f"), flags.readOnly);
    refuses("EACCES", () => mapFile(reading, { length: page }));
    close(reading);
    const directory = open(s.absolute("d"), flags.directory);
    refuses("ENODEV", () => mapFile(directory, { length: page, writable: false }));
    close(directory);
  }),
];
