// The directory that `create` fills and that other workloads go on with.
import { mkdirSync, readdirSync } from "node:fs";
import type { Path } from "../load/system-calls.ts";
import { toPath } from "../load/system-calls.ts";
import type { Scene } from "./workload.ts";

export function namesDirectory({ subject, round }: Scene): string {
  return `${subject.directory}/names-${round}`;
}

export function makeNamesDirectory(scene: Scene): string {
  const directory = namesDirectory(scene);
  mkdirSync(directory);
  return directory;
}

/** Files that `create` made there; fewer than wanted on a slow subject. */
export function createdPaths(scene: Scene): readonly string[] {
  const directory = namesDirectory(scene);
  const names = readdirSync(directory).filter((name) => name.startsWith("file-"));
  if (names.length === 0) throw new Error("there are no files: run the row create before");
  return Array.from(names, (_, index) => `${directory}/file-${index}`);
}

export function toPaths(texts: readonly string[]): readonly Path[] {
  return texts.map(toPath);
}

/** Of an array that a loop runs over by its index. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no number ${index}`);
  return value;
}
