// C3 from outside: the daemon is killed in the middle of a mixed workload, and everything
// acknowledged is there after the next mount. IVY_CRASH_ROUNDS and IVY_CRASH_SEED choose how often
// and which workload.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import test from "ava";
import { finish, type IvyHome, makeIvyHome } from "../../support/subject-ivy.ts";
import { whyNoMounts } from "../../support/subject-machine.ts";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import { Chance } from "./chance.ts";
import { judge } from "./judge.ts";
import type { Description } from "./tree-model.ts";

const rounds = Number(process.env["IVY_CRASH_ROUNDS"] ?? 2);
const seed = Number(process.env["IVY_CRASH_SEED"] ?? 1);
const workers = 2;
const temporary = makeTemporaryDirectory();
const impossible = whyNoMounts();

test.after.always(() => temporary.remove());

const name = `what was acknowledged survives SIGKILL (${rounds} rounds, seed ${seed})`;
const declare = impossible === undefined ? test : test.skip;

declare(impossible === undefined ? name : `${name} (${impossible})`, async (t) => {
  t.timeout(rounds * 60_000);
  const ivy = await makeIvyHome(temporary);
  const chance = new Chance(seed);
  for (let round = 0; round < rounds; round++) {
    await workUntilKilled(ivy, round, chance);
    const mounted = await ivy.mount();
    for (let earlier = 0; earlier <= round; earlier++) {
      for (const worker of workerNames(earlier)) {
        const journal = readFileSync(`${temporary.path}/${worker}.journal`, "utf8");
        const wrong = judge(journal, await describe(`${mounted.mountpoint}/${worker}`));
        t.deepEqual(wrong.slice(0, 20), [], `round ${round}, ${worker}`);
        t.regex(journal, /^done$/m, "something was acknowledged before the kill");
      }
    }
    t.is(await mounted.stop(), 0);
  }
  t.log(`${acknowledged(temporary.path)} operations were acknowledged`);
  const verified = await ivy.run("verify");
  t.is(verified.status, 0, verified.complaint);
});

function workerNames(round: number): string[] {
  return Array.from({ length: workers }, (_, worker) => `round-${round}-worker-${worker}`);
}

function acknowledged(directory: string): number {
  const journals = readdirSync(directory).filter((name) => name.endsWith(".journal"));
  const lines = journals.flatMap((name) =>
    readFileSync(`${directory}/${name}`, "utf8").split("\n"),
  );
  return lines.filter((line) => line === "done").length;
}

async function workUntilKilled(ivy: IvyHome, round: number, chance: Chance): Promise<void> {
  const mounted = await ivy.mount();
  const working = workerNames(round).map((worker) => {
    return run("workload-main.ts", [
      `${mounted.mountpoint}/${worker}`,
      `${temporary.path}/${worker}.journal`,
      String(chance.below(1_000_000)),
    ]);
  });
  const journal = `${temporary.path}/${workerNames(round)[0]}.journal`;
  await Promise.race([untilGrown(journal, 5000 + chance.below(100_000)), Promise.all(working)]);
  await mounted.kill();
  await Promise.all(working);
}

/** The moment of the kill: when one worker has written so much about what it did. */
async function untilGrown(journal: string, bytes: number): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if ((statSync(journal, { throwIfNoEntry: false })?.size ?? 0) >= bytes) return;
    await wait(5);
  }
}

async function describe(directory: string): Promise<Description> {
  return new Map(JSON.parse(await run("describe-main.ts", [directory])));
}

/** Runs one of the programs beside this file; throws what it complains of. */
async function run(program: string, words: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const finished = await finish(child);
  if (finished.status === 0) return finished.output;
  throw new Error(`${program} ended with status ${finished.status}: ${finished.complaint}`);
}
