// ivy status: what a home holds and where it is mounted, once or again and again. Answered by the
// daemon if one runs, else from the home itself.

import { setTimeout as wait } from "node:timers/promises";
import type { ControlReply } from "../daemon/control-protocol.ts";
import type { Habits } from "../habits.ts";
import { daemonLogPath, homeWords } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";
import { withLatencies } from "../latencies.ts";
import type { PeerFigures } from "../network-options.ts";
import type { KeepFigures, MemberFigures, SharingFigures } from "../sharing-messages.ts";
import { requestsText } from "../stats-text.ts";
import { bytesToText, openScreen, print, tableText } from "../terminal.ts";
import { ask } from "./ask.ts";
import { clockRows } from "./clock-rows.ts";
import { nodeStatus } from "./node.ts";
import { requireHome } from "./require-home.ts";
import { askRunning, type RunningState } from "./running.ts";
import { parseSeconds } from "./stats.ts";

type Company = Extract<ControlReply, { kind: "sharing" }>;

export interface StatusWish {
  readonly home: string;
  /** Also the requests, as `ivy stats` shows them. */
  readonly requests: boolean;
  readonly json: boolean;
  /** Undefined: once. True: again after a default time. */
  readonly watch: string | true | undefined;
}

export async function status(wish: StatusWish): Promise<void> {
  const seconds = wish.watch === undefined ? undefined : parseSeconds(wish.watch);
  const node = await nodeStatus(wish.home, wish.json);
  if (node === undefined) requireHome(wish.home);
  const screen = openScreen();
  // Whoever watches goes on when the daemon ends: another one may come.
  for (;;) {
    const text =
      (await nodeStatus(wish.home, wish.json)) ??
      (wish.json ? JSON.stringify(await lookJson(wish)) : await look(wish));
    if (seconds === undefined || wish.json) print(text);
    else screen.show(text);
    if (seconds === undefined) return;
    await wait(seconds * 1000);
  }
}

async function look({ home, requests }: StatusWish): Promise<string> {
  const running = await askRunning(home);
  if (running === undefined) {
    const notMounted = `no; mount it with: ivy mount${homeWords(home)} DIRECTORY`;
    return tableText([...homeRows(home, requireHome(home)), ["mounted", notMounted]]);
  }
  const text = tableText(stateRows(home, running, await companyOf(home, running.daemon)));
  return requests ? `${text}\n\n${await requestsText(running.figures.requests)}` : text;
}

/** The names of figures are those of `ivy stats --json`. */
async function lookJson({ home }: StatusWish): Promise<object> {
  const running = await askRunning(home);
  if (running === undefined) return { home, ...requireHome(home), mounted: false };
  const { daemon, info, volume, figures } = running;
  const requests = withLatencies(figures.requests);
  const log = daemonLogPath(home);
  const company = await companyOf(home, daemon);
  const { sharing, peers = [], addresses, refusals, networkTrouble } = company ?? {};
  const others = { ...sharing, peers, addresses, refusals, networkTrouble };
  const rest = { log, ...figures, requests, sharing: others };
  return { home, ...info, mounted: true, ...daemon, ...volume, ...rest };
}

/** A thread that hangs tells nothing of others; all else is told. */
async function companyOf(
  home: string,
  { readOnly }: RunningState["daemon"],
): Promise<Company | undefined> {
  if (readOnly) return undefined;
  return ask(home, { kind: "sharing" }, "sharing").catch(() => undefined);
}

function stateRows(
  home: string,
  { daemon, info, volume, figures }: RunningState,
  company: Company | undefined,
): readonly [string, string][] {
  const { head } = volume;
  return [
    ...homeRows(home, info),
    ["mounted", `${daemon.mountpoint}${daemon.readOnly ? " (read-only)" : ""}`],
    ["daemon", `process ${daemon.pid}, driver ${daemon.driver}, since ${daemon.started}`],
    ["daemon log", daemonLogPath(home)],
    [
      "log head",
      head === undefined ? "no records yet" : `record ${head.sequence}, hash ${head.hash}`,
    ],
    ["inodes", String(volume.inodes)],
    ["stored", `${bytesToText(volume.storedBytes)} in ${volume.blocks} blocks`],
    ["journal", bytesToText(volume.journalBytes)],
    ...aloneRows(daemon),
    ...networkRows(company),
    ...companyRows(company),
    ...metricsRows(daemon.metrics),
    ...silenceRows(home, figures.fileSystemThread.isAnswering),
  ];
}

function aloneRows({ readOnly }: RunningState["daemon"]): [string, string][] {
  return readOnly ? [["others", "not connected with: it is mounted with --read-only"]] : [];
}

