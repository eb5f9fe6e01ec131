// Runs a program as a person would, away from their configuration.
import { spawnSync } from "node:child_process";

export interface ToolRun {
  readonly words: readonly string[];
  readonly directory: string;
}

const secondsMax = 240;

/** What it printed; throws what it complained of. */
export function runTool({ words, directory }: ToolRun): string {
  const [program = "", ...rest] = words;
  const finished = spawnSync(program, rest, {
    cwd: directory,
    env: { ...process.env, ...gitEnvironment, LC_ALL: "C" },
    encoding: "utf8",
    timeout: secondsMax * 1000,
    killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (finished.status === 0) return finished.stdout;
  const said = `${finished.stdout}\n${finished.stderr}`.trim().slice(-500);
  throw new Error(`${words.slice(0, 2).join(" ")} ended with status ${finished.status}: ${said}`);
}

const gitEnvironment = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@b",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@b",
};
