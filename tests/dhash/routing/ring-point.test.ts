// Points: bytes, names of blocks, arcs and steps.
import test from "ava";
import {
  blockNameToRingPoint,
  bytesToRingPoint,
  isInArc,
  isMachineId,
  isRingPoint,
  pointAfter,
  ringPointToBytes,
} from "../../../dhash/core/routing-index.ts";
import { pointFrom } from "./members.ts";

test("a point is 64 lowercase hex digits, or 32 bytes", (t) => {
  t.true(isRingPoint("0f".repeat(32)));
  for (const no of ["", "0f".repeat(31), "0F".repeat(32), "0g".repeat(32), "0f".repeat(33)]) {
    t.false(isRingPoint(no), no);
  }
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
  const point = bytesToRingPoint(bytes);
  if (point === undefined) throw new Error("32 bytes are a point");
  t.deepEqual(Uint8Array.from(ringPointToBytes(point)), bytes);
  t.is(bytesToRingPoint(bytes.subarray(1)), undefined);
});

test("a block's point is its name without the algorithm", (t) => {
  t.is(blockNameToRingPoint(`12${"ab".repeat(32)}`), pointFrom("ab".repeat(32)));
  t.throws(() => blockNameToRingPoint("12"));
});

test("steps wrap around zero in both directions", (t) => {
  const last = pointFrom("f".repeat(64));
  const zero = pointFrom("0");
  t.is(pointAfter(last, 1n), zero);
  t.is(pointAfter(zero, -1n), last);
  t.is(pointAfter(pointFrom("8"), 2n ** 255n), zero);
});

test("an arc has both its ends, and may wrap", (t) => {
  const [a, b, c] = [pointFrom("2"), pointFrom("5"), pointFrom("b")];
  t.true(isInArc(a, { from: a, to: b }) && isInArc(b, { from: a, to: b }));
  t.false(isInArc(c, { from: a, to: b }));
  t.true(isInArc(c, { from: b, to: a }) && isInArc(a, { from: b, to: a }));
  t.false(isInArc(pointFrom("3"), { from: b, to: a }));
  t.true(isInArc(a, { from: a, to: a }));
});

test("a machine's name is short and visible", (t) => {
  t.true(isMachineId("office-nas.1"));
  for (const no of ["", "two words", "ä", "x".repeat(65), "tab\t"]) t.false(isMachineId(no), no);
});
