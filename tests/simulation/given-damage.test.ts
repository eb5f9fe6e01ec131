// A tree that a member gave waits in the home for the first mount; `ivy verify` checks it
// meanwhile.
import test from "ava";
import { isTrouble } from "../../dhash/index.ts";
import { keepGivenTree } from "../../mount-tool/compose/given-tree.ts";
import { hasher } from "../support/logs.ts";
import { makeSmallHome } from "./small-home.ts";

const { machine } = await makeSmallHome();

/** As if somebody had given the home its own tree. */
function give(): ReadonlyMap<string, Uint8Array> {
  for (const [path, bytes] of machine.disk.contents()) {
    const name = path.replace(/\bsnapshots\//, "given/");
    if (name !== path) machine.disk.restore(new Map([...machine.disk.contents(), [name, bytes]]));
  }
  const { disk } = machine.surroundings();
  const trouble = keepGivenTree({ disk, hasher }, "c".repeat(64));
  if (trouble !== undefined) throw trouble;
  return machine.disk.contents();
}

async function problems(): Promise<readonly string[]> {
  const report = await machine.verify();
  if (isTrouble(report)) return [report.message];
  return report.problems.map(({ where }) => where);
}

const sound = give();

test.serial("a given tree that is whole is no problem", async (t) => {
  t.true([...sound.keys()].some((path) => path.includes("given/")));
  t.deepEqual(await problems(), []);
});

for (const [path, bytes] of sound) {
  if (!path.includes("given")) continue;
  const where = path.endsWith(".json") ? "given.json" : "given/";
  test.serial(`${path}: each changed byte is found`, async (t) => {
    for (let at = 0; at < bytes.length; at += bytes.length < 600 ? 5 : 61) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      machine.disk.restore(new Map([...sound, [path, changed]]));
      t.deepEqual(await problems(), [where], `byte ${at}`);
    }
  });
}

test.serial("without given.json what lies in given/ is of no use, and no problem", async (t) => {
  const rest = [...sound].filter(([path]) => !path.endsWith("given.json"));
  machine.disk.restore(new Map(rest));
  t.deepEqual(await problems(), []);
});

test.serial("a given.json without a tree is told", async (t) => {
  const rest = [...sound].filter(([path]) => !path.includes("given/"));
  machine.disk.restore(new Map(rest));
  t.deepEqual(await problems(), ["given/"]);
});
