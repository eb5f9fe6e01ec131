// ivy invite: one link by which somebody else comes in, or its end. Only an admin can make one, or
// withdraw it.
import { isTrouble } from "../../dhash/core/index.ts";
import type { MemberRole } from "../../logs/index.ts";
import { Failure, wronglyUsed } from "../failure.ts";
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

/** Of a link that somebody has. */
interface LinkCommand {
  readonly home: string;
  readonly json: boolean;
  /** Options on the command line, without dashes. */
  readonly given: readonly string[];
}

/** It lets nobody read anything, so it has no end and any number may use it. */
export async function inviteNode({ home, json, given }: LinkCommand): Promise<void> {
  const cause = "a link for nodes has no end, and any number may use it: it lets nobody read";
  refuseOptions(given, ["expires", "uses"], cause);
  const { link } = await ask(home, { kind: "invite-node" }, "invited");
  if (json) return printJson({ link, role: "node" });
  print(link);
  process.stderr.write(
    "This link is a secret: who has it can store for this file system, and read nothing of it.\n" +
      `On a machine that is always on, run:\n  ${programWord()} node LINK\n`,
  );
}

/** Nobody comes in by this link any more, or by any with "all". Who came in stays. */
export async function withdraw({
  home,
  json,
  given,
  link,
}: LinkCommand & { readonly link: string }): Promise<void> {
  refuseOptions(given, ["role", "expires", "uses"], "nothing is made with --withdraw");
  const invite = link === "all" ? undefined : await inviteOf(link);
  await ask(home, { kind: "withdraw", invite }, "done");
  if (json) return printJson({ withdrawn: link });
  const what = link === "all" ? "No link lets anybody in" : "This link lets nobody in";
  print(`${what} any more. Who has come in stays; to put somebody out: ivy exclude NAME`);
}

/** The invite's public key. */
async function inviteOf(text: string): Promise<string> {
  const { inviteOfLink } = await import("../compose.ts");
  const invite = await inviteOfLink(text);
  if (isTrouble(invite)) throw new Failure(`LINK: ${invite.message}`, 2);
  return invite;
}

function refuseOptions(given: readonly string[], without: readonly string[], cause: string): void {
  const option = given.find((name) => without.includes(name));
  if (option !== undefined)
    throw wronglyUsed({ thing: `--${option}`, cause, next: "Leave it out." });
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
