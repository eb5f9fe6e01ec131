// ivy invite: one link by which somebody else comes in. Only an admin can make one.
import type { MemberRole } from "../../logs/index.ts";
import { type Failure, wronglyUsed } from "../failure.ts";
import { parseMoment } from "../moment.ts";
import { print, printJson, programWord } from "../terminal.ts";
import { ask } from "./ask.ts";

export interface InviteCommand {
  readonly home: string;
  readonly role: MemberRole;
  readonly expires: string;
  readonly uses: string;
  readonly json: boolean;
}

const usesMax = 65_535;
const secondsByUnit: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

export async function invite(wish: InviteCommand): Promise<void> {
  const { home, role, json } = wish;
  const now = Date.now() / 1000;
  const expires = parseExpiry(wish.expires, now);
  if (expires <= now) throw isOver(wish.expires, now);
  const uses = parseUses(wish.uses);
  const request = { kind: "invite", wish: { role, expires, uses } } as const;
  const { link } = await ask(home, request, "invited");
  const until = new Date(expires * 1000).toISOString();
  if (json) return printJson({ link, role, uses, expires: until });
  print(link);
  const who = uses === 1 ? "one person" : `${uses} people`;
  process.stderr.write(
    `This link is a secret: it lets ${who} in as ${role}, until ${until}. They run:\n` +
      `  ${programWord()} join LINK --name NAME\n`,
  );
}

/** It lets nobody read anything, so it has no end and any number may use it. */
export async function inviteNode({
  home,
  json,
}: {
  readonly home: string;
  readonly json: boolean;
}): Promise<void> {
  const { link } = await ask(home, { kind: "invite-node" }, "invited");
  if (json) return printJson({ link, role: "node" });
  print(link);
  process.stderr.write(
    "This link is a secret: who has it can store for this file system, and read nothing of it.\n" +
      `On a machine that is always on, run:\n  ${programWord()} node LINK\n`,
  );
}

/** Seconds since 1970. */
function parseExpiry(text: string, now: number): number {
  const found = /^(\d{1,6})([mhd])$/.exec(text);
  if (found !== null) {
    return Math.floor(now + Number(found[1]) * (secondsByUnit[found[2] ?? ""] ?? 0));
  }
  const moment = /^\d+$/.test(text) ? undefined : parseMoment(text);
  if (moment?.kind === "time") return Math.floor(moment.time.seconds);
  throw wronglyUsed({
    thing: "--expires",
    cause: `"${text}" is no time`,
    next: "Give a duration such as 90m, 12h or 7d, or an ISO time.",
  });
}

function isOver(text: string, now: number): Failure {
  return wronglyUsed({
    thing: "--expires",
    cause: `${text} is over already: it is ${new Date(now * 1000).toISOString()}`,
    next: "Give a later time, or a duration such as 7d.",
  });
}

function parseUses(text: string): number {
  const uses = Number(text);
  if (/^\d{1,5}$/.test(text) && uses >= 1 && uses <= usesMax) return uses;
  throw wronglyUsed({
    thing: "--uses",
    cause: `"${text}" is no number of people`,
    next: `Give a number from 1 to ${usesMax}.`,
  });
}
