// Runs one step of a benchmark of scale in a process of its own and takes what it printed.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

export type StepResult = Readonly<Record<string, number | string>>;

const program = join(import.meta.dirname, "step-main.ts");

export function runStep(words: readonly (string | number)[], state: string): StepResult {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const { status, stdout } = spawnSync(process.execPath, [program, ...words.map(String)], {
    ...{ encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env },
  });
  if (status !== 0) throw new Error(`${words.join(" ")}: status ${status}`);
  const result: StepResult = JSON.parse(stdout);
  return result;
}

/** One line of a table: a title, and figures with their names. */
export function printRow(title: string, result: StepResult): void {
  const figures = Object.entries(result)
    .filter((entry) => typeof entry[1] === "number")
    .map(([name, value]) => `${name} ${Math.round(Number(value) * 10) / 10}`);
  console.log(`${title.padEnd(28)} ${figures.join(", ")}`);
}
