// ivy conflicts and ivy resolve: what was decided against somebody when people worked apart.
import { columns } from "../columns.ts";
import { homeWords } from "../home-paths.ts";
import type { Keep } from "../sharing-messages.ts";
import { print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";
import { pathInMount } from "./path-in-mount.ts";

export async function conflicts({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const answer = await ask(home, { kind: "conflicts" }, "conflicts");
  const { conflicts: listed, isMore } = answer;
  if (json) return printJson({ conflicts: listed, isMore });
  if (listed.length === 0) return print("Nothing is in conflict.");
  const rows = listed.map(({ path, against, by, what }) => [path, against, by, what]);
  for (const row of columns([["PATH", "AGAINST", "BY", ""], ...rows])) print(row);
  if (isMore) print(`There are more than these ${listed.length}: settle some, and look again.`);
  print(`Settle one with: ivy resolve${homeWords(home)} PATH --keep mine|theirs|both`);
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
  const place = pathInMount(home, path);
  await ask(home, { kind: "resolve", path: place, keep }, "done");
  print(`Settled: ${place}`);
}
