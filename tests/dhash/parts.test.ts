// Parts copied together are the same bytes in fewer pieces.
import test from "ava";
import fc from "fast-check";
import { joinSmallParts } from "../../dhash/core/parts.ts";

const part = fc
  .tuple(fc.constantFrom(0, 1, 5, 1000, 16_384, 16_385, 70_000), fc.nat(255))
  .map(([bytes, fill]) => Buffer.alloc(bytes, fill));

test("the bytes are the same, and no two pieces that follow each other are small", (t) => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const pieces = joinSmallParts(parts);
      t.is(Buffer.compare(Buffer.concat(pieces), Buffer.concat(parts)), 0);
      t.true(pieces.every(({ length }) => length > 0));
      const pairs = pieces.slice(1).map((piece, at) => piece.length + (pieces[at]?.length ?? 0));
      t.true(pairs.every((bytes) => bytes > 16_384));
    }),
  );
});

test("a large part is not copied", (t) => {
  const large = Buffer.alloc(100_000);
  t.true(joinSmallParts([Buffer.alloc(5), large, Buffer.alloc(5)]).includes(large));
});

test("a million empty frames are few pieces", (t) => {
  const header = Buffer.alloc(5);
  t.is(joinSmallParts(new Array<Uint8Array>(1_000_000).fill(header)).length, 77);
});
