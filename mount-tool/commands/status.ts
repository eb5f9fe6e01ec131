// ivy status: what a home holds and where it is mounted. Answered by the daemon if one runs, else
// from the home itself.
import { isTrouble } from "../../dhash/core/index.ts";
import { askDaemon } from "../daemon/control-client.ts";
import type { ControlReply, ControlRequest, RequestCosts } from "../daemon/control-protocol.ts";
import { type DaemonRecord, readDaemonRecord } from "../daemon/daemon-record.ts";
import { Failure, troubleToFailure } from "../failure.ts";
import { daemonLogPath } from "../home-paths.ts";
import type { HomeInfo, VolumeStatus } from "../home-types.ts";
import { bytesToText, print, printJson, printTable } from "../terminal.ts";

export interface StatusWish {
  readonly home: string;
  /** Also the cost of each kind of kernel request. */
  readonly requests: boolean;
  readonly json: boolean;
}

export async function status(wish: StatusWish): Promise<void> {
  const daemon = readDaemonRecord(wish.home);
  const reply = daemon === undefined ? undefined : await ask(daemon, { kind: "status" });
  if (daemon === undefined || reply?.kind !== "status") return showIdle(wish);
  const costs = wish.requests ? await ask(daemon, { kind: "statistics" }) : undefined;
  const requests = costs?.kind === "statistics" ? costs.requests : undefined;
  if (wish.json) showJson({ ...wish, ...reply, requests });
  else await showText({ ...wish, ...reply, requests });
}

// Undefined when the daemon is dead.
async function ask(
  daemon: DaemonRecord,
  request: ControlRequest,
): Promise<ControlReply | undefined> {
  const reply = await askDaemon(daemon, request);
  if (isTrouble(reply)) {
    if (reply.reason === "absent") return undefined;
    throw troubleToFailure(reply);
  }
  if (reply.kind === "failed") throw new Failure(reply.message);
  return reply;
}

async function showIdle({ home, json }: StatusWish): Promise<void> {
  const { requireHome } = await import("./mount.ts");
  const info = requireHome(home);
  if (json) return printJson({ home, ...info, mounted: false });
  printTable([...homeRows(home, info), ["mounted", "no; mount it with: ivy mount DIRECTORY"]]);
}

interface Running {
  readonly home: string;
  readonly daemon: DaemonRecord;
  readonly info: HomeInfo;
  readonly volume: VolumeStatus;
  readonly requests: RequestCosts | undefined;
}

function showJson({ home, daemon, info, volume, requests }: Running): void {
  printJson({
    home,
    ...info,
    mounted: true,
    ...daemon,
    ...volume,
    log: daemonLogPath(home),
    requests,
  });
}

async function showText({ home, daemon, info, volume, requests }: Running): Promise<void> {
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
  ]);
  if (requests !== undefined) await showCosts(requests);
}

function homeRows(home: string, info: HomeInfo): [string, string][] {
  return [
    ["file system", `${info.fileSystemName} (${info.fileSystemId})`],
    ["participant", `${info.participant} (log ${info.logId})`],
    ["home", home],
  ];
}

async function showCosts(requests: RequestCosts): Promise<void> {
  const { printColumns } = await import("../columns.ts");
  print("");
  const rows = Object.entries(requests).map(([name, { count, microseconds, microsecondsMax }]) => {
    const mean = microseconds === undefined ? "-" : (microseconds / count).toFixed(1);
    return [name, count, mean, microsecondsMax ?? "-"];
  });
  await printColumns(["request", "count", "mean µs", "max µs"], rows);
}
