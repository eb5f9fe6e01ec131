// What a big tree costs: `node tests/bench/scale/trees-main.ts [FILES...]`, by default 100,000 and
// 1,000,000 files. For each: making it, mounting it, the first `ls -l`, a walk over all of it twice
// (`find`, `ls -lR`), and what the daemon has in memory after each. Needs mounts.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryDirectory } from "../../support/temporary.ts";
import type { StepResult } from "./run-step.ts";
import { printRow, runStep } from "./run-step.ts";

const launcher = join(import.meta.dirname, "../../../mount-tool/bin/ivy.cjs");
const secondsMax = 300;
const wanted = process.argv.slice(2).map(Number);
const sizes = wanted.length > 0 ? wanted : [100_000, 1_000_000];

await using temporary = makeTemporaryDirectory();
const state = join(temporary.path, "state");
const mountpoint = join(temporary.path, "mnt");
mkdirSync(mountpoint);
for (const files of sizes) measure(files);

function measure(files: number): void {
  const home = join(temporary.path, `home-${files}`);
  const title = (what: string): string => `${files.toLocaleString("en")} files: ${what}`;
  printRow(title("make"), runStep(["tree", home, files], state));
  for (let round = 1; round <= 3; round++) {
    const mount = timed(ivy("mount", "--home", home, mountpoint));
    const list = timed(["ls", "-l", mountpoint]);
    const both = mount.milliseconds + list.milliseconds;
    printRow(title("mount and ls -l"), { milliseconds: both, ...memoryOf(home) });
    if (round === 3) {
      for (const words of [
        ["find", mountpoint],
        ["ls", "-lR", mountpoint],
        ["find", mountpoint, "-newer", mountpoint],
      ]) {
        const { milliseconds } = timed(words);
        printRow(title(words.slice(0, -1).join(" ")), { milliseconds, ...memoryOf(home) });
      }
    }
    timed(ivy("umount", mountpoint));
  }
}

function ivy(...words: readonly string[]): readonly string[] {
  return [process.execPath, launcher, ...words];
}

function timed([program = "", ...words]: readonly string[]): StepResult & { milliseconds: number } {
  const start = performance.now();
  const env = { ...process.env, XDG_STATE_HOME: state };
  const stdio = ["ignore", "ignore", "inherit"] as const;
  const { status } = spawnSync(program, words, {
    ...{ env, stdio: [...stdio], timeout: secondsMax * 1000, killSignal: "SIGKILL" },
  });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: status ${status}`);
  return { milliseconds: performance.now() - start };
}

/** What the daemon of a home holds now, and held at most. */
function memoryOf(home: string): StepResult {
  const record: unknown = JSON.parse(readFileSync(join(home, "daemon.json"), "utf8"));
  const hasPid = typeof record === "object" && record !== null && "pid" in record;
  if (!hasPid) throw new Error("no daemon");
  const status = readFileSync(`/proc/${String(record.pid)}/status`, "utf8");
  const mebibytes = (field: string): number =>
    Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { residentMiB: mebibytes("VmRSS"), residentPeakMiB: mebibytes("VmHWM") };
}
