// The long run: `node tests/long/long-main.ts [--minutes 30]`. Six processes work on a mount; in
// thirty minutes they make and remove 200,000 files and write 20 GB, in less time less. Meanwhile
// the daemon is looked at, afterwards everything is verified. The exit status says whether every
// bound was kept. It needs 25 GB below the temporary directory, which are given back.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { finish, type IvyHome, makeIvyHome } from "../support/subject-ivy.ts";
import { type ChildOptions, childOptions, makeTemporaryDirectory } from "../support/temporary.ts";
import { type Finding, findings, isKept, type Sample } from "./bounds.ts";
import type { Done, LoadKind } from "./load.ts";
import { lineToSample } from "./sample.ts";

interface Worker {
  readonly kind: LoadKind;
  /** In thirty minutes; 0: as many as it likes. */
  readonly files: number;
  readonly bytes: number;
}

const wholeMinutes = 30;
const workers: readonly Worker[] = [
  { kind: "small-files", files: 100_000, bytes: 0 },
  { kind: "small-files", files: 100_000, bytes: 0 },
  { kind: "large-files", files: 0, bytes: 17e9 },
  { kind: "overwriting", files: 0, bytes: 3e9 },
  { kind: "names", files: 30_000, bytes: 0 },
  { kind: "names", files: 30_000, bytes: 0 },
];
const sampleSeconds = 5;
const verifySecondsMax = 3600;

const options = { minutes: { type: "string", default: String(wholeMinutes) } } as const;
const minutes = Number(parseArgs({ options }).values.minutes);
const temporary = makeTemporaryDirectory();
try {
  process.exitCode = await longRun();
} finally {
  await temporary.remove();
}

/** The exit status. */
async function longRun(): Promise<0 | 1> {
  const child = childOptions(temporary);
  const ivy = await makeIvyHome(temporary);
  const mounted = await ivy.mount();
  const watch = watchDaemon(ivy);
  const done = await Promise.all(
    workers.map((worker, number) => {
      const directory = `${mounted.mountpoint}/${number}-${worker.kind}`;
      return work(worker, { directory, seed: number, child });
    }),
  );
  const samples = await watch.end();
  const status = await mounted.stop();
  const { complaint } = await mounted.ended;
  const verified = await ivy.runFor(verifySecondsMax, "verify");
  const files = done.reduce((sum, each) => sum + each.files, 0);
  const bytes = done.reduce((sum, each) => sum + each.bytes, 0);
  const found = findings({ samples, files, bytes });
  say(`${minutes} minutes: ${files} files made, ${(bytes / 1e9).toFixed(2)} GB written`);
  sayFindings(found);
  say(`the daemon ended with status ${status}, verify with ${verified.status}`);
  say(`${complaint}${verified.output}${verified.complaint}`.trim());
  const isClean = status === 0 && verified.status === 0 && !/^error/m.test(complaint);
  return isClean && found.every(isKept) ? 0 : 1;
}

interface Place {
  readonly directory: string;
  readonly seed: number;
  readonly child: ChildOptions;
}

async function work(worker: Worker, { directory, seed, child }: Place): Promise<Done> {
  const share = minutes / wholeMinutes;
  const program = fileURLToPath(new URL("load-main.ts", import.meta.url));
  const quota = [worker.files * share, worker.bytes * share];
  const words = [worker.kind, directory, minutes * 60, ...quota, seed];
  const started = spawn(process.execPath, [program, ...words.map(String)], {
    ...child,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const finished = await finish(started, minutes * 60 + 120);
  if (finished.status !== 0) throw new Error(`${worker.kind}: ${finished.complaint}`);
  return JSON.parse(finished.output);
}

/** Takes a sample every few seconds, and tells of one every minute. */
function watchDaemon(ivy: IvyHome): { end(): Promise<readonly Sample[]> } {
  const samples: Sample[] = [];
  const start = performance.now();
  const watching = ivy.begin("stats", "--json", "--watch", String(sampleSeconds));
  if (watching.stdout === null) throw new Error("ivy stats has no output");
  createInterface({ input: watching.stdout }).on("line", (line) => {
    const sample = lineToSample(line, (performance.now() - start) / 1000);
    samples.push(sample);
    if (samples.length % 12 === 1) saySample(sample);
  });
  return {
    end: async () => {
      // One more, of the end.
      await wait(sampleSeconds * 1000 + 500);
      watching.kill();
      await once(watching, "exit");
      return samples;
    },
  };
}

function saySample(sample: Sample): void {
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  const { residentBytes, heapBytes, externalBytes, packBytes, journalBytes } = sample;
  say(
    `${Math.round(sample.seconds)} s: memory ${mebibytes(residentBytes)}` +
      ` (heaps ${mebibytes(heapBytes)}, outside them ${mebibytes(externalBytes)}),` +
      ` ${sample.descriptors} open files, ${sample.inodes} inodes held,` +
      ` stored ${mebibytes(packBytes + journalBytes)}`,
  );
}

function sayFindings(found: readonly Finding[]): void {
  for (const finding of found) {
    const verdict = isKept(finding) ? "" : "  BROKEN";
    const [figure, bound] = [finding.found.toFixed(2), finding.bound.toFixed(2)];
    say(`${finding.what}: ${figure} ${finding.unit}, at most ${bound}${verdict}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
