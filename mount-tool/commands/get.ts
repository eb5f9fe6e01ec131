// ivy get: has the data of a file, or of all below a directory, fetched, and waits for it. Ended
// early, what has come stays, and the rest is asked for no more.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { failed } from "../failure.ts";
import type { FetchFigures } from "../sharing-messages.ts";
import { bytesToText, openProgressLine, print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";
import { pathInMount } from "./path-in-mount.ts";

export interface GetCommand {
  readonly home: string;
  readonly path: string;
  readonly json: boolean;
}

const askMilliseconds = 200;

export async function get({ home, path, json }: GetCommand): Promise<void> {
  const question = { kind: "get", path: pathInMount(home, path), token: randomUUID() } as const;
  const line = openProgressLine();
  let figures: FetchFigures;
  try {
    for (;;) {
      ({ figures } = await ask(home, question, "fetching"));
      if (figures.state !== "fetching") break;
      line.report(progressOf(figures));
      await wait(askMilliseconds);
    }
  } finally {
    line.end();
  }
  if (json) printJson({ path: question.path, ...figures });
  if (figures.state === "stuck") throw await whyStuck(home, path, figures);
  if (!json) await tell(home, path, figures);
}

function progressOf({ bytes, bytesHere, bytesFetched, isCounted }: FetchFigures) {
  const [done, total] = [bytesHere + bytesFetched, isCounted ? bytes : undefined];
  return { stage: "fetching (bytes)", done, total };
}

async function tell(home: string, path: string, figures: FetchFigures): Promise<void> {
  const { bytes, bytesFetched, blocksFetched } = figures;
  if (blocksFetched === 0) return print(`All of ${path} is here already: ${bytesToText(bytes)}.`);
  print(`Fetched ${bytesToText(bytesFetched)}; all of ${path} is here: ${bytesToText(bytes)}.`);
  const { keep } = (await ask(home, { kind: "sharing" }, "sharing")).sharing;
  const { budgetBytes } = keep;
  if (budgetBytes === undefined || bytes <= budgetBytes) return;
  print(`That is more than is kept (${bytesToText(budgetBytes)}): pin it with ivy pin ${path}`);
}

/** Whoever wrote what is lacking has it, and so has everybody who keeps all. */
async function whyStuck(home: string, path: string, figures: FetchFigures): Promise<Error> {
  const { sharing, peers = [] } = await ask(home, { kind: "sharing" }, "sharing");
  const connected = new Set(peers.map(({ logId }) => logId));
  const names = sharing.members
    .filter(({ logId, isSelf }) => figures.needed.includes(logId) && !isSelf)
    .map(({ logId, name }) => `${name} (${connected.has(logId) ? "connected" : "away"})`);
  const lacking = bytesToText(figures.bytes - figures.bytesHere - figures.bytesFetched);
  const who = names.length === 0 ? "" : `, written by ${names.join(", ")}`;
  const others = peers.length === 0 ? "nobody is connected" : "nobody who is connected has it";
  return failed({
    thing: path,
    cause: `${figures.blocksLacking} blocks (${lacking}${who}) are not here, and ${others}`,
    next: "Try again when one of them, or a node, is online; ivy peers says who is.",
  });
}
