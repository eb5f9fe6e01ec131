// Runs a shell script in a directory, with a time limit, in a process of its own.
import { spawn } from "node:child_process";
import { type Finished, finish } from "../support/subject-ivy.ts";

/** A shell function: everything about the tree below a directory that must survive a copy. */
export const describeTree = `
  describe() {
    (cd "$1" && {
      find . ! -type d -printf '%P|%y|%m|%n|%U|%G|%s|%T@|%l\\n'
      find . -type d -printf '%P|%y|%m|%U|%G|%T@\\n'
      find . -type f -exec sha256sum {} +
    } | sort)
  }`;

export interface ScriptOptions {
  readonly directory: string;
  /** Shell variables besides the environment's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Stops at the first command that fails; throws what was said then. */
export async function runScript(script: string, options: ScriptOptions): Promise<string> {
  const finished = await tryScript(script, options);
  if (finished.status === 0) return finished.output;
  const said = `${finished.output}\n${finished.complaint}`.trim().slice(-3000);
  throw new Error(`the script ended with status ${finished.status}:\n${said}`);
}

export async function tryScript(script: string, options: ScriptOptions): Promise<Finished> {
  const child = spawn("sh", ["-euc", script], {
    cwd: "/",
    env: { ...process.env, LC_ALL: "C", DIRECTORY: options.directory, ...options.variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return finish(child, 90);
}

/** Up to ten lines that only one of two texts has, marked with - and +. */
export function differingLines(before: string, after: string): string[] {
  const [one, other] = [before.split("\n"), after.split("\n")];
  const gone = one.filter((line) => !other.includes(line)).map((line) => `- ${line}`);
  const come = other.filter((line) => !one.includes(line)).map((line) => `+ ${line}`);
  return [...gone.slice(0, 5), ...come.slice(0, 5)];
}
