// Overwrites and reads 4 KiB at random places of one large file.
import { randomFillSync } from "node:crypto";
import { close, flags, open, readInto, sync, writeAt } from "../../support/child/files.ts";
import { dropCaches, syncEverythingIn } from "../load/kernel-caches.ts";
import { secondsOf } from "../load/measure.ts";
import { mebibyte, writeFile } from "../load/transfers.ts";
import { plain, type Scene, type Workload } from "./workload.ts";

const pageBytes = 4096;

export const random: Workload = {
  ...plain,
  name: "random",
  needsRoot: true,
  rows: [
    {
      name: "random-write-4k",
      unit: "/s",
      what: "overwrites in one file, and one fsync at the end",
    },
    { name: "random-read-4k", unit: "/s", what: "reads of that file, caches dropped" },
  ],
  run: (scene) => {
    const { subject, round, sizes } = scene;
    const path = `${subject.directory}/random`;
    const mebibytes = sizes.randomMebibytes;
    if (round === 0) writeFile({ path, mebibytes, callBytes: mebibyte });
    const fd = open(path, flags.readWrite);
    syncEverythingIn(subject.directory, subject.store);
    const writing = overwrite(fd, scene);
    syncEverythingIn(subject.directory, subject.store);
    dropCaches("names and pages");
    const reading = readPages(fd, scene);
    close(fd);
    return [
      { row: "random-write-4k", value: sizes.randomOperations / writing },
      { row: "random-read-4k", value: sizes.randomOperations / reading },
    ];
  },
};

function overwrite(fd: number, scene: Scene): number {
  const page = randomFillSync(Buffer.alloc(pageBytes));
  const places = randomPlaces(scene, 1);
  return secondsOf(() => {
    for (const [index, place] of places.entries()) {
      page.writeUInt32LE(index);
      writeAt(fd, place, page);
    }
    sync(fd);
  });
}

function readPages(fd: number, scene: Scene): number {
  const page = Buffer.alloc(pageBytes);
  const places = randomPlaces(scene, 2);
  return secondsOf(() => {
    for (const place of places) {
      if (readInto(fd, page, place) !== pageBytes) throw new Error("the file is short");
    }
  });
}

/** The same for every subject, others in each round. */
function randomPlaces({ round, sizes }: Scene, seed: number): readonly number[] {
  const pages = (sizes.randomMebibytes * mebibyte) / pageBytes;
  let state = round * 2 + seed;
  return Array.from({ length: sizes.randomOperations }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * pages) * pageBytes;
  });
}
