// Paths of the digest tree: six bits a level, and the points below.
import { deepStrictEqual } from "node:assert";
import test from "ava";
import fc from "fast-check";
import {
  boundsOf,
  branchesOf,
  branchOf,
  childPath,
  isDigestPath,
} from "../../../dhash/core/repair/digest-path.ts";
import { rootPath } from "../../../dhash/core/routing-index.ts";
import { points } from "../routing/members.ts";

test("a path leads to the points that begin with its bits, and to no others", (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(points, fc.nat({ max: 42 }), (point, levels) => {
        let path = rootPath;
        for (let depth = 0; depth < levels; depth++) path = childPath(path, branchOf(point, depth));
        const bits = BigInt(`0x${point}`)
          .toString(2)
          .padStart(256, "0")
          .slice(0, 6 * levels);
        const inBits = branchesOf(path).map((branch) => branch.toString(2).padStart(6, "0"));
        deepStrictEqual(inBits.join(""), bits);
        const whole = (rest: string) =>
          BigInt(`0b${bits.padEnd(256, rest)}`)
            .toString(16)
            .padStart(64, "0");
        deepStrictEqual<unknown>(boundsOf(path), { first: whole("0"), last: whole("1") });
      }),
      { numRuns: 300 },
    ),
  );
});

test("a path has 42 characters at most, each for a branch", (t) => {
  t.true(isDigestPath("-_z".repeat(14)));
  t.false(isDigestPath(`${"-_z".repeat(14)}a`));
  t.false(isDigestPath("a b"));
  t.deepEqual(branchesOf(childPath(childPath(rootPath, 0), 63)), [0, 63]);
});
