// Frames between peers: whatever the chunks, the same frames; what announces too much is refused.
import test from "ava";
import fc from "fast-check";
import {
  encodeLinkFrame,
  type LinkFrame,
  type LinkFrameFault,
  type LinkFrameKind,
  LinkFrameReader,
  linkFrameKinds,
} from "../../dhash/core/link-frame.ts";

function readAll(chunks: readonly Uint8Array[], bytesMax = 1000) {
  const reader = new LinkFrameReader(bytesMax);
  const found: (LinkFrame | LinkFrameFault)[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next !== undefined; next = reader.next()) {
      found.push(next);
      if (!("bytes" in next) || next.kind === "too-large") return { reader, found };
    }
  }
  return { reader, found };
}

const kinds: readonly LinkFrameKind[] = [
  "data",
  "ping",
  "pong",
  "close",
  "open",
  "welcome",
  "hello",
];
const frames = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), bytes: fc.uint8Array({ maxLength: 60 }) }),
  { maxLength: 12 },
);

test("frames come out as they went in, however the bytes are cut", (t) => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 90 })), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map(({ kind, bytes }) => encodeLinkFrame(kind, bytes)));
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        chunks.push(Uint8Array.from(bytes.subarray(at, at + cut)));
        at += cut;
      }
      const found = readAll(chunks).found.map((each) => ({ ...each }));
      t.deepEqual(
        found.map((each) =>
          "bytes" in each && each.kind !== "too-large" ? [each.kind, [...each.bytes]] : [],
        ),
        sent.map(({ kind, bytes }) => [kind, [...bytes]]),
      );
    }),
  );
  t.pass();
});

test("the bytes of a frame are those of FORMAT.md", (t) => {
  t.is(Buffer.from(encodeLinkFrame("data", Buffer.from("hi"))).toString("hex"), "02000000006869");
  t.is(Buffer.from(encodeLinkFrame("hello", Buffer.of())).toString("hex"), "0000000010");
  t.deepEqual(linkFrameKinds, {
    ...{ data: 0, ping: 1, pong: 2, close: 3, open: 4, welcome: 5 },
    ...{ hello: 16, challenge: 17 },
  });
});

test("a frame of one gibibyte is refused by its header, and nothing after it is kept", (t) => {
  const { reader, found } = readAll([Uint8Array.of(0, 0, 0, 0x40, 0), new Uint8Array(100)]);
  t.deepEqual(found, [{ kind: "too-large", bytes: 2 ** 30 }]);
  reader.push(encodeLinkFrame("data", Buffer.of(1)));
  t.deepEqual(reader.next(), { kind: "too-large", bytes: 2 ** 30 });
  t.is(reader.rest().length, 0);
  t.deepEqual(readAll([Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0)]).found, [
    { kind: "too-large", bytes: 2 ** 32 - 1 },
  ]);
});

test("a frame of a kind that is none is refused", (t) => {
  t.deepEqual(readAll([Uint8Array.of(0, 0, 0, 0, 99)]).found, [
    { kind: "unknown-kind", number: 99 },
  ]);
});

test("what follows the last frame can be taken back", (t) => {
  const first = encodeLinkFrame("welcome", Buffer.from("w"));
  for (const rest of ["", "abc", "longer than a header"]) {
    const reader = new LinkFrameReader(1000);
    reader.push(Buffer.concat([first, Buffer.from(rest)]));
    t.is(reader.next()?.kind, "welcome");
    t.is(Buffer.from(reader.rest()).toString(), rest);
    t.is(reader.rest().length, 0);
  }
});
