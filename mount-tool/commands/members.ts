// ivy members, ivy exclude: who is in the file system, and who is put out.
import type { MemberRole } from "../../logs/index.ts";
import { columns } from "../columns.ts";
import { parseMoment } from "../moment.ts";
import type { MemberFigures } from "../sharing-messages.ts";
import { print, printJson } from "../terminal.ts";
import { ask } from "./ask.ts";

export async function members({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const { sharing, peers = [] } = await ask(home, { kind: "sharing" }, "sharing");
  const connected = new Set(peers.map(({ logId }) => logId));
  if (json) {
    const listed = sharing.members.map((member) => {
      return { ...member, isConnected: connected.has(member.logId) };
    });
    return printJson({ members: listed });
  }
  const rows = sharing.members.map((member) => memberRow(member, connected.has(member.logId)));
  for (const row of columns([["NAME", "ROLE", "STATE", "RECORDS", ""], ...rows])) print(row);
}

export async function exclude({
  home,
  name,
  from,
}: {
  readonly home: string;
  readonly name: string;
  readonly from: string | undefined;
}): Promise<void> {
  if (from !== undefined) parseMoment(from);
  const { notes } = await ask(home, { kind: "exclude", name, from }, "done");
  print(`${name} is out. What ${name} writes from now on is ignored, and new data is under a new`);
  print("key. What was read before stays known to whoever has read it.");
  for (const note of notes) print(note);
}

export async function admit({
  home,
  name,
  role,
}: {
  readonly home: string;
  readonly name: string;
  readonly role: MemberRole;
}): Promise<void> {
  await ask(home, { kind: "admit", name, role }, "done");
  print(`${name} is a member again, as ${role}.`);
}

function memberRow(member: MemberFigures, isConnected: boolean): readonly string[] {
  const { name, role, isSelf, folded, newest, trouble } = member;
  const state = isSelf ? "you" : isConnected ? "connected" : "away";
  const records = folded === newest ? String(folded) : `${folded} of ${newest}`;
  return [name, role, state, records, trouble ?? ""];
}
