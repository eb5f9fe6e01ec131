// ivy conflicts and ivy resolve: what was decided against somebody when people worked apart.
import { columns } from "../columns.ts";
import type { Keep } from "../sharing-messages.ts";
import { print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";

export async function conflicts({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const { conflicts: listed } = await ask(home, { kind: "conflicts" }, "conflicts");
  if (json) return printJson({ conflicts: listed });
  if (listed.length === 0) return print("Nothing is in conflict.");
  const rows = listed.map(({ path, against, by, what }) => [path, against, by, what]);
  for (const row of columns([["PATH", "AGAINST", "BY", ""], ...rows])) print(row);
  print("Settle one with: ivy resolve PATH --keep mine|theirs|both");
}

export async function resolve({
  home,
  path,
  keep,
}: {
  readonly home: string;
  readonly path: string;
  readonly keep: Keep;
}): Promise<void> {
  await ask(home, { kind: "resolve", path, keep }, "done");
  print(`Settled: ${path}`);
}
