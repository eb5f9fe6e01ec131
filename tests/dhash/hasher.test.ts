// Hasher: SHA-256(label || 0x00 || parts...), small and large inputs by different routes with one
// result.
import { createHash } from "node:crypto";
import test from "ava";
import { nodeHasher } from "../../dhash/index.ts";

test("a hash is SHA-256 over label, zero byte and all parts, of any length and cut", (t) => {
  const hasher = nodeHasher();
  for (const length of [0, 1, 100, 16_370, 16_384, 16_385, 300_000]) {
    const bytes = Buffer.alloc(length, 0xa5);
    const expected = createHash("sha256").update("ivy-test-1\0").update(bytes).digest();
    t.deepEqual(Buffer.from(hasher.hash("ivy-test-1", [bytes])), expected);
    const cut = Math.floor(length / 3);
    t.deepEqual(
      Buffer.from(hasher.hash("ivy-test-1", [bytes.subarray(0, cut), bytes.subarray(cut)])),
      expected,
    );
  }
});

test("an earlier result is not changed by a later call", (t) => {
  const hasher = nodeHasher();
  const first = hasher.hash("a", [Buffer.from("1")]);
  const copy = Buffer.from(first);
  hasher.hash("a", [Buffer.from("2")]);
  t.deepEqual(Buffer.from(first), copy);
});
