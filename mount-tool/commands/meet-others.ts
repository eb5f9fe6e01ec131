// After a mount the others are waited for, for a moment, so that what they wrote is there when the
// command returns, and whoever goes on at once does not work apart from them.
import { setTimeout as wait } from "node:timers/promises";
import type { ControlReply } from "../daemon/control-protocol.ts";
import { homeWords } from "../home-paths.ts";
import { openWaitingLine, print, programWord } from "../terminal.ts";
import { ask } from "./ask.ts";

const looks = 20;
const lookMilliseconds = 100;

type Company = Extract<ControlReply, { kind: "sharing" }>;

export async function meetOthers(home: string): Promise<void> {
  const waiting = openWaitingLine("looking for the others");
  const text = await lookForOthers(home).finally(() => waiting.end());
  if (text !== undefined) print(text);
}

/** Undefined: there is nobody else. */
async function lookForOthers(home: string): Promise<string | undefined> {
  let before: readonly string[] = [];
  for (let look = 0; look < looks; look++) {
    const company = await ask(home, { kind: "sharing" }, "sharing").catch(() => undefined);
    if (company === undefined || !hasOthers(company)) return undefined;
    if (company.networkTrouble !== undefined) return company.networkTrouble;
    const names = connectedNames(company);
    // One look later they have said what they have.
    if (before.length > 0 && isCaughtUp(company)) return `Connected with: ${names.join(", ")}`;
    before = names;
    await wait(lookMilliseconds);
  }
  if (before.length > 0) return `Connected with: ${before.join(", ")}. More of their work comes.`;
  const see = `${programWord()} status${homeWords(home)}`;
  const next = `what others wrote comes when somebody is. See: ${see}`;
  return `Nobody else is reached so far; ${next}`;
}

function hasOthers({ sharing, peers }: Company): boolean {
  const isOther = sharing.members.some(({ isSelf, role }) => !isSelf && role !== "removed");
  const self = sharing.members.find(({ isSelf }) => isSelf);
  return (isOther && self?.role !== "removed") || (peers ?? []).length > 0;
}

function connectedNames({ sharing, peers = [] }: Company): readonly string[] {
  const names = new Map(sharing.members.map(({ logId, name }) => [logId, name]));
  return peers.map(({ logId, isNode }) => names.get(logId) ?? (isNode ? "a node" : "somebody"));
}

function isCaughtUp({ sharing }: Company): boolean {
  return sharing.members.every(({ folded, newest }) => folded >= newest);
}
