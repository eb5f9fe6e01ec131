// File content against an array of bytes, and what sources pieces name.
import test from "ava";
import fc from "fast-check";
import { isBlockKey } from "../../dhash/index.ts";
import { overlaps } from "../../fs/core/conflicts-recent.ts";
import type { Content } from "../../fs/core/extents.ts";
import { contentPieces, editContent, emptyContent, placeExtents } from "../../fs/core/extents.ts";
import type { WriteSource } from "../../fs/core/index.ts";
import { makeDot } from "../../logs/core/index.ts";

const dot = makeDot(1, 7);
const size = 64;

const edits = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("write", "hole"),
      offset: fc.nat({ max: size - 1 }),
      length: fc.integer({ min: 1, max: 20 }),
    }),
    fc.record({
      kind: fc.constant("truncate"),
      offset: fc.nat({ max: size }),
      length: fc.constant(0),
    }),
  ),
  { maxLength: 40 },
);

/** For each byte the part and the place in the part that it comes from; undefined in a hole. */
type Model = (string | undefined)[];

test("content is what an array of bytes would be", (t) => {
  fc.assert(
    fc.property(edits, (list) => {
      let content: Content = emptyContent;
      let model: Model = [];
      list.forEach(({ kind, offset, length }, part) => {
        const source: WriteSource =
          kind === "write" ? { kind: "part", dot, part, start: 5 } : { kind: "hole" };
        content =
          kind === "truncate"
            ? editContent(content, { kind: "truncate", size: offset })
            : editContent(content, {
                kind: "write",
                extents: placeExtents(dot, [{ offset, length, source }]),
              });
        model =
          kind === "truncate"
            ? resized(model, offset)
            : resized(model, Math.max(model.length, offset + length));
        if (kind !== "truncate") {
          for (let at = 0; at < length; at++)
            model[offset + at] = kind === "write" ? `${part}:${5 + at}` : undefined;
        }
      });
      t.is(content.size, model.length);
      t.is(content.storedBytes, model.filter((byte) => byte !== undefined).length);
      for (const [from, to] of [
        [0, 200],
        [10, 20],
        [63, 64],
        [200, 300],
      ] as const) {
        t.deepEqual(bytesOf(content, from, to), model.slice(from, to));
      }
    }),
  );
});

function resized(model: Model, length: number): Model {
  return Array.from({ length }, (_, index) => model[index]);
}

function bytesOf(content: Content, from: number, to: number): Model {
  const bytes: Model = [];
  let end = from;
  for (const { offset, length, source } of contentPieces(content, from, to)) {
    if (offset !== end || length < 1) throw new Error("pieces do not follow each other");
    end = offset + length;
    for (let at = 0; at < length; at++) {
      bytes.push(source.kind === "part" ? `${source.part}:${source.start + at}` : undefined);
    }
  }
  return bytes;
}

test("a block's keys come back as they went in", (t) => {
  const key = `12${"5a".repeat(32)}`;
  if (!isBlockKey(key)) return t.fail();
  const contentKey = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
  const source = { kind: "block", key, contentKey, start: 100 } as const;
  const content = editContent(emptyContent, {
    kind: "write",
    extents: placeExtents(dot, [{ offset: 0, length: 50, source }]),
  });
  const [piece] = contentPieces(content, 10, 20);
  if (piece?.source.kind !== "block") return t.fail();
  t.is(piece.source.key, key);
  t.deepEqual(Uint8Array.from(piece.source.contentKey), contentKey);
  t.deepEqual([piece.offset, piece.length, piece.source.start], [10, 10, 110]);
});

test("a copied part keeps the record that holds it, beside the one that put it there", (t) => {
  const holder = makeDot(2, 3);
  const source = { kind: "part", dot: holder, part: 1, start: 0 } as const;
  const extents = placeExtents(dot, [{ offset: 0, length: 5, source }]);
  t.is(extents[0]?.extent?.dot, dot);
  const [piece] = contentPieces(editContent(emptyContent, { kind: "write", extents }), 0, 5);
  t.is(piece?.source.kind === "part" ? piece.source.dot : undefined, holder);
});

test("neighbouring holes are one piece", (t) => {
  const content = editContent(emptyContent, { kind: "truncate", size: 1000 });
  t.deepEqual(contentPieces(content, 0, 2000), [
    { offset: 0, length: 1000, source: { kind: "hole" } },
  ]);
});

test("two edits overlap exactly if they touch a byte in common", (t) => {
  const ranges = fc
    .uniqueArray(fc.nat({ max: 30 }), { maxLength: 6 })
    .map((list) => list.sort((a, b) => a - b));
  const edit = (starts: readonly number[]) => ({
    kind: "write" as const,
    extents: starts.map((offset) => ({
      offset: offset * 2,
      length: 1 + (offset % 2),
      extent: undefined,
    })),
  });
  fc.assert(
    fc.property(ranges, ranges, fc.nat({ max: 70 }), (a, b, cut) => {
      const touched = (starts: readonly number[]) =>
        new Set(
          edit(starts).extents.flatMap(({ offset, length }) =>
            length === 2 ? [offset, offset + 1] : [offset],
          ),
        );
      t.is(
        overlaps(edit(a), edit(b)),
        [...touched(a)].some((byte) => touched(b).has(byte)),
      );
      t.is(
        overlaps(edit(a), { kind: "truncate", size: cut }),
        [...touched(a)].some((byte) => byte >= cut),
      );
    }),
  );
});
