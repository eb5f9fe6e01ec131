// Attributes and names: asked of the file system, asked of the kernel's caches, and of what is not
// there.
import { dropCaches, syncEverythingIn } from "../load/kernel-caches.ts";
import { loop, measureMetadata, metadataRows } from "../load/measure.ts";
import { stat, statMissing, statUncached } from "../load/system-calls.ts";
import { at, createdPaths, namesDirectory, toPaths } from "./names-directory.ts";
import { plain, type Workload } from "./workload.ts";

export const statCold: Workload = {
  ...plain,
  name: "stat-cold",
  after: "create",
  needsRoot: true,
  rows: metadataRows("stat-cold", "stat of each file after the kernel forgot it"),
  run: (scene) => {
    const { subject, sizes } = scene;
    const paths = toPaths(createdPaths(scene));
    syncEverythingIn(subject.directory, subject.store);
    dropCaches("names");
    const wish = { count: paths.length, secondsMax: sizes.loopSecondsMax };
    return measureMetadata(subject, "stat-cold", () =>
      loop(wish, (index) => stat(at(paths, index))),
    );
  },
};

export const getattr: Workload = {
  ...plain,
  name: "getattr",
  after: "create",
  rows: metadataRows("getattr", "statx(AT_STATX_FORCE_SYNC) of files whose names are known"),
  run: (scene) => {
    const { subject, sizes } = scene;
    const paths = toPaths(createdPaths(scene));
    for (const path of paths) stat(path);
    const wish = { count: paths.length, secondsMax: sizes.loopSecondsMax };
    return measureMetadata(subject, "getattr", () =>
      loop(wish, (index) => statUncached(at(paths, index))),
    );
  },
};

export const statWarm: Workload = {
  ...plain,
  name: "stat-warm",
  after: "create",
  rows: [{ name: "stat-warm", unit: "/s", what: "stat of files seen just before" }],
  run: (scene) => {
    const paths = toPaths(createdPaths(scene));
    for (const path of paths) stat(path);
    const wish = {
      count: Math.max(paths.length * 10, 100),
      secondsMax: scene.sizes.loopSecondsMax,
    };
    const { operations, seconds } = loop(wish, (index) => stat(at(paths, index % paths.length)));
    return [{ row: "stat-warm", value: operations / seconds }];
  },
};

export const lookupMiss: Workload = {
  ...plain,
  name: "lookup-miss",
  after: "create",
  rows: metadataRows("lookup-miss", "stat of names that are not there, each one new"),
  run: (scene) => {
    const { subject, sizes } = scene;
    const directory = namesDirectory(scene);
    const texts = Array.from(
      { length: sizes.names },
      (_, index) => `${directory}/missing-${index}`,
    );
    const paths = toPaths(texts);
    const wish = { count: paths.length, secondsMax: sizes.loopSecondsMax };
    return measureMetadata(subject, "lookup-miss", () =>
      loop(wish, (index) => statMissing(at(paths, index))),
    );
  },
};