function networkRows(company: Company | undefined): [string, string][] {
  const trouble = company?.networkTrouble;
  return trouble === undefined ? [] : [["TROUBLE", trouble]];
}

/** Of a file system of one there is nothing to tell. */
function companyRows(company: Company | undefined): [string, string][] {
  if (company === undefined) return [];
  const { sharing, peers = [], addresses, refusals } = company;
  if (sharing.members.length < 2 && peers.length === 0) return [];
  const connected = new Set(peers.map(({ logId }) => logId));
  const people = sharing.members.filter(({ role, isSelf }) => role !== "removed" || isSelf);
  // Whoever is out knows why others refuse it.
  const isOut = people.some(({ isSelf, role }) => isSelf && role === "removed");
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
    ["others' changes", habitsText(sharing.habits)],
    ["kept", keptText(sharing.keep)],
    ["to fetch", fetching === 0 ? nothingText(sharing.keep) : `${fetching} blocks`],
    ...nodeRows(sharing, peers),
    ...onlyHereRows(sharing),
    ["reached at", addresses.join(" ") || "no address"],
    ...treeRows(sharing),
    ...troubles,
    ...clockRows(peers, people),
    ...(isOut ? [] : refusals).map((text): [string, string] => ["TROUBLE", text]),
  ];
}

function treeRows({ lent }: SharingFigures): [string, string][] {
  if (lent === undefined) return [];
  if (lent.state === "shown") {
    const next = "it is checked when all its records are here, and nothing is written before";
    return [["tree", `that of ${lent.from}; ${next}`]];
  }
  const why = "it is not what the records say; the tree of the records is shown";
  return [["TROUBLE", `${lent.from} gave a wrong tree: ${why}`]];
}

function onlyHereRows({ elsewhere, members }: SharingFigures): [string, string][] {
  const own = members.find(({ isSelf }) => isSelf)?.newest ?? 0;
  const taken = Math.min(elsewhere.records, elsewhere.data);
  if (taken >= own) return [["only here", "nothing"]];
  return [["only here", `own records from ${taken + 1} to ${own}, or their data`]];
}

function nodeRows(
  { placing, members }: SharingFigures,
  peers: readonly PeerFigures[],
): [string, string][] {
  const { nodes, machines, copiesWanted, placed, recordsPlaced, blocksPlacing } = placing;
  const connected = peers.filter(({ isNode }) => isNode).length;
  if (nodes === 0 && connected === 0) return [];
  const own = members.find(({ isSelf }) => isSelf)?.newest ?? 0;
  const copies = Math.min(machines, copiesWanted);
  const where = `is on ${copies} of ${copiesWanted} machines`;
  const log = recordsPlaced >= own ? "all records" : `records up to ${recordsPlaced}`;
  const done = `own data up to record ${placed} of ${own} ${where}; so are ${log}`;
  const more = blocksPlacing === 0 ? "" : `; ${blocksPlacing} blocks are on their way`;
  const full = placing.blocksRefusedByOthers === 0 ? "" : "; some have no room";
  return [
    ["nodes", `${nodes} (${connected} connected)${full}`],
    ["copies", `${done}${more}`],
  ];
}

function habitsText({ consistency, locks }: Habits): string {
  const show = consistency === "strict" ? "are asked for at each open" : "show as they arrive";
  return locks === "shared" ? `${show}; locks are shared` : show;
}

function keptText({ mode, budgetBytes = 0, othersBytes, isCounting, pins }: KeepFigures): string {
  const pinned = pins === 0 ? "" : `; ${pins} pinned`;
  if (mode === "all") return `all data${pinned}`;
  const used = isCounting ? "being counted" : bytesToText(othersBytes);
  const what = mode === "recent" ? "what was used" : "own data, and what is read";
  return `${what} (of others ${used}, at most ${bytesToText(budgetBytes)})${pinned}`;
}

function nothingText({ mode }: KeepFigures): string {
  return mode === "all" ? "nothing: all data is here" : "nothing";
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

function silenceRows(home: string, isAnswering: boolean): [string, string][] {
  if (isAnswering) return [];
  const stats = `ivy stats${homeWords(home)}`;
  return [["BUSY", `the file-system thread does not answer; ${stats} says more`]];
}

function homeRows(home: string, info: HomeInfo): [string, string][] {
  return [
    ["file system", `${info.fileSystemName} (${info.fileSystemId})`],
    ["participant", `${info.participant} (log ${info.logId})`],
    ["home", home],
  ];
}
