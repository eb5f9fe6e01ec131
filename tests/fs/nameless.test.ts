// Files without a name keep their small data in memory: all of it that is still in the file, and
// not much more.
import test from "ava";
import { contentPieces, rootInodeNumber, unloadStored } from "../../fs/core/index.ts";
import { Nameless } from "../../fs/nameless.ts";
import { MemoryGenerations } from "../support/memory-generations.ts";
import { writeWhole } from "../support/memory-snapshots.ts";
import { Author, at, fold, make } from "../support/tree-story.ts";

const inode = new Author(1).newInode();
const time = { seconds: 1, nanoseconds: 0 };

function makeNameless(): Nameless {
  const nameless = new Nameless();
  nameless.apply([make.inode(inode)], [], time);
  return nameless;
}

function write(nameless: Nameless, offset: number, text: string): void {
  const source = { kind: "part", dot: undefined, part: 0, start: 0 } as const;
  const extents = [{ offset, length: text.length, source }];
  nameless.apply([{ kind: "write", inode, extents }], [Buffer.from(text)], time);
}

function contentOf({ inodes, parts }: Nameless): string {
  const file = inodes.get(inode);
  if (file === undefined) return "gone";
  return contentPieces(file, 0, file.size)
    .map(({ source, length }) => {
      if (source.kind !== "part") return ".".repeat(length);
      const bytes = Buffer.from(parts.get(source.part) ?? "?".repeat(length));
      return bytes.toString("latin1", source.start, source.start + length);
    })
    .join("");
}

test("a nameless file that is rewritten for ever keeps little more than its content", (t) => {
  const nameless = makeNameless();
  let most = 0;
  for (let round = 0; round < 5000; round++) {
    write(nameless, (round % 10) * 4, String(round).padStart(4, "0"));
    most = Math.max(most, nameless.parts.size);
  }
  t.is(contentOf(nameless), "4990499149924993499449954996499749984999");
  t.true(most < 600, `${most} parts were kept for 10 pieces`);
  nameless.forget(inode);
  t.is(nameless.parts.size, 0);
});

test("what is still in a nameless file is kept, however much it is", (t) => {
  const nameless = makeNameless();
  const digits = Array.from({ length: 3000 }, (_, at) => String(at % 10));
  for (const [at, digit] of digits.entries()) write(nameless, at, digit);
  write(nameless, 1000, "half of what was there is written over".padEnd(1500));
  for (const [at, digit] of digits.entries()) if (at < 2500) write(nameless, at, digit);
  t.is(contentOf(nameless), digits.join(""));
});

test("a nameless file outlives the snapshot that its content was read from", (t) => {
  const author = new Author(1);
  const file = author.newInode();
  const writes = Array.from({ length: 100 }, (_, at) => make.write(file, at * 20, 10));
  const root = fold(
    author.write(make.inode(file), make.link(rootInodeNumber, "f", file), ...writes),
  );
  const generation = new MemoryGenerations().begin();
  writeWhole(root, generation);
  for (const _ of unloadStored(root));
  const nameless = new Nameless();
  nameless.keep(at(root, "f"), time);
  for (const _ of unloadStored(root));
  nameless.loadContents();
  generation.close();
  const kept = nameless.inodes.get(file);
  t.is(kept && contentPieces(kept, 0, kept.size).length, 199);
});
