// ivy status: what a home holds and where it is mounted. Answered by the daemon if one runs, else
// from the home itself.

import type { ControlReply } from "../daemon/control-protocol.ts";
import { daemonLogPath } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";
import { withLatencies } from "../latencies.ts";
import type { MemberFigures } from "../sharing-messages.ts";
import { requestsText } from "../stats-text.ts";
import { bytesToText, print, printJson, printTable } from "../terminal.ts";
import { ask } from "./ask.ts";
import { requireHome } from "./mount.ts";
import { askRunning, type RunningState } from "./running.ts";

type Company = Extract<ControlReply, { kind: "sharing" }>;

export interface StatusWish {
  readonly home: string;
  /** Also the requests, as `ivy stats` shows them. */
  readonly requests: boolean;
  readonly json: boolean;
}

export async function status(wish: StatusWish): Promise<void> {
  const running = await askRunning(wish.home);
  if (running === undefined) return showIdle(wish);
  // A thread that hangs tells nothing of others; all else is told.
  const company = await ask(wish.home, { kind: "sharing" }, "sharing").catch(() => undefined);
  if (wish.json) return showJson(wish.home, running, company);
  showText(wish.home, running, company);
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
function showJson(home: string, running: RunningState, company: Company | undefined): void {
  const { daemon, info, volume, figures } = running;
  const requests = withLatencies(figures.requests);
  const log = daemonLogPath(home);
  const { sharing, peers = [], addresses, refusals } = company ?? {};
  const rest = { log, ...figures, requests, sharing: { ...sharing, peers, addresses, refusals } };
  printJson({ home, ...info, mounted: true, ...daemon, ...volume, ...rest });
}

function showText(
  home: string,
  { daemon, info, volume, figures }: RunningState,
  company: Company | undefined,
): void {
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
    ...companyRows(company),
    ...metricsRows(daemon.metrics),
    ...silenceRows(figures.fileSystemThread.isAnswering),
  ]);
}

/** Of a file system of one there is nothing to tell. */
function companyRows(company: Company | undefined): [string, string][] {
  if (company === undefined || company.sharing.members.length < 2) return [];
  const { sharing, peers = [], addresses, refusals } = company;
  const connected = new Set(peers.map(({ logId }) => logId));
  const people = sharing.members.filter(({ role, isSelf }) => role !== "removed" || isSelf);
  const isBehind = people.some(({ folded, newest }) => folded < newest);
  const fetching = sharing.blocksWaitedFor + sharing.blocksToFetch;
  const troubles = sharing.members.flatMap((each): [string, string][] => {
    const { name, trouble, role, isSelf } = each;
    if (trouble === undefined) return [];
    return [[role === "removed" && !isSelf ? "out" : "TROUBLE", `${name}: ${trouble}`]];
  });
  return [
    ["people", people.map((each) => personText(each, connected)).join(", ")],
    ["their work", isBehind ? "more of it is known than is in the tree yet" : "all that is known"],
    ["to fetch", fetching === 0 ? "nothing: all data is here" : `${fetching} blocks`],
    ["reached at", addresses.join(" ") || "no address"],
    ...troubles,
    ...refusals.map((text): [string, string] => ["TROUBLE", text]),
  ];
}

function personText(
  { name, isSelf, logId }: MemberFigures,
  connected: ReadonlySet<string>,
): string {
  if (isSelf) return `${name} (you)`;
  return `${name} (${connected.has(logId) ? "connected" : "away"})`;
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
