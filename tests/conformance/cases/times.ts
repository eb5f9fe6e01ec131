// The three times of an inode: which call moves which, exact to the nanosecond.
import { strict as assert } from "node:assert";
import { compareMoments, type Facts, type Moment } from "../../support/child/attributes.ts";
import { asUser } from "../../support/child/identity.ts";
import type { Subject } from "../../support/subject.ts";
import { refuses } from "../../support/subject.ts";
import { anywhere, bySystemCall } from "../case.ts";

const past: Moment = { seconds: 1_000_000_000, nanoseconds: 123_456_789 };

/** Long enough for every clock that stamps files to move on. */
const clockMillisecondsMax = 12;

function letTheClockMove(): void {
  const until = performance.now() + clockMillisecondsMax;
  while (performance.now() < until);
}

type Moved = "modified" | "changed" | "both" | "neither";

/** Asserts which times of `path` an act moves; `later` is its name after the act. */
function moves(s: Subject, path: string, expected: Moved, act: () => void, later = path): void {
  s.change(path, { modified: past });
  const before = s.facts(path);
  letTheClockMove();
  act();
  const after = s.facts(later);
  const moved = (which: "modified" | "changed"): boolean =>
    compareMoments(after[which], before[which]) !== 0;
  const modified = moved("modified") ? "modified" : "neither";
  const got = moved("changed") ? (modified === "modified" ? "both" : "changed") : modified;
  assert.equal(got, expected, path);
}

export const timeCases = [
  anywhere(
    "times are set and read exactly",
    (s) => {
      s.create("f");
      const accessed = { seconds: 1_234_567_890, nanoseconds: 1 };
      const modified = { seconds: 987_654_321, nanoseconds: 999_999_999 };
      s.change("f", { accessed, modified });
      assert.deepEqual(s.facts("f").accessed, accessed);
      assert.deepEqual(s.facts("f").modified, modified);
    },
    ["nanoseconds"],
  ),

  anywhere(
    "one time is set, the other one kept",
    (s) => {
      s.create("f");
      s.change("f", { accessed: past, modified: past });
      s.change("f", { modified: { seconds: 5, nanoseconds: 6 } });
      assert.deepEqual(s.facts("f").accessed, past);
      s.change("f", { accessed: { seconds: 7, nanoseconds: 8 } });
      assert.deepEqual(s.facts("f").modified, { seconds: 5, nanoseconds: 6 });
    },
    ["one-time"],
  ),

  anywhere(
    "times before 1970 and after 2038 are kept",
    (s) => {
      s.create("f");
      for (const seconds of [-1, -1_000_000_000, 0, 2 ** 31 + 5, 2 ** 33]) {
        const modified = { seconds, nanoseconds: 500_000_001 };
        s.change("f", { modified });
        assert.deepEqual(s.facts("f").modified, modified);
      }
    },
    ["one-time"],
  ),

  anywhere(
    "the present is set by its name",
    (s) => {
      s.create("f");
      s.change("f", { accessed: past, modified: past });
      s.change("f", { modified: "now" });
      assert.ok(Math.abs(s.facts("f").modified.seconds - Date.now() / 1000) < 10);
      assert.deepEqual(s.facts("f").accessed, past);
    },
    ["one-time"],
  ),

  anywhere(
    "symbolic links, directories and FIFOs have times of their own",
    (s) => {
      s.symlink("nowhere", "l");
      s.makeDirectory("d");
      s.makeNode("p", { type: "fifo" });
      for (const name of ["l", "d", "p"]) {
        s.change(name, { modified: past });
        assert.deepEqual(s.facts(name).modified, past);
      }
    },
    ["one-time"],
  ),

  anywhere("a new inode is stamped with the present", (s) => {
    s.create("f");
    const facts: Facts = s.facts("f");
    for (const time of [facts.accessed, facts.modified, facts.changed]) {
      assert.ok(Math.abs(time.seconds - Date.now() / 1000) < 10);
    }
  }),

  anywhere("writing and truncating move both times, also of files of unchanged size", (s) => {
    s.create("f");
    const write = (): void => {
      const file = s.open("f");
      file.write(0, "same");
      file.close();
    };
    moves(s, "f", "both", write);
    moves(s, "f", "both", write);
    moves(s, "f", "both", () => s.change("f", { size: 10 }));
    moves(s, "f", "both", () => s.change("f", { size: 0 }));
  }),

  anywhere("reading moves neither", (s) => {
    s.create("f");
    moves(s, "f", "neither", () => {
      const file = s.open("f");
      file.read(0, 10);
      file.close();
      s.list("");
    });
  }),

  anywhere("changing attributes, links and xattrs moves only the change time", (s) => {
    s.create("f");
    moves(s, "f", "changed", () => s.change("f", { mode: 0o600 }));
    moves(s, "f", "changed", () => s.link("f", "g"));
    moves(s, "f", "changed", () => s.unlink("g"));
    moves(s, "f", "changed", () => s.rename("f", "h"), "h");
    moves(s, "h", "changed", () => s.setXattr("h", "user.x", Buffer.from("v")));
    moves(s, "h", "changed", () => s.removeXattr("h", "user.x"));
  }),

  anywhere("what comes and goes in a directory moves both of its times", (s) => {
    s.makeDirectory("d");
    s.create("f");
    moves(s, "d", "both", () => s.create("d/f"));
    moves(s, "d", "both", () => s.link("f", "d/l"));
    moves(s, "d", "both", () => s.rename("d/f", "d/g"));
    moves(s, "d", "both", () => s.unlink("d/g"));
    moves(s, "d", "both", () => s.makeDirectory("d/sub"));
    moves(s, "d", "both", () => s.removeDirectory("d/sub"));
    moves(s, "d", "both", () => s.symlink("x", "d/s"));
    moves(s, "d", "both", () => s.rename("d/s", "s"));
    moves(s, "d", "neither", () => s.change("d/l", { mode: 0o600 }));
  }),

  anywhere("a refused call moves nothing", (s) => {
    s.makeDirectory("d");
    s.create("d/f");
    moves(s, "d", "neither", () => {
      refuses("EEXIST", () => s.create("d/f"));
      refuses("ENOENT", () => s.unlink("d/none"));
      refuses("EEXIST", () => s.makeDirectory("d/f"));
    });
  }),

  bySystemCall(
    "exact times are set by the owner only, the present by who may write",
    (s) => {
      s.create("f");
      s.change("f", { mode: 0o666 });
      asUser({ uid: 1234, gid: 1234 }, () => {
        refuses("EPERM", () => s.change("f", { modified: past }));
        s.change("f", { modified: "now", accessed: "now" });
      });
      s.change("f", { mode: 0o644 });
      asUser({ uid: 1234, gid: 1234 }, () => {
        refuses("EACCES", () => s.change("f", { modified: "now", accessed: "now" }));
      });
    },
    ["root", "others"],
  ),
];
