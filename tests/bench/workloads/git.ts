// Clones a repository and asks what has changed.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { syncEverythingIn } from "../load/kernel-caches.ts";
import { secondsOf } from "../load/measure.ts";
import { runTool } from "../load/tool.ts";
import { cTree } from "./c-tree.ts";
import type { Sizes } from "./sizes.ts";
import { plain, type Scene, type Workload } from "./workload.ts";

const commits = 3;

export const git: Workload = {
  ...plain,
  name: "git",
  programs: ["git"],
  rows: [
    { name: "git-clone", unit: "s", what: "git clone --no-hardlinks from the local disk" },
    { name: "git-status", unit: "s", what: "git status in the clone" },
  ],
  prepare: makeRepository,
  run: ({ subject, round, materials }: Scene) => {
    const clone = `${subject.directory}/clone-${round}`;
    const words = ["git", "clone", "-q", "--no-hardlinks", `${materials}/repository`, clone];
    syncEverythingIn(subject.directory, subject.store);
    const cloning = secondsOf(() => runTool({ words, directory: subject.directory }));
    let changes = "";
    const asking = secondsOf(() => {
      changes = runTool({ words: ["git", "status", "--porcelain"], directory: clone });
    });
    if (changes !== "") throw new Error(`git status of a new clone says: ${changes}`);
    return [
      { row: "git-clone", value: cloning },
      { row: "git-status", value: asking },
    ];
  },
};

/** Files of 20 KB in folders of 50, changed in each commit a little. */
function makeRepository(materials: string, { repositoryFiles }: Sizes): void {
  const directory = `${materials}/repository`;
  if (existsSync(directory)) return;
  mkdirSync(directory);
  const texts = cTree().map(({ text }) => text);
  runTool({ words: ["git", "init", "-q", "-b", "main"], directory });
  for (let commit = 0; commit < commits; commit++) {
    for (let file = 0; file < repositoryFiles; file++) {
      if (commit > 0 && file % 10 !== commit) continue;
      const folder = `${directory}/folder-${Math.floor(file / 50)}`;
      mkdirSync(folder, { recursive: true });
      const text = `/* ${file} of ${commit} */\n${texts[file % texts.length] ?? ""}`;
      writeFileSync(`${folder}/file-${file}.c`, text);
    }
    runTool({ words: ["git", "add", "-A"], directory });
    runTool({ words: ["git", "commit", "-q", "-m", `commit ${commit}`], directory });
  }
}
