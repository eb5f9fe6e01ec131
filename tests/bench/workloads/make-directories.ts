// Makes empty directories in a new directory.
import { mkdirSync } from "node:fs";
import { makeDirectory } from "../../support/child/names.ts";
import { loop, measureMetadata, metadataRows } from "../load/measure.ts";
import { plain, type Workload } from "./workload.ts";

export const makeDirectories: Workload = {
  ...plain,
  name: "mkdir",
  rows: metadataRows("mkdir", "mkdir in one directory"),
  run: ({ subject, round, sizes }) => {
    const directory = `${subject.directory}/directories-${round}`;
    mkdirSync(directory);
    const wish = { count: sizes.names, secondsMax: sizes.loopSecondsMax };
    return measureMetadata(subject, "mkdir", () =>
      loop(wish, (index) => makeDirectory(`${directory}/directory-${index}`)),
    );
  },
};
