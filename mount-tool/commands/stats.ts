// ivy stats: what a mounted home's daemon has done and what it holds: requests by kind with their
// latencies, caches, queues, files, memory. Once, or again and again with what came in between.
import { setTimeout as wait } from "node:timers/promises";
import { failed, wronglyUsed } from "../failure.ts";
import { homeWords } from "../home-paths.ts";
import { requestsSince, withLatencies } from "../latencies.ts";
import { requestsText, summaryText } from "../stats-text.ts";
import { clearScreen, print, printJson } from "../terminal.ts";
import { requireHome } from "./require-home.ts";
import { askRunning, type RunningState } from "./running.ts";

export interface StatsWish {
  readonly home: string;
  readonly json: boolean;
  /** Undefined: once. True: again after a default time. */
  readonly watch: string | true | undefined;
}

const watchSecondsDefault = 2;
const watchSecondsMax = 86_400;

export async function stats(wish: StatsWish): Promise<void> {
  const seconds = wish.watch === undefined ? undefined : parseSeconds(wish.watch);
  requireHome(wish.home);
  const first = await look(wish.home);
  if (wish.json) printJson(lookToJson(first));
  else await showAll(first);
  if (seconds !== undefined) await watch(wish, seconds, first);
}

async function showAll(state: TimedState): Promise<void> {
  print(summaryText(state));
  print("");
  print(await requestsText(state.figures.requests));
}

/** Ends with the mount, by a Failure that says so, or with the person's patience. */
async function watch(wish: StatsWish, seconds: number, first: TimedState): Promise<void> {
  let before = first;
  for (;;) {
    await wait(seconds * 1000);
    const now = await look(wish.home);
    if (wish.json) printJson(lookToJson(now));
    else await showChange(before, now);
    before = now;
  }
}

async function showChange(before: TimedState, now: TimedState): Promise<void> {
  const isSame = before.daemon.started === now.daemon.started;
  const earlier = isSame ? before.figures.requests : {};
  const requests = requestsSince(earlier, now.figures.requests);
  const seconds = (now.at - before.at) / 1000;
  const table = await requestsText(requests, seconds);
  clearScreen();
  print(summaryText(now));
  print(`\nin the last ${seconds.toFixed(1)} s:`);
  print(table);
}

interface TimedState extends RunningState {
  /** Milliseconds since 1970. */
  readonly at: number;
}

async function look(home: string): Promise<TimedState> {
  const state = await askRunning(home);
  if (state !== undefined) return { ...state, at: Date.now() };
  const mount = `ivy mount${homeWords(home)} DIRECTORY`;
  const next = `Figures are of a running daemon: mount it with ${mount}.`;
  throw failed({ thing: `home ${home}`, cause: "is not mounted", next });
}

/** The names of figures are those of `ivy status --json`. */
function lookToJson({ at, daemon, volume, figures }: TimedState): object {
  const { pid, mountpoint, driver, started } = daemon;
  const { inodes, head } = volume;
  const requests = withLatencies(figures.requests);
  const time = new Date(at).toISOString();
  return { time, pid, mountpoint, driver, started, head, inodes, ...figures, requests };
}

/** Of `--watch`. */
export function parseSeconds(text: string | true): number {
  if (text === true) return watchSecondsDefault;
  const seconds = /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds >= 0.1 && seconds <= watchSecondsMax) return seconds;
  throw wronglyUsed({
    thing: `--watch: "${text}"`,
    cause: "is not a number of seconds",
    next: `Give one from 0.1 to ${watchSecondsMax}, or none for ${watchSecondsDefault}.`,
  });
}
