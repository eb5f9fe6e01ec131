// What the workload of the crash test does, one acknowledged step at a time, and how the next step
// is chosen.
import type { Chance } from "./chance.ts";
import type { TreeModel } from "./tree-model.ts";

export type Operation =
  | {
      /** Opens or creates, writes, and is acknowledged by close or by fsync. */
      readonly kind: "write";
      readonly path: string;
      readonly offset: number;
      readonly length: number;
      readonly seed: number;
      readonly by: "close" | "sync";
    }
  | { readonly kind: "truncate"; readonly path: string; readonly size: number }
  | { readonly kind: "make-directory"; readonly path: string }
  | { readonly kind: "remove-directory"; readonly path: string }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }
  | { readonly kind: "link"; readonly path: string; readonly newPath: string }
  | { readonly kind: "rename"; readonly path: string; readonly newPath: string }
  | { readonly kind: "unlink"; readonly path: string }
  | { readonly kind: "mode"; readonly path: string; readonly mode: number }
  | { readonly kind: "xattr"; readonly path: string; readonly value: string };

/** The next operation; it succeeds in the tree as the model has it. */
export function chooseOperation(chance: Chance, model: TreeModel): Operation {
  for (;;) {
    const operation = propose(chance, model);
    if (operation !== undefined) return operation;
  }
}

/** Undefined where what was drawn is not possible now. */
function propose(chance: Chance, model: TreeModel): Operation | undefined {
  const file = chance.pick(model.paths("file"));
  const directory = chance.pick(model.paths("directory"));
  const parents = ["", ...model.paths("directory").map((path) => `${path}/`)];
  const fresh = `${chance.pick(parents)}${chance.below(10_000)}`;
  const isTaken = model.has(fresh);
  const draw = chance.below(20);
  if (draw < 5) return isTaken ? undefined : write(chance, fresh, 0);
  if (draw === 5) return isTaken ? undefined : { kind: "make-directory", path: fresh };
  if (draw === 6)
    return isTaken ? undefined : { kind: "symlink", path: fresh, target: `to ${draw}` };
  if (draw === 7 && directory !== undefined && model.isEmpty(directory)) {
    return { kind: "remove-directory", path: directory };
  }
  if (file === undefined) return undefined;
  if (draw < 11) return write(chance, file, chance.below(50_000));
  if (draw === 11) return { kind: "truncate", path: file, size: chance.below(60_000) };
  if (draw === 12) return isTaken ? undefined : { kind: "link", path: file, newPath: fresh };
  if (draw < 15) return isTaken ? undefined : { kind: "rename", path: file, newPath: fresh };
  if (draw === 15) return renameOver(chance, model, file);
  if (draw === 16) return { kind: "mode", path: file, mode: 0o600 + chance.below(0o200) };
  if (draw === 17) return { kind: "xattr", path: file, value: `value ${chance.below(1000)}` };
  return { kind: "unlink", path: file };
}

function write(chance: Chance, path: string, offset: number): Operation {
  const length = 1 + chance.below(chance.below(20) === 0 ? 1_500_000 : 40_000);
  const by = chance.below(2) === 0 ? "close" : "sync";
  return { kind: "write", path, offset, length, seed: chance.below(1_000_000), by };
}

function renameOver(chance: Chance, model: TreeModel, path: string): Operation | undefined {
  const newPath = chance.pick(model.paths("file"));
  if (newPath === undefined || newPath === path || model.isSameFile(path, newPath))
    return undefined;
  return { kind: "rename", path, newPath };
}
