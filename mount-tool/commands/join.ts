// ivy join: enters the file system of an invite link, into a home of its own.
import { isTrouble } from "../../dhash/core/index.ts";
import { inspectHome } from "../compose/home-file.ts";
import { Failure, failed, troubleToFailure } from "../failure.ts";
import { lockHome } from "../home-lock.ts";
import { homeWords } from "../home-paths.ts";
import type { KeepSetting } from "../keep-options.ts";
import type { NetworkOptions } from "../network-options.ts";
import { openWaitingLine, print, printJson, programWord } from "../terminal.ts";
import { programVersion } from "../version.ts";
import { checkName, defaultParticipant } from "./init.ts";

export interface JoinCommand {
  readonly home: string;
  readonly link: string;
  readonly name: string | undefined;
  readonly network: NetworkOptions;
  readonly keep: KeepSetting | undefined;
  readonly json: boolean;
}

export async function join(wish: JoinCommand): Promise<void> {
  const { home, network, keep, json } = wish;
  const name = checkName("--name", wish.name ?? defaultParticipant());
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
    process.stderr.write(`${why} Trying again for a minute.\n`);
  };
  try {
    refuseFullHome(home);
    const program = `ivy ${programVersion()}`;
    const info = await joinNewHome(home, {
      ...{ link, inviteSeed, name, network, program },
      ...{ keep, onAlone },
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

function refuseFullHome(home: string): void {
  const found = inspectHome(home);
  if (isTrouble(found)) throw troubleToFailure(found);
  if (found === undefined) return;
  const cause = `holds the file system ${found.fileSystemName} already`;
  throw failed({ thing: `home ${home}`, cause, next: "Name another home with --home." });
}
