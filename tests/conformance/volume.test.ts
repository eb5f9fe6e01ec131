// The suite on a Volume in this process, over disks in memory: what needs no kernel.
import test from "ava";
import { memoryVolume } from "../support/memory-volume.ts";
import { volumeSubject } from "../support/subject-volume.ts";
import { allCases } from "./all-cases.ts";
import { largeCases } from "./cases/large.ts";

const volume = await memoryVolume();
const top = volumeSubject(volume, "");

for (const [index, one] of [...allCases, ...largeCases].entries()) {
  if (one.on !== "any") continue;
  test(one.name, (t) => {
    top.makeDirectory(`case-${index}`);
    one.run(volumeSubject(volume, `case-${index}`));
    t.pass();
  });
}
