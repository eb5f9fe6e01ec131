// Lists a directory that was listed just before.
import { close, flags, open } from "../../support/child/files.ts";
import { loop } from "../load/measure.ts";
import { countEntries } from "../load/system-calls.ts";
import { createdPaths, namesDirectory } from "./names-directory.ts";
import { plain, type Workload } from "./workload.ts";

const listings = 20;

export const listWarm: Workload = {
  ...plain,
  name: "readdir-warm",
  after: "create",
  rows: [{ name: "readdir-warm", unit: "/s", what: "entries of a directory listed before" }],
  run: (scene) => {
    const directory = namesDirectory(scene);
    const files = createdPaths(scene).length;
    const list = (): void => {
      const fd = open(directory, flags.directory);
      // It holds . and .. besides.
      if (countEntries(fd) < files + 2) throw new Error("the listing is incomplete");
      close(fd);
    };
    list();
    const wish = { count: listings, secondsMax: scene.sizes.loopSecondsMax };
    const { operations, seconds } = loop(wish, list);
    return [{ row: "readdir-warm", value: (operations * files) / seconds }];
  },
};
