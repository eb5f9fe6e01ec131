// Renames and unlinks the files that were created, when the kernel has forgotten them.
import { rename, unlink } from "../../support/child/names.ts";
import { dropCaches, syncEverythingIn } from "../load/kernel-caches.ts";
import { loop, measureMetadata, metadataRows } from "../load/measure.ts";
import { at, createdPaths, namesDirectory } from "./names-directory.ts";
import { type Figure, plain, type Scene, type Workload } from "./workload.ts";

export const renameAndBack: Workload = {
  ...plain,
  name: "rename",
  after: "create",
  rows: metadataRows("rename", "rename within a directory, names uncached"),
  run: (scene) => {
    const directory = namesDirectory(scene);
    const renamed: string[] = [];
    const figures = overForgotten("rename", scene, (path, index) => {
      const other = `${directory}/other-${index}`;
      rename(path, other);
      renamed.push(path);
    });
    for (const [index, path] of renamed.entries()) rename(`${directory}/other-${index}`, path);
    return figures;
  },
};

export const unlinkAll: Workload = {
  ...plain,
  name: "unlink",
  after: "create",
  rows: metadataRows("unlink", "unlink of empty files, names uncached"),
  run: (scene) => overForgotten("unlink", scene, unlink),
};

function overForgotten(
  row: string,
  scene: Scene,
  act: (path: string, index: number) => void,
): readonly Figure[] {
  const { subject, sizes } = scene;
  const paths = createdPaths(scene);
  syncEverythingIn(subject.directory, subject.store);
  dropCaches("names");
  const wish = { count: paths.length, secondsMax: sizes.loopSecondsMax };
  return measureMetadata(subject, row, () => loop(wish, (index) => act(at(paths, index), index)));
}
