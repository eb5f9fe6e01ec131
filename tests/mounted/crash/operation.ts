// What the workload of the crash test does, one acknowledged step at a time, and how the next step
// is chosen.
import type { Chance } from "../../support/chance.ts";
import type { TreeModel } from "./tree-model.ts";

/** Bytes of `pattern(length, seed)`. */
interface Data {
  readonly length: number;
  readonly seed: number;
}

export type Operation =
  | ({
      /** Opens or creates, writes, and is acknowledged by close or by fsync. */
      readonly kind: "write";
      readonly path: string;
      readonly offset: number;
      readonly by: "close" | "sync";
    } & Data)
  /** O_APPEND: where it goes is the kernel's to say. */
  | ({ readonly kind: "append"; readonly path: string; readonly by: "close" | "sync" } & Data)
  /** Within the file, through memory: mmap(2), acknowledged by msync(2). */
  | ({ readonly kind: "map"; readonly path: string; readonly offset: number } & Data)
  | { readonly kind: "truncate"; readonly path: string; readonly size: number }
  | { readonly kind: "make-directory"; readonly path: string }
  | { readonly kind: "remove-directory"; readonly path: string }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }
  | { readonly kind: "link"; readonly path: string; readonly newPath: string }
  /** Of a file or a directory; over a file if there is one. */
  | { readonly kind: "rename"; readonly path: string; readonly newPath: string }
  | { readonly kind: "unlink"; readonly path: string }
  | { readonly kind: "mode"; readonly path: string; readonly mode: number }
  | { readonly kind: "xattr"; readonly path: string; readonly value: string }
  | { readonly kind: "remove-xattr"; readonly path: string };

export type Writing = Extract<Operation, { kind: "write" | "append" | "map" }>;

export function isWriting(operation: Operation): operation is Writing {
  return operation.kind === "write" || operation.kind === "append" || operation.kind === "map";
}

/** The next operation; it succeeds in the tree as the model has it. */
export function chooseOperation(chance: Chance, model: TreeModel): Operation {
  for (;;) {
    const operation = propose(chance, model);
    if (operation !== undefined) return operation;
  }
}

/** Undefined where what was drawn is not possible now. */
function propose(chance: Chance, model: TreeModel): Operation | undefined {
  const draw = chance.below(26);
  if (draw < 8) return proposeName(chance, model, draw);
  const file = chance.pick(model.paths("file"));
  if (file === undefined) return undefined;
  if (draw < 16) return proposeContent(chance, model, draw, file);
  const newPath = freshPath(chance, model);
  if (newPath === undefined) return { kind: "unlink", path: file };
  if (draw === 16) return { kind: "link", path: file, newPath };
  if (draw < 19) return { kind: "rename", path: file, newPath };
  if (draw === 19) return renameOver(chance, model, file);
  if (draw === 20) return { kind: "mode", path: file, mode: 0o600 + chance.below(0o200) };
  if (draw === 21) return { kind: "xattr", path: file, value: `value ${chance.below(1000)}` };
  if (draw === 22) return model.hasXattr(file) ? { kind: "remove-xattr", path: file } : undefined;
  return { kind: "unlink", path: file };
}

/** New names, and what happens to directories. */
function proposeName(chance: Chance, model: TreeModel, draw: number): Operation | undefined {
  const path = freshPath(chance, model);
  if (path === undefined) return undefined;
  if (draw < 4)
    return { kind: "write", path, offset: 0, by: acknowledgement(chance), ...data(chance) };
  if (draw === 4) return { kind: "make-directory", path };
  if (draw === 5) return { kind: "symlink", path, target: `to ${path}` };
  const directory = chance.pick(model.paths("directory"));
  if (directory === undefined) return undefined;
  if (draw === 6) {
    return model.isEmpty(directory) ? { kind: "remove-directory", path: directory } : undefined;
  }
  const isBelow = path.startsWith(`${directory}/`);
  return isBelow ? undefined : { kind: "rename", path: directory, newPath: path };
}

function proposeContent(
  chance: Chance,
  model: TreeModel,
  draw: number,
  path: string,
): Operation | undefined {
  if (draw < 11) {
    const offset = chance.below(50_000);
    return { kind: "write", path, offset, by: acknowledgement(chance), ...data(chance) };
  }
  if (draw < 13) return { kind: "append", path, by: acknowledgement(chance), ...data(chance) };
  if (draw === 13) return { kind: "truncate", path, size: chance.below(60_000) };
  const size = model.contentOf(path).length;
  if (size === 0) return undefined;
  const offset = chance.below(size);
  const length = 1 + chance.below(Math.min(size - offset, 20_000));
  return { kind: "map", path, offset, length, seed: chance.below(1_000_000) };
}

function freshPath(chance: Chance, model: TreeModel): string | undefined {
  const parents = ["", ...model.paths("directory").map((path) => `${path}/`)];
  const path = `${chance.pick(parents)}${chance.below(10_000)}`;
  return model.has(path) ? undefined : path;
}

/** One in twenty is larger than a request. */
function data(chance: Chance): Data {
  const length = 1 + chance.below(chance.below(20) === 0 ? 1_500_000 : 40_000);
  return { length, seed: chance.below(1_000_000) };
}

function acknowledgement(chance: Chance): "close" | "sync" {
  return chance.below(2) === 0 ? "close" : "sync";
}

function renameOver(chance: Chance, model: TreeModel, path: string): Operation | undefined {
  const newPath = chance.pick(model.paths("file"));
  if (newPath === undefined || newPath === path || model.isSameFile(path, newPath))
    return undefined;
  return { kind: "rename", path, newPath };
}
