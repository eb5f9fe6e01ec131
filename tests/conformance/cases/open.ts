// open(2): its flags, one by one.
import { strict as assert } from "node:assert";
import * as attributes from "../../support/child/attributes.ts";
import {
  close,
  flags,
  open,
  openResolving,
  read,
  readAt,
  readInto,
  seek,
  sync,
  whence,
  withOpen,
  write,
  writeAt,
} from "../../support/child/files.ts";
import { asUser } from "../../support/child/identity.ts";
import { alignedMemory } from "../../support/child/memory.ts";
import { linkOpen, makeNode, setUmask } from "../../support/child/names.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall, pattern } from "../case.ts";

const { readOnly, readWrite, writeOnly, create, exclusive, truncate, append } = flags;
const newFile = create | writeOnly;

export const openCases = [
  bySystemCall("O_CREAT makes the file once and opens it the second time", (s) => {
    const path = s.absolute("f");
    close(open(path, newFile, 0o600));
    const { inode } = s.facts("f");
    close(open(path, newFile, 0o644));
    assert.equal(s.facts("f").inode, inode);
    assert.equal(s.facts("f").mode, 0o600);
  }),

  anywhere("an exclusive create of a name that is there is refused", (s) => {
    s.create("f");
    refuses("EEXIST", () => s.create("f"));
    s.makeDirectory("d");
    refuses("EEXIST", () => s.create("d"));
    s.symlink("nowhere", "l");
    refuses("EEXIST", () => s.create("l"));
  }),

  bySystemCall("O_CREAT through a dangling symbolic link makes the target", (s) => {
    s.symlink("target", "l");
    close(open(s.absolute("l"), newFile));
    assert.equal(s.facts("target").type, "file");
  }),

  bySystemCall("O_TRUNC empties the file and touches its times", (s) => {
    s.create("f");
    withOpen(s.absolute("f"), writeOnly, (fd) => write(fd, "some bytes"));
    s.change("f", { modified: { seconds: 1000, nanoseconds: 0 } });
    close(open(s.absolute("f"), writeOnly | truncate));
    assert.equal(s.facts("f").size, 0);
    assert.ok(s.facts("f").modified.seconds > 1000);
  }),

  bySystemCall("O_APPEND writes at the end, wherever the position and whoever wrote", (s) => {
    const first = open(s.absolute("f"), create | readWrite | append);
    const second = open(s.absolute("f"), readWrite | append);
    write(first, "one ");
    write(second, "two ");
    seek(first, 0, whence.start);
    write(first, "three");
    assert.equal(readAt(second, 0, 100).toString(), "one two three");
    close(first);
    close(second);
  }),

  bySystemCall("O_RDONLY and O_WRONLY files refuse the other direction", (s) => {
    s.create("f");
    withOpen(s.absolute("f"), readOnly, (fd) => refuses("EBADF", () => write(fd, "x")));
    withOpen(s.absolute("f"), writeOnly, (fd) => refuses("EBADF", () => read(fd, 1)));
  }),

  bySystemCall("O_DIRECTORY, O_NOFOLLOW and missing names are refused as they should be", (s) => {
    s.create("f");
    s.symlink("f", "l");
    refuses("ENOTDIR", () => open(s.absolute("f"), flags.directory));
    refuses("ELOOP", () => open(s.absolute("l"), flags.noFollow));
    refuses("ENOENT", () => open(s.absolute("none"), readOnly));
    refuses("ENOENT", () => open(s.absolute("none/f"), newFile));
    refuses("ENOTDIR", () => open(s.absolute("f/g"), newFile));
    refuses("EEXIST", () => open(s.absolute("l"), newFile | exclusive));
  }),

  bySystemCall("a directory cannot be opened for writing or created by open", (s) => {
    s.makeDirectory("d");
    refuses("EISDIR", () => open(s.absolute("d"), writeOnly));
    refuses("EISDIR", () => open(s.absolute("d"), readOnly | create));
    refuses("EISDIR", () => open(s.absolute("d"), readWrite | truncate));
    withOpen(s.absolute("d"), readOnly, (fd) => refuses("EISDIR", () => read(fd, 10)));
  }),

  bySystemCall("a file without write permission can be created open for writing", (s) => {
    const fd = open(s.absolute("f"), create | exclusive | readWrite, 0o444);
    write(fd, "still writable");
    assert.equal(readAt(fd, 0, 100).toString(), "still writable");
    assert.equal(s.facts("f").mode, 0o444);
    close(fd);
  }),

  bySystemCall(
    "a file created with no permission at all is written by who created it",
    (s) => {
      s.change("", { mode: 0o777 });
      asUser({ uid: 1234, gid: 1234 }, () => {
        const fd = open(s.absolute("f"), create | exclusive | readWrite, 0o000);
        assert.equal(write(fd, "mine"), 4);
        close(fd);
        refuses("EACCES", () => open(s.absolute("f"), readOnly));
      });
      assert.equal(s.facts("f").size, 4);
    },
    ["root", "others"],
  ),

  bySystemCall("the umask takes bits from new files, directories and nodes", (s) => {
    const before = setUmask(0o027);
    try {
      close(open(s.absolute("f"), newFile, 0o777));
      s.makeDirectory("d", 0o777);
      makeNode(s.absolute("p"), attributes.typeBits.fifo | 0o666);
    } finally {
      setUmask(before);
    }
    assert.deepEqual(
      ["f", "d", "p"].map((name) => s.facts(name).mode),
      [0o750, 0o750, 0o640],
    );
  }),

  bySystemCall("O_SYNC and O_DSYNC files are written and read", (s) => {
    for (const flag of [flags.sync, flags.dataSync]) {
      const fd = open(s.absolute("f"), create | readWrite | truncate | flag);
      const data = pattern(300_000);
      assert.equal(writeAt(fd, 0, data), data.length);
      assert.ok(readAt(fd, 0, data.length).equals(data));
      sync(fd);
      close(fd);
    }
  }),

  bySystemCall(
    "O_DIRECT reads and writes aligned blocks, beside a cached reader",
    (s) => {
      const memory = alignedMemory(65_536);
      const data = pattern(65_536, 3);
      data.copy(memory.bytes);
      const direct = open(s.absolute("f"), create | readWrite | flags.direct);
      const cached = open(s.absolute("f"), readWrite);
      assert.equal(writeAt(direct, 4096, memory.bytes), 65_536);
      assert.ok(readAt(cached, 4096, 65_536).equals(data));
      writeAt(cached, 8192, "cached");
      memory.bytes.fill(0);
      assert.equal(readInto(direct, memory.bytes, 4096), 65_536);
      data.write("cached", 4096);
      assert.ok(memory.bytes.equals(data));
      close(direct);
      close(cached);
      memory.unmap();
    },
    ["direct"],
  ),

  anywhere(
    "a nameless file is read and written and disappears when it is closed",
    (s) => {
      const file = s.openNameless("");
      file.write(0, "nobody sees me");
      assert.equal(file.read(7, 4).toString(), "sees");
      assert.equal(file.facts().links, 0);
      assert.deepEqual(s.list(""), []);
      file.close();
    },
    ["nameless"],
  ),

  anywhere(
    "a nameless file gets a name by linkat and keeps its bytes",
    (s) => {
      const file = s.openNameless("");
      file.write(0, "soon to be seen");
      file.linkAs("f");
      assert.equal(file.facts().links, 1);
      file.close();
      const again = s.open("f");
      assert.equal(again.read(0, 100).toString(), "soon to be seen");
      again.close();
    },
    ["nameless", "root"],
  ),

  bySystemCall(
    "a nameless file opened with O_EXCL can never get a name",
    (s) => {
      const fd = open(s.absolute(""), flags.nameless | readWrite | exclusive, 0o600);
      refuses("ENOENT", () => linkOpen(fd, s.absolute("f")));
      close(fd);
    },
    ["nameless", "root"],
  ),

  bySystemCall("O_PATH opens without permission to read and gives only facts", (s) => {
    s.create("f", 0o000);
    const fd = open(s.absolute("f"), flags.pathOnly);
    assert.equal(attributes.factsOpen(fd).mode, 0o000);
    refuses("EBADF", () => read(fd, 1));
    close(fd);
  }),

  bySystemCall("openat2 with RESOLVE_NO_SYMLINKS refuses every symbolic link on the way", (s) => {
    const noSymlinks = 0x04;
    s.makeDirectory("d");
    s.create("d/f");
    s.symlink("d", "l");
    close(openResolving(s.absolute("d/f"), readOnly, noSymlinks));
    refuses("ELOOP", () => openResolving(s.absolute("l/f"), readOnly, noSymlinks));
  }),
];
