// Creates empty files in a new directory.
import { close, flags, open } from "../../support/child/files.ts";
import { loop, measureMetadata, metadataRows } from "../load/measure.ts";
import { processTree, residentMebibytes } from "../load/process-costs.ts";
import { makeNamesDirectory } from "./names-directory.ts";
import { type Figure, plain, type Scene, type Workload } from "./workload.ts";

const creating = flags.create | flags.exclusive | flags.writeOnly;

export const create: Workload = {
  ...plain,
  name: "create",
  rows: [
    ...metadataRows("create", "open(O_CREAT | O_EXCL) and close of empty files"),
    { name: "memory-names", unit: "MiB", what: "resident memory of the daemon after all creates" },
  ],
  run,
};

function run(scene: Scene): readonly Figure[] {
  const { subject, sizes } = scene;
  const directory = makeNamesDirectory(scene);
  const wish = { count: sizes.names, secondsMax: sizes.loopSecondsMax };
  const figures = measureMetadata(subject, "create", () =>
    loop(wish, (index) => close(open(`${directory}/file-${index}`, creating))),
  );
  const pids = processTree(subject.processes);
  if (pids.length === 0) return figures;
  return [...figures, { row: "memory-names", value: residentMebibytes(pids) }];
}
