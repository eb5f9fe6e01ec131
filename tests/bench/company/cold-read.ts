// A file of others is read by somebody who keeps nothing of others before it is used. sshfs is read
// over the same link, with nothing of the file in its caches.
import { readFileSync } from "node:fs";
import { dropCaches, syncEverythingIn } from "../load/kernel-caches.ts";
import {
  atDelay,
  type CompanyFigure,
  type CompanyMeasure,
  type CompanyScene,
  ofIvy,
  withDelay,
} from "./measure.ts";
import { at } from "./party.ts";
import { probe } from "./probe.ts";
import { sshfsAt } from "./sshfs.ts";

const megabyte = 1_000_000;
const mebibyte = 1024 * 1024;
const secondsMax = 200;

export const coldRead: CompanyMeasure = {
  name: "cold-read",
  rows: ({ delays }) =>
    delays.map((delay) => ({
      name: withDelay("cold-read", delay),
      unit: "MB/s",
      what: `a file from the one who has it, ${atDelay(delay)}`,
    })),
  measure: async (scene) => {
    const figures: CompanyFigure[] = [];
    for (const delay of scene.sizes.delays) {
      const row = withDelay("cold-read", delay);
      if (scene.isWanted("ivy")) {
        scene.progress(`${row}: ivy`);
        figures.push(ofIvy(row, await readOfIvy(scene, row, delay)));
      }
      scene.progress(`${row}: sshfs`);
      const value = await readOfSshfs(scene, row, delay);
      if (value !== undefined) figures.push({ subject: "sshfs", row, value });
    }
    return figures;
  },
};

async function readOfIvy(
  { temporary, sizes: { coldMebibytes } }: CompanyScene,
  name: string,
  delayMilliseconds: number,
): Promise<number> {
  return at(temporary, { name, count: 2, delayMilliseconds }, async (party) => {
    const [founder, other] = party.guests;
    if (founder === undefined || other === undefined) throw new Error("there are two guests");
    await party.gather(0);
    await other.enter(await party.invite(), ["--keep", "none"]);
    await party.untilConnected(1);
    const written = { mebibytes: coldMebibytes, callBytes: mebibyte };
    await probe(temporary, { kind: "write", path: `${founder.path}/cold`, ...written });
    const bytes = coldMebibytes * mebibyte;
    const path = `${other.path}/cold`;
    const { seconds } = await probe(temporary, { kind: "read", path, bytes, secondsMax });
    return bytes / megabyte / seconds;
  });
}

/** The other side has the file in its memory, as Ivy's peer has. */
async function readOfSshfs(
  scene: CompanyScene,
  name: string,
  delayMilliseconds: number,
): Promise<number | undefined> {
  const { temporary, sizes } = scene;
  const subject = await sshfsAt(scene, name, delayMilliseconds);
  if (subject === undefined) return undefined;
  const written = { mebibytes: sizes.coldMebibytes, callBytes: mebibyte };
  await probe(temporary, { kind: "write", path: `${subject.store}/cold`, ...written });
  syncEverythingIn(subject.store);
  dropCaches("names and pages");
  readFileSync(`${subject.store}/cold`);
  const bytes = sizes.coldMebibytes * mebibyte;
  const path = `${subject.directory}/cold`;
  const { seconds } = await probe(temporary, { kind: "read", path, bytes, secondsMax });
  return bytes / megabyte / seconds;
}
