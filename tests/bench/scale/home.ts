// A home filled in this process, without a kernel: requests go straight to its Volume, and its
// background work has turns between them as under a driver.
import { setImmediate as nextTurn } from "node:timers/promises";
import { isTrouble } from "../../../dhash/index.ts";
import { initHome, openHome } from "../../../mount-tool/compose.ts";
import type { OpenHome } from "../../../mount-tool/home-types.ts";

/** Requests between two turns of the background work. */
const requestsPerTurn = 250;

export async function openQuietly(home: string): Promise<OpenHome> {
  const log = (level: string, message: string): void => console.error(`${level}: ${message}`);
  const opened = await openHome({ home, readOnly: false, log });
  if (isTrouble(opened)) throw new Error(opened.message);
  return opened;
}

/** What a turn of the background work took at most, in milliseconds. */
export interface Turns {
  longest: number;
}

/** Makes the home and calls `step` so many times. */
export async function fillHome(
  home: string,
  steps: number,
  begin: (opened: OpenHome) => (index: number) => void,
): Promise<Turns> {
  const made = await initHome({ home, name: "bench", participant: "bench" });
  if (isTrouble(made)) throw new Error(made.message);
  const opened = await openQuietly(home);
  const step = begin(opened);
  const turns = { longest: 0 };
  for (let index = 0; index < steps; index++) {
    step(index);
    if (index % requestsPerTurn !== 0) continue;
    const start = performance.now();
    opened.turn();
    turns.longest = Math.max(turns.longest, performance.now() - start);
    await nextTurn();
  }
  const trouble = await opened.close();
  if (trouble !== undefined) throw new Error(trouble.message);
  return turns;
}
