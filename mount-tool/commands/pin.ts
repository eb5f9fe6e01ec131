// ivy pin, ivy unpin: what stays on this machine whatever else is given up. It holds for this
// machine only, and follows what is pinned wherever it moves.
import { columns } from "../columns.ts";
import { homeWords } from "../home-paths.ts";
import { print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";
import { pathInMount } from "./path-in-mount.ts";

interface PinCommand {
  readonly home: string;
  readonly path: string | undefined;
  readonly json: boolean;
}

export async function pin({ home, path, json }: PinCommand): Promise<void> {
  if (path === undefined) return listPins(home, json);
  const place = pathInMount(home, path);
  await ask(home, { kind: "pin", path: place }, "done");
  if (json) return printJson({ pinned: place });
  const words = homeWords(home);
  const next = `see: ivy status${words}, or ivy get${words} ${path}`;
  print(`Pinned: ${place}. It is fetched in the background; ${next}`);
}

export async function unpin({
  home,
  path,
}: {
  readonly home: string;
  readonly path: string;
}): Promise<void> {
  const place = pathInMount(home, path);
  await ask(home, { kind: "unpin", path: place }, "done");
  print(`Pinned no more: ${place}`);
}

async function listPins(home: string, json: boolean): Promise<void> {
  const { pins } = await ask(home, { kind: "pins" }, "pins");
  if (json) return printJson({ pins });
  if (pins.length === 0) return print("Nothing is pinned. Pin something with: ivy pin PATH");
  const rows = pins.map(({ path, isThere }) => [path, isThere ? "" : "is not there any more"]);
  for (const row of columns([["PATH", ""], ...rows])) print(row);
}
