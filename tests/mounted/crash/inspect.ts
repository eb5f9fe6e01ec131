// Looks at a mount on which workers had been at work until it died, and judges what each of them
// finds again. Everything that touches the mount is done by processes of their own.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { finish } from "../../support/subject-ivy.ts";
import type { ChildOptions } from "../../support/temporary.ts";
import type { Described } from "./describe-main.ts";
import { fileUnderWay, judge } from "./judge.ts";

export interface Inspection {
  readonly mountpoint: string;
  /** Each worked in the directory of its name, and wrote what it did to a file of that name. */
  readonly workers: readonly string[];
  readonly journals: string;
  readonly child: ChildOptions;
}

export interface Inspected {
  readonly lines: Described["lines"];
  readonly wrong: readonly string[];
  readonly acknowledged: number;
}

export async function inspect(inspection: Inspection): Promise<Inspected> {
  const { workers, journals, mountpoint, child } = inspection;
  const begun = workers.filter((worker) => existsSync(`${journals}/${worker}`));
  const texts = begun.map((worker) => readFileSync(`${journals}/${worker}`, "utf8"));
  const underWay = texts.flatMap((journal, at) => {
    const path = fileUnderWay(journal);
    return path === undefined ? [] : [`${begun[at]}/${path}`];
  });
  const output = await runChild("describe-main.ts", [mountpoint, ...underWay], child);
  const described: Described = JSON.parse(output);
  const contents = new Map(described.contents);
  const wrong = texts.flatMap((journal, at) => {
    const worker = begun[at] ?? "";
    const description = new Map(below(worker, described.lines));
    const contentOf = (path: string): Uint8Array | undefined => {
      const content = contents.get(`${worker}/${path}`);
      return content === undefined ? undefined : Buffer.from(content, "base64");
    };
    const found = judge(journal, { description, contentOf });
    return found.slice(0, 20).map((line) => `${worker}: ${line}`);
  });
  const done = texts.flatMap((journal) => journal.split("\n").filter((line) => line === "done"));
  return { lines: described.lines, wrong, acknowledged: done.length };
}

/** Runs one of the programs beside this file; throws what it complains of. */
export async function runChild(
  program: string,
  words: readonly string[],
  options: ChildOptions,
): Promise<string> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });
  const finished = await finish(child, 120);
  // Memory of a file whose mount has died.
  if (finished.status === 0 || child.signalCode === "SIGBUS") return finished.output;
  const how = finished.status ?? child.signalCode;
  throw new Error(`${program} ended with ${how}: ${finished.complaint}`);
}

function below(directory: string, lines: Described["lines"]): [string, string][] {
  const inside = lines.filter(([path]) => path.startsWith(`${directory}/`));
  return inside.map(([path, line]) => [path.slice(directory.length + 1), line]);
}
