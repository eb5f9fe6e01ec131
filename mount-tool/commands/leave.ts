// ivy leave: leaves the file system, after others have taken what only this machine holds.
import { setTimeout as wait } from "node:timers/promises";
import type { ControlReply } from "../daemon/control-protocol.ts";
import { Failure } from "../failure.ts";
import { homeWords } from "../home-paths.ts";
import { openProgressLine, print } from "../terminal.ts";
import { ask } from "./ask.ts";

export interface LeaveCommand {
  readonly home: string;
  readonly yes: boolean;
  /** Without waiting: what only this machine holds is lost to the others. */
  readonly now: boolean;
}

type Company = Extract<ControlReply, { kind: "sharing" }>;

/** Of the own records. */
interface Standing {
  readonly newest: number;
  /** They, and their data, are elsewhere up to here. */
  readonly taken: number;
  readonly hasOthers: boolean;
  readonly connected: readonly string[];
}

const lookMilliseconds = 500;

export async function leave({ home, yes, now }: LeaveCommand): Promise<void> {
  if (!yes) {
    const warning = "not left; this needs your word. Only an admin can take you back.";
    const words = `ivy leave${homeWords(home)} --yes`;
    throw new Failure(`home ${home}: ${warning} If you mean it: ${words}`, 2);
  }
  const lost = now ? await whatIsLost(home) : await waitForOthers(home);
  await ask(home, { kind: "leave" }, "done");
  if (lost !== undefined) print(lost);
  print("You have left. What you wrote stays with the others, and is not changed any more.");
}

/** Ended early, nothing has happened. */
async function waitForOthers(home: string): Promise<undefined> {
  const line = openProgressLine();
  let isTold = false;
  try {
    for (;;) {
      const { newest, taken, hasOthers, connected } = await look(home);
      if (taken >= newest || !hasOthers) return undefined;
      line.report({ stage: "records taken by others", done: taken, total: newest });
      if (!isTold) {
        line.end();
        process.stderr.write(`${waitingText({ home, newest, taken, connected })}\n`);
        isTold = true;
      }
      await wait(lookMilliseconds);
    }
  } finally {
    line.end();
  }
}

function waitingText({
  home,
  newest,
  taken,
  connected,
}: Omit<Standing, "hasOthers"> & { readonly home: string }): string {
  const left = newest - taken;
  const what = `Waiting until others have what is only here: ${left} of ${newest} records`;
  const names = connected.join(", ");
  const who = connected.length === 0 ? "nobody is connected" : `connected: ${names}`;
  const without = `ivy leave${homeWords(home)} --yes --now`;
  return `${what}, with their data (${who}). Ctrl-C stays; ${without} goes without.`;
}

async function whatIsLost(home: string): Promise<string | undefined> {
  const { newest, taken, hasOthers } = await look(home);
  if (taken >= newest || !hasOthers) return undefined;
  const which = taken + 1 === newest ? `record ${newest}` : `records ${taken + 1} to ${newest}`;
  return `For all that is known, ${which} or their data are with nobody else: keep ${home}.`;
}

async function look(home: string): Promise<Standing> {
  const { sharing, peers = [] } = await ask(home, { kind: "sharing" }, "sharing");
  const others = sharing.members.filter(({ isSelf, role }) => !isSelf && role !== "removed");
  const self = sharing.members.find(({ isSelf }) => isSelf);
  const { records, data } = sharing.elsewhere;
  return {
    newest: self?.newest ?? 0,
    taken: Math.min(records, data),
    hasOthers: others.length > 0,
    connected: namesOf({ sharing, peers }),
  };
}

function namesOf({ sharing, peers = [] }: Pick<Company, "sharing" | "peers">): readonly string[] {
  const names = new Map(sharing.members.map(({ logId, name }) => [logId, name]));
  return peers.map(({ logId, isNode }) => names.get(logId) ?? (isNode ? "a node" : "somebody"));
}
