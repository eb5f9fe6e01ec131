// The Modified Andrew Benchmark: directories are made, files copied, their attributes and then
// their bytes read, and the program compiled. Every copy differs from the others in its first line,
// so that a store that keeps equal data once gains nothing.
import { mkdirSync, readdirSync } from "node:fs";
import { close, flags, open, readInto, writeAt } from "../../support/child/files.ts";
import { syncEverythingIn } from "../load/kernel-caches.ts";
import { secondsOf } from "../load/measure.ts";
import { storedBytes } from "../load/store.ts";
import { stat, toPath } from "../load/system-calls.ts";
import { runTool } from "../load/tool.ts";
import { cTree, cTreeDirectories, programOutput, type SourceFile } from "./c-tree.ts";
import { type Figure, plain, type Scene, type Workload } from "./workload.ts";

const tree = cTree();
const directories = cTreeDirectories();

export const andrew: Workload = {
  ...plain,
  name: "mab",
  rows: [
    { name: "mab-mkdir", unit: "s", what: "phase 1: directories" },
    { name: "mab-copy", unit: "s", what: "phase 2: files written" },
    { name: "mab-stat", unit: "s", what: "phase 3: everything listed and stat" },
    { name: "mab-read", unit: "s", what: "phase 4: every file read" },
    { name: "mab-files", unit: "s", what: "the four together" },
    { name: "mab-stored", unit: "x", what: "bytes on the local disk for each byte written" },
  ],
  run: runFilePhases,
};

export const andrewCompile: Workload = {
  ...plain,
  name: "mab-compile",
  after: "mab",
  programs: ["make", "gcc"],
  rows: [{ name: "mab-compile", unit: "s", what: "phase 5: make, one copy after the other" }],
  run: (scene) => {
    const seconds = secondsOf(() => {
      for (let copy = 0; copy < scene.sizes.compiledCopies; copy++) {
        runTool({ words: ["make", "-s"], directory: copyDirectory(scene, copy) });
      }
    });
    const printed = runTool({ words: ["./program"], directory: copyDirectory(scene, 0) });
    if (printed !== programOutput()) throw new Error(`the program printed ${printed}`);
    return [{ row: "mab-compile", value: seconds }];
  },
};

export const andrewRemove: Workload = {
  ...plain,
  name: "rm-rf",
  after: "mab",
  programs: ["rm"],
  rows: [{ name: "rm-rf", unit: "s", what: "rm -rf of all copies" }],
  run: (scene) => {
    const words = ["rm", "-rf", allCopies(scene)];
    const run = (): string => runTool({ words, directory: scene.subject.directory });
    return [{ row: "rm-rf", value: secondsOf(run) }];
  },
};

function allCopies({ subject, round }: Scene): string {
  return `${subject.directory}/mab-${round}`;
}

function copyDirectory(scene: Scene, copy: number): string {
  return `${allCopies(scene)}/${copy}`;
}

function runFilePhases(scene: Scene): readonly Figure[] {
  const { subject, round } = scene;
  mkdirSync(allCopies(scene));
  const copies = Array.from({ length: scene.sizes.copies }, (_, copy) => ({
    directory: copyDirectory(scene, copy),
    files: tree.map((file) => markedFile(file, `${round}-${copy}`)),
  }));
  const bytes = copies
    .flatMap(({ files }) => files)
    .reduce((sum, { data }) => sum + data.length, 0);
  const storedBefore = storedBytes(subject);
  const phases = {
    "mab-mkdir": secondsOf(() => copies.forEach(makeDirectories)),
    "mab-copy": secondsOf(() => copies.forEach(writeFiles)),
    "mab-stat": secondsOf(() => copies.forEach(statCopy)),
    "mab-read": secondsOf(() => copies.forEach(readFiles)),
  };
  const figures = Object.entries(phases).map(([row, value]) => ({ row, value }));
  const together = figures.reduce((sum, { value }) => sum + value, 0);
  const stored = (storedBytes(subject) - storedBefore) / bytes;
  syncEverythingIn(subject.directory, subject.store);
  const rest = [
    { row: "mab-files", value: together },
    { row: "mab-stored", value: stored },
  ];
  return [...figures, ...rest];
}

interface Copy {
  readonly directory: string;
  readonly files: readonly { readonly path: string; readonly data: Buffer }[];
}

function markedFile({ path, text }: SourceFile, mark: string): { path: string; data: Buffer } {
  const isMakefile = !path.endsWith(".c") && !path.endsWith(".h");
  const line = isMakefile ? `# copy ${mark}` : `/* copy ${mark} */`;
  return { path, data: Buffer.from(`${line}\n${text}`) };
}

function makeDirectories({ directory }: Copy): void {
  for (const made of directories) mkdirSync(`${directory}/${made}`, { recursive: true });
}

function writeFiles({ directory, files }: Copy): void {
  for (const { path, data } of files) {
    const fd = open(`${directory}/${path}`, flags.create | flags.exclusive | flags.writeOnly);
    if (writeAt(fd, 0, data) !== data.length) throw new Error(`${path} was written in part`);
    close(fd);
  }
}

function statCopy({ directory }: Copy): void {
  statTree(directory);
}

function statTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    stat(toPath(path));
    if (entry.isDirectory()) statTree(path);
  }
}

function readFiles({ directory, files }: Copy): void {
  const bytes = Buffer.alloc(64 * 1024);
  for (const { path, data } of files) {
    const fd = open(`${directory}/${path}`, flags.readOnly);
    if (readInto(fd, bytes, 0) !== data.length) throw new Error(`${path} was read in part`);
    close(fd);
  }
}
