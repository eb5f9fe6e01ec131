// Installs this project's packages from npm's cache, without the network.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { syncEverythingIn } from "../load/kernel-caches.ts";
import { secondsOf } from "../load/measure.ts";
import { runTool } from "../load/tool.ts";
import type { Sizes } from "./sizes.ts";
import { plain, type Scene, type Workload } from "./workload.ts";

const project = join(import.meta.dirname, "../../..");
const manifests = ["package.json", "package-lock.json"];

export const npm: Workload = {
  ...plain,
  name: "npm-ci",
  programs: ["npm"],
  rows: [{ name: "npm-ci", unit: "s", what: "npm ci --offline of this project's packages" }],
  prepare: (materials, sizes) => {
    // Fails where the cache lacks something; reads into the kernel's cache what every round reads.
    install(`${materials}/npm`, sizes);
  },
  run: ({ subject, round, sizes }: Scene) => {
    syncEverythingIn(subject.directory, subject.store);
    return [{ row: "npm-ci", value: install(`${subject.directory}/npm-${round}`, sizes) }];
  },
};

/** Seconds; binaries for many platforms, which are optional, are left out. */
function install(directory: string, { packages }: Sizes): number {
  mkdirSync(directory);
  for (const manifest of manifests)
    copyFileSync(join(project, manifest), `${directory}/${manifest}`);
  const words = [
    ...["npm", "ci", "--offline", "--ignore-scripts", "--omit=optional"],
    ...(packages === "production" ? ["--omit=dev"] : []),
    ...["--no-audit", "--no-fund", "--no-update-notifier", "--logs-max=0"],
  ];
  const seconds = secondsOf(() => runTool({ words, directory }));
  if (!existsSync(`${directory}/node_modules`)) throw new Error("npm ci installed nothing");
  return seconds;
}
