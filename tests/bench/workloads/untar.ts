// Unpacks a C project and builds it on all cores.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { syncEverythingIn } from "../load/kernel-caches.ts";
import { secondsOf } from "../load/measure.ts";
import { runTool } from "../load/tool.ts";
import { cTree, programOutput } from "./c-tree.ts";
import { plain, type Scene, type Workload } from "./workload.ts";

const copies = 10;

export const untar: Workload = {
  ...plain,
  name: "untar",
  programs: ["tar", "gzip", "make", "gcc"],
  rows: [
    { name: "untar", unit: "s", what: `tar -xzf of ${copies} copies of the C tree` },
    { name: "build", unit: "s", what: "make -j2 of one of them" },
  ],
  prepare: makeArchive,
  run: ({ subject, round, materials }: Scene) => {
    const directory = `${subject.directory}/untar-${round}`;
    mkdirSync(directory);
    syncEverythingIn(subject.directory, subject.store);
    const words = ["tar", "-xzf", `${materials}/project.tar.gz`];
    const unpacking = secondsOf(() => runTool({ words, directory }));
    const place = { directory: `${directory}/project-0` };
    const building = secondsOf(() => runTool({ ...place, words: ["make", "-s", "-j2"] }));
    const printed = runTool({ ...place, words: ["./program"] });
    if (printed !== programOutput()) throw new Error(`the program printed ${printed}`);
    return [
      { row: "untar", value: unpacking },
      { row: "build", value: building },
    ];
  },
};

function makeArchive(materials: string): void {
  const directory = `${materials}/project`;
  for (let copy = 0; copy < copies; copy++) {
    for (const { path, text } of cTree()) {
      const file = `${directory}/project-${copy}/${path}`;
      mkdirSync(dirname(file), { recursive: true });
      // No two copies are equal.
      writeFileSync(file, path.endsWith(".c") ? `/* copy ${copy} */\n${text}` : text);
    }
  }
  runTool({ words: ["tar", "-czf", "../project.tar.gz", "."], directory });
  rmSync(directory, { recursive: true });
}
