// ivy node: a storage node in the foreground. It keeps copies of what members write, encrypted, and
// gives them to whoever is of the swarm; it mounts and reads nothing.
import { isTrouble } from "../../dhash/core/index.ts";
import { askDaemon } from "../daemon/control-client.ts";
import { readNodeRecord } from "../daemon/daemon-record.ts";
import { Failure, failed, troubleToFailure, wronglyUsed } from "../failure.ts";
import { homeWords } from "../home-paths.ts";
import { parseSize } from "../keep-options.ts";
import type { NetworkOptions } from "../network-options.ts";
import type { NodeFigures } from "../node-figures.ts";
import { bytesToText, print, programWord, tableText } from "../terminal.ts";

export interface NodeCommand {
  readonly home: string;
  /** Undefined: it goes on as it was. */
  readonly link: string | undefined;
  readonly quota: string | undefined;
  readonly network: NetworkOptions;
}

/** A pack is no larger; less could not even be cleaned up. */
const quotaBytesMin = 512 * 1024 ** 2;

export async function node(wish: NodeCommand): Promise<never> {
  const quotaBytes = parseQuota(wish.quota);
  const { readNodeLink } = await import("../compose.ts");
  const link = wish.link === undefined ? undefined : readNodeLink(wish.link);
  if (isTrouble(link)) throw new Failure(`LINK: ${link.message}`, 2);
  const { runNode } = await import("../daemon/node-daemon.ts");
  const trouble = await runNode({
    ...{ home: wish.home, link, quotaBytes, network: wish.network },
    echo: (line) => void process.stderr.write(`${line}\n`),
    ready: ({ pid }, addresses) => {
      print(`The node runs (process ${pid}). It is reached at: ${addresses.join(" ")}`);
      print(`Stop it with Ctrl-C, or: ${programWord()} node${homeWords(wish.home)} --stop`);
    },
  });
  if (trouble !== undefined) process.stderr.write(`${trouble.message}\n`);
  // What libp2p leaves open would keep the process.
  process.exit(trouble === undefined ? 0 : 1);
}

export async function stopNode(home: string): Promise<void> {
  const record = readNodeRecord(home);
  const reply = record && (await askDaemon(record, { kind: "stop", lazy: false }));
  if (reply === undefined || (isTrouble(reply) && reply.reason === "absent")) {
    const next = `Look: ivy status${homeWords(home)}`;
    throw failed({ thing: `home ${home}`, cause: "no node runs there", next });
  }
  if (isTrouble(reply)) throw troubleToFailure(reply);
  if (reply.kind === "failed") throw new Failure(reply.message);
  print("Stopped.");
}

/** What a node says of itself; undefined when none lives in the home. */
export async function nodeStatus(home: string, json: boolean): Promise<string | undefined> {
  const { readNodeOf } = await import("../compose.ts");
  const file = readNodeOf(home);
  if (file === undefined) return undefined;
  if (isTrouble(file)) throw troubleToFailure(file);
  const record = readNodeRecord(home);
  const reply = record && (await askDaemon(record, { kind: "status" }));
  if (isTrouble(reply) && reply.reason !== "absent") throw troubleToFailure(reply);
  const figures = reply !== undefined && "figures" in reply ? reply.figures : undefined;
  const state = reply !== undefined && "record" in reply ? reply : undefined;
  if (json) return JSON.stringify({ home, ...file, node: state?.record, ...figures });
  const rows: [string, string][] = [
    ["node of", file.fileSystemId],
    ["home", home],
  ];
  if (state === undefined) rows.push(["runs", `no; start it with: ivy node${homeWords(home)}`]);
  else rows.push(["runs", `process ${state.record.pid}, since ${state.record.started}`]);
  return tableText(state === undefined ? rows : [...rows, ...figureRows(state.figures)]);
}

function figureRows(figures: NodeFigures): [string, string][] {
  const { bytesStored, quotaBytes, isFull, blocksKept, isCounting, peers, addresses } = figures;
  const most = quotaBytes === undefined ? "" : ` of ${bytesToText(quotaBytes)}`;
  const full = isFull ? "; FULL: nothing more is taken" : "";
  const counting = isCounting ? ", still counting" : "";
  const { blocksServed, bytesServed, blocksTaking, storingNodes } = figures;
  const { blocksReplicating, blocksRepaired } = figures;
  return [
    ["stored", `${bytesToText(bytesStored)}${most} (${blocksKept} blocks${counting})${full}`],
    ["taking", `${blocksTaking} blocks`],
    ["copying", `${blocksReplicating} blocks to other nodes; ${blocksRepaired} repaired`],
    ["served", `${blocksServed} blocks (${bytesToText(bytesServed)})`],
    ["nodes", `${storingNodes} that store, this one included`],
    ["peers", `${peers.length} connected`],
    ["reached at", addresses.join(" ") || "no address"],
  ];
}

function parseQuota(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = parseSize("--quota", text);
  if (bytes >= quotaBytesMin) return bytes;
  const cause = `${text} is too little for a node`;
  throw wronglyUsed({ thing: "--quota", cause, next: "Give at least 512MiB." });
}
