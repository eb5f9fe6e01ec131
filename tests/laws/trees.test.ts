// Laws of trees that are taken over (FORMAT "Trees between members"): what arrives is the tree that
// was sent, and who changes anything on the way is found out, or has made another whole tree.
import test from "ava";
import fc from "fast-check";
import { isTrouble, nodeHasher } from "../../dhash/index.ts";
import type { Root } from "../../fs/core/index.ts";
import { openSnapshot, rootDigest } from "../../fs/core/index.ts";
import { TreeGiving } from "../../fs/tree-giving.ts";
import { askForTree, type Taken, TreeTaking } from "../../fs/tree-taking.ts";
import { MemorySnapshots } from "../support/memory-snapshots.ts";
import { programs, runParty, type Step } from "../support/tree-party.ts";

const hasher = nodeHasher();
const basis = new Uint8Array(32).fill(7);
const rootKind = 5;
const runs = Number(process.env["IVY_TREE_RUNS"] ?? 150);

function rootOf(program: readonly Step[]): Root {
  const [first] = runParty(program, 3).members;
  if (first === undefined) throw new Error("nobody has a tree");
  return first.root;
}

/** Gives a tree to a taker; each message of the giver goes through `change`. */
function give(root: Root, change: (bytes: Uint8Array) => Uint8Array) {
  const store = new MemorySnapshots();
  const taking = new TreeTaking({ store, hasher });
  const wire: Uint8Array[] = [];
  const giving = new TreeGiving({
    ...{ hasher, milliseconds: () => 0, tree: () => ({ root, basis }) },
    send: (_peer, bytes) => wire.push(change(bytes)),
    close: () => {},
    report: () => {},
  });
  giving.receive("taker", askForTree());
  let taken: Taken = { kind: "more", answer: undefined };
  for (let turns = 0; taken.kind === "more" && turns < 10_000; turns++) {
    giving.turn(() => false);
    const bytes = wire.shift();
    if (bytes === undefined) break;
    taken = taking.receive(bytes);
    if (taken.kind === "more" && taken.answer !== undefined) giving.receive("taker", taken.answer);
  }
  return { taken, store };
}

/** Reads all of it. */
function digestOf(store: MemorySnapshots): { readonly said: string; readonly found: string } {
  const stored = store.root?.subarray(basis.length) ?? new Uint8Array();
  const root = openSnapshot(stored, store, hasher);
  if (isTrouble(root)) throw new Error(root.message);
  const said = Buffer.from(stored.subarray(0, 32)).toString("hex");
  return { said, found: Buffer.from(rootDigest(root, hasher)).toString("hex") };
}

test("what arrives is the tree that was sent", (t) => {
  fc.assert(
    fc.property(programs(3, 60), (program) => {
      const root = rootOf(program);
      const { taken, store } = give(root, (bytes) => bytes);
      const digest = Buffer.from(rootDigest(root, hasher)).toString("hex");
      return taken.kind === "done" && digestOf(store).found === digest;
    }),
    { numRuns: runs },
  );
  t.pass();
});

test("what was changed on the way is refused, or is a whole tree of another digest", (t) => {
  const where = fc.record({ message: fc.nat(2), place: fc.nat(), bit: fc.nat(7) });
  fc.assert(
    fc.property(programs(3, 40), where, (program, { message, place, bit }) => {
      const root = rootOf(program);
      const digest = Buffer.from(rootDigest(root, hasher)).toString("hex");
      let at = 0;
      let isRootChanged = false;
      const { taken, store } = give(root, (bytes) => {
        if (at++ !== message) return bytes;
        isRootChanged = bytes[0] === rootKind;
        const changed = Uint8Array.from(bytes);
        const index = place % bytes.length;
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        return changed;
      });
      if (taken.kind !== "done") return true;
      const { said, found } = digestOf(store);
      // A root that could be written shorter reads as the same tree, and says another digest.
      if (isRootChanged) return said !== digest;
      // The basis is no part of the tree; a node that nothing links to neither.
      return said === digest && found === digest;
    }),
    { numRuns: runs * 4 },
  );
  t.pass();
});
