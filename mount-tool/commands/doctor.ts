// ivy doctor: what this machine lacks, and what to install. Exit status 1 when something that is
// needed is missing.
import { Failure } from "../failure.ts";
import { examineMachine, type Finding } from "../machine.ts";
import { print, printJson } from "../terminal.ts";

export async function doctor({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const findings = await examineMachine(home);
  if (json) printJson({ findings });
  else for (const finding of findings) show(finding);
  const missing = findings.filter(({ state }) => state === "missing");
  if (missing.length === 0) return;
  const names = missing.map(({ thing }) => thing).join(", ");
  throw new Failure(
    `this machine: cannot mount for want of ${names}. See the lines marked missing.`,
  );
}

const marks = { fine: "fine    ", optional: "optional", missing: "missing " } as const;

function show({ thing, state, detail, next }: Finding): void {
  print(`${marks[state]}  ${thing}: ${detail}`);
  if (next !== undefined) print(`          ${next}`);
}
