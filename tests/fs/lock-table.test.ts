// Locks of one inode, compared with a table that keeps each byte by itself.
import test from "ava";
import fc from "fast-check";
import type { Lock } from "../../fs/core/agreement/lock-table.ts";
import { addLock, findConflict, isHeld, removeRange } from "../../fs/core/agreement/lock-table.ts";
import { rootInodeNumber } from "../../fs/index.ts";

const bytes = 12;
const owners = ["a", "b", "c"];

type Bytes = Map<string, boolean>;

const step = fc.record({
  isUnlock: fc.boolean(),
  owner: fc.constantFrom(...owners),
  isExclusive: fc.boolean(),
  from: fc.nat(bytes - 1),
  length: fc.integer({ min: 1, max: bytes }),
  space: fc.constantFrom("range" as const, "file" as const),
});

const nameOf = (space: string, owner: string, byte: number): string => `${space} ${owner} ${byte}`;

function blocks(model: Bytes, lock: Lock): boolean {
  for (let byte = lock.start; byte <= lock.end; byte++) {
    for (const owner of owners) {
      const held = model.get(nameOf(lock.space, owner, byte));
      if (owner !== lock.owner && held !== undefined && (held || lock.isExclusive)) return true;
    }
  }
  return false;
}

test("locks exclude each other, split and join as single bytes would", (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const model: Bytes = new Map();
      let locks: readonly Lock[] = [];
      for (const { isUnlock, owner, isExclusive, from, length, space } of steps) {
        const end = Math.min(bytes - 1, from + length - 1);
        const where = { inode: rootInodeNumber, start: from, end, space };
        const lock: Lock = { ...where, owner, isExclusive, handle: 1, process: 1 };
        const isBlocked = !isUnlock && blocks(model, lock);
        if (!isUnlock && isBlocked !== (findConflict(locks, lock) !== undefined)) return false;
        if (isBlocked) continue;
        locks = isUnlock ? removeRange(locks, lock) : addLock(locks, lock);
        for (let byte = from; byte <= end; byte++) {
          const name = nameOf(space, owner, byte);
          if (isUnlock) model.delete(name);
          else model.set(name, isExclusive);
        }
        if (!isUnlock && !isHeld(locks, lock)) return false;
      }
      const found: Bytes = new Map();
      for (const { space, owner, start, end, isExclusive } of locks) {
        for (let byte = start; byte <= end; byte++) {
          const name = nameOf(space, owner, byte);
          if (found.has(name)) return false;
          found.set(name, isExclusive);
        }
      }
      if (found.size !== model.size) return false;
      return [...model].every(([name, kind]) => found.get(name) === kind);
    }),
  );
  t.pass();
});
