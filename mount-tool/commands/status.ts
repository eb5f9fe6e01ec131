// ivy status: what a home holds and where it is mounted. Answered by the daemon if one runs, else
// from the home itself.
import { daemonLogPath } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";
import { withLatencies } from "../latencies.ts";
import { requestsText } from "../stats-text.ts";
import { bytesToText, print, printJson, printTable } from "../terminal.ts";
import { requireHome } from "./mount.ts";
import { askRunning, type RunningState } from "./running.ts";

export interface StatusWish {
  readonly home: string;
  /** Also the requests, as `ivy stats` shows them. */
  readonly requests: boolean;
  readonly json: boolean;
}

export async function status(wish: StatusWish): Promise<void> {
  const running = await askRunning(wish.home);
  if (running === undefined) return showIdle(wish);
  if (wish.json) return showJson(wish.home, running);
  showText(wish.home, running);
  if (!wish.requests) return;
  print("");
  print(await requestsText(running.figures.requests));
}

function showIdle({ home, json }: StatusWish): void {
  const info = requireHome(home);
  if (json) return printJson({ home, ...info, mounted: false });
  printTable([...homeRows(home, info), ["mounted", "no; mount it with: ivy mount DIRECTORY"]]);
}

/** The names of figures are those of `ivy stats --json`. */
function showJson(home: string, { daemon, info, volume, figures }: RunningState): void {
  const requests = withLatencies(figures.requests);
  const log = daemonLogPath(home);
  printJson({ home, ...info, mounted: true, ...daemon, ...volume, log, ...figures, requests });
}

function showText(home: string, { daemon, info, volume, figures }: RunningState): void {
  const { head } = volume;
  printTable([
    ...homeRows(home, info),
    ["mounted", `${daemon.mountpoint}${daemon.readOnly ? " (read-only)" : ""}`],
    ["daemon", `process ${daemon.pid}, driver ${daemon.driver}, since ${daemon.started}`],
    ["daemon log", daemonLogPath(home)],
    [
      "log head",
      head === undefined ? "no records yet" : `record ${head.sequence}, hash ${head.hash}`,
    ],
    ["root digest", volume.digest ?? "not computed"],
    ["inodes", String(volume.inodes)],
    ["stored", `${bytesToText(volume.storedBytes)} in ${volume.blocks} blocks`],
    ["journal", bytesToText(volume.journalBytes)],
    ...metricsRows(daemon.metrics),
    ...silenceRows(figures.fileSystemThread.isAnswering),
  ]);
}

function metricsRows(url: string | undefined): [string, string][] {
  return url === undefined ? [] : [["metrics", url]];
}

function silenceRows(isAnswering: boolean): [string, string][] {
  if (isAnswering) return [];
  return [["BUSY", "the file-system thread does not answer; ivy stats says more"]];
}

function homeRows(home: string, info: HomeInfo): [string, string][] {
  return [
    ["file system", `${info.fileSystemName} (${info.fileSystemId})`],
    ["participant", `${info.participant} (log ${info.logId})`],
    ["home", home],
  ];
}
