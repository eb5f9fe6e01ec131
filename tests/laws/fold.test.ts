// Laws of the fold (promises C1 and C2), for random programs of two to five participants.
import { deepStrictEqual, strictEqual } from "node:assert";
import type { ExecutionContext } from "ava";
import test from "ava";
import fc from "fast-check";
import { nodeHasher } from "../../dhash/adapters/node-hasher.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { FoldRecord, Root } from "../../fs/core/index.ts";
import {
  emptyRoot,
  insertRecords,
  openSnapshot,
  rootDigest,
  startHistory,
} from "../../fs/core/index.ts";
import { dotSlot } from "../../logs/core/index.ts";
import { MemorySnapshots, writeWhole } from "../support/memory-snapshots.ts";
import { faultsOf, lossesOf } from "../support/tree-checks.ts";
import { programs, runParty } from "../support/tree-party.ts";
import { fold } from "../support/tree-story.ts";

const hasher = nodeHasher();

const parties = fc
  .integer({ min: 2, max: 5 })
  .chain((size) => programs(size, 60).map((program) => ({ size, program })));

function digest(root: Root): string {
  return Buffer.from(rootDigest(root, hasher)).toString("hex");
}

/** The records in an order in which each log is in order: `picks` says whose record comes next. */
function interleave(records: readonly FoldRecord[], picks: readonly number[]): FoldRecord[] {
  const logs = new Map<number, FoldRecord[]>();
  for (const record of records) {
    const slot = dotSlot(record.stamp.dot);
    logs.set(slot, [...(logs.get(slot) ?? []), record]);
  }
  const left = [...logs.values()];
  const order: FoldRecord[] = [];
  for (let index = 0; left.length > 0; index++) {
    const at = (picks[index % Math.max(1, picks.length)] ?? 0) % left.length;
    const record = left[at]?.shift();
    if (record !== undefined) order.push(record);
    if (left[at]?.length === 0) left.splice(at, 1);
  }
  return order;
}

test("any order of arrival gives the same root as folding from the start", (t) => {
  const limits = { spacing: 4, recordsMax: 1000 };
  law(t, () =>
    fc.assert(
      fc.property(
        parties,
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (party, picks, batch) => {
          const { records } = runParty(party.program, party.size);
          const order = interleave(records, picks);
          let history = startHistory(emptyRoot(), limits);
          for (let at = 0; at < order.length; at += batch) {
            const inserted = insertRecords(history, order.slice(at, at + batch), 0);
            if (inserted.kind === "too-late") throw new Error("too late");
            history = inserted.history;
          }
          strictEqual(digest(history.root), digest(fold(...records)));
        },
      ),
      { numRuns: 150 },
    ),
  );
});

test("members who hold the same records hold the same root, and every root is well-formed", (t) => {
  law(t, () =>
    fc.assert(
      fc.property(parties, ({ program, size }) => {
        const { members, records } = runParty(program, size);
        for (const member of members) deepStrictEqual(faultsOf(member.root), []);
        for (const member of members) {
          for (const other of members) member.hear(other, members);
          strictEqual(digest(member.root), digest(fold(...records)));
          deepStrictEqual(faultsOf(member.root), []);
        }
      }),
      { numRuns: 150 },
    ),
  );
});

test("nothing is lost that nobody replaced or removed with knowledge of it", (t) => {
  law(t, () =>
    fc.assert(
      fc.property(parties, ({ program, size }) => {
        const { records } = runParty(program, size);
        deepStrictEqual(lossesOf(fold(...records), records), []);
      }),
      { numRuns: 400 },
    ),
  );
});

test("a fold that goes on from a reopened snapshot gives the same root", (t) => {
  law(t, () =>
    fc.assert(
      fc.property(parties, fc.nat({ max: 100 }), ({ program, size }, percent) => {
        const records = sorted(runParty(program, size).records);
        const middle = Math.floor((records.length * percent) / 100);
        const store = new MemorySnapshots();
        writeWhole(fold(...records.slice(0, middle)), store);
        const opened = openSnapshot(store.root ?? new Uint8Array(0), store, hasher);
        if (isTrouble(opened)) throw new Error(opened.message);
        const inserted = insertRecords(startHistory(opened), records.slice(middle));
        strictEqual(
          digest(inserted.kind === "done" ? inserted.root : opened),
          digest(fold(...records)),
        );
      }),
      { numRuns: 100 },
    ),
  );
});

function sorted(records: readonly FoldRecord[]): FoldRecord[] {
  return [...records].sort(
    (a, b) => a.stamp.lamport - b.stamp.lamport || (a.stamp.logId < b.stamp.logId ? -1 : 1),
  );
}

/** A failure shows the seed and the smallest program that fails. */
function law(t: ExecutionContext, check: () => void): void {
  t.notThrows(check);
}
