// A home of a few KiB that stores something of every kind: data inline and in blocks, two
// snapshots, a head, a binding and a mark. What the tests of damage start from.
import { loadCrypto } from "../../logs/index.ts";
import { Chance } from "../support/chance.ts";
import type { Operation } from "./operation.ts";
import { rootId } from "./operation.ts";
import { applyOperation } from "./oracle.ts";
import { describeState } from "./oracle-sight.ts";
import { afterRestart, firstState } from "./oracle-state.ts";
import { Program } from "./program.ts";
import { Machine } from "./world.ts";

const crypto = await loadCrypto();

export interface SmallHome {
  readonly machine: Machine;
  /** The tree, in the oracle's words. */
  readonly lines: readonly string[];
  /** What was ever true of one thing. */
  readonly everTrue: ReadonlySet<string>;
}

const make = { kind: "make", parent: rootId, mode: 0o644, target: "" } as const;

export async function makeSmallHome(): Promise<SmallHome> {
  const chance = new Chance(7);
  const machine = new Machine({ chance, crypto, participant: "anna", log: () => {} });
  const program = new Program();
  let state = firstState();
  const everTrue = new Set(describeState(state).map(contentOf));
  const perform = (operation: Operation): void => {
    const verdict = applyOperation(state, operation);
    const outcome = program.perform(machine.home.volume, operation, state.nextId);
    if (verdict.kind === "refused" || outcome.kind === "refused") throw new Error(outcome.kind);
    state = verdict.state;
    for (const line of describeState(state)) everTrue.add(contentOf(line));
  };
  await expectStart(machine);
  perform({ ...make, name: "directory", type: "directory" });
  perform({ ...make, name: "small", type: "file" });
  perform({ kind: "write", node: 3, offset: 0, data: chance.bytes(300) });
  perform({ ...make, parent: 2, name: "large", type: "file" });
  perform({ kind: "write", node: 4, offset: 0, data: chance.bytes(8200) });
  if ((await machine.stop()) !== undefined) throw new Error("it does not stop");
  await expectStart(machine);
  program.relearn(machine.home.volume, state);
  perform({ ...make, name: "link", type: "symlink", target: "small" });
  perform({ kind: "set-xattr", node: 3, name: "user.a", value: chance.bytes(20), mode: "any" });
  perform({ kind: "link", node: 4, newParent: rootId, newName: "large-again" });
  perform({ kind: "unlink", parent: 2, name: "large" });
  if ((await machine.stop()) !== undefined) throw new Error("it does not stop");
  return { machine, lines: describeState(afterRestart(state)), everTrue };
}

/** Type, size, data, target and attributes of a thing, without its names and links. */
export function contentOf(line: string): string {
  const [, type, , , size, data] = line.split(" ");
  return [type, size, data, line.slice(line.indexOf("[") - 10, line.indexOf("]"))].join(" ");
}

async function expectStart(machine: Machine): Promise<void> {
  const trouble = await machine.start();
  if (trouble !== undefined) throw new Error(trouble.message);
}
