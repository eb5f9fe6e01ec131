// ivy join: enters the file system of an invite link, into a home of its own.
import { isTrouble } from "../../dhash/core/index.ts";
import { inspectHome } from "../compose/home-file.ts";
import { Failure, failed, troubleToFailure, wronglyUsed } from "../failure.ts";
import { lockHome } from "../home-lock.ts";
import { homeWords } from "../home-paths.ts";
import type { KeepSetting } from "../keep-options.ts";
import type { NetworkOptions } from "../network-options.ts";
import { openWaitingLine, print, printJson, programWord } from "../terminal.ts";
import { programVersion } from "../version.ts";
import { checkParticipant, defaultParticipant } from "./init.ts";

/** A day: somebody may be told of the link before the others are there. */
const waitSecondsMax = 86_400;

export interface JoinCommand {
  readonly home: string;
  readonly link: string;
  readonly name: string | undefined;
  /** Seconds. */
  readonly wait: string;
  readonly network: NetworkOptions;
  readonly keep: KeepSetting | undefined;
  readonly json: boolean;
}

export async function join(wish: JoinCommand): Promise<void> {
  const { home, network, keep, json } = wish;
  const seconds = parseWait(wish.wait);
  const name = await checkParticipant("--name", wish.name ?? defaultParticipant());
  const { joinNewHome, readInviteLink } = await import("../compose.ts");
  const link = readInviteLink(wish.link);
  if (isTrouble(link)) {
    throw new Failure(`LINK: ${link.message}`, 2);
  }
  const { inviteSeed } = link;
  const lock = lockHome(home);
  if (isTrouble(lock)) throw troubleToFailure(lock);
  const waiting = openWaitingLine("looking for the others");
  const onAlone = (why: string): void => {
    waiting.end();
    process.stderr.write(`${why} Trying again for ${seconds} s.\n`);
  };
  try {
    refuseFullHome(home);
    const program = `ivy ${programVersion()}`;
    const info = await joinNewHome(home, {
      ...{ link, inviteSeed, name, network, program },
      ...{ keep, onAlone, waitMilliseconds: seconds * 1000 },
    });
    if (isTrouble(info)) throw troubleToFailure(info);
    waiting.end();
    if (json) return printJson({ home, ...info });
    print(`Joined the file system ${info.fileSystemName}; you are ${info.participant} in it.`);
    print(`Mount it with: ${programWord()} mount${homeWords(home)} DIRECTORY`);
  } finally {
    waiting.end();
    lock.release();
  }
}

function parseWait(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,5}$/.test(text) && seconds >= 1 && seconds <= waitSecondsMax) return seconds;
  throw wronglyUsed({
    thing: "--wait",
    cause: `"${text}" is no time`,
    next: `Give a number of seconds from 1 to ${waitSecondsMax}.`,
  });
}

function refuseFullHome(home: string): void {
  const found = inspectHome(home);
  if (isTrouble(found)) throw troubleToFailure(found);
  if (found === undefined) return;
  const cause = `holds the file system ${found.fileSystemName} already`;
  throw failed({ thing: `home ${home}`, cause, next: "Name another home with --home." });
}
