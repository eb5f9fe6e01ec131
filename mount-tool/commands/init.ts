// ivy init: an identity and a new file system, not yet mounted.
import { hostname, userInfo } from "node:os";
import { isTrouble } from "../../dhash/core/index.ts";
import { inspectHome } from "../compose/home-file.ts";
import { failed, troubleToFailure, wronglyUsed } from "../failure.ts";
import { lockHome } from "../home-lock.ts";
import { homeWords } from "../home-paths.ts";
import type { HomeInfo } from "../home-types.ts";
import { print, printJson, programWord } from "../terminal.ts";

export interface NewHome {
  readonly home: string;
  readonly name: string;
  readonly participant: string | undefined;
}

export async function init(options: NewHome & { readonly json?: boolean }): Promise<void> {
  const info = await createHome(options);
  if (options.json === true) {
    printJson({ home: options.home, ...info });
    return;
  }
  print(createdText(options.home, info));
  print(`Mount it with: ${programWord()} mount${homeWords(options.home)} DIRECTORY`);
}

export function createdText(home: string, info: HomeInfo): string {
  const { fileSystemName, participant } = info;
  return `Created the file system ${fileSystemName} in ${home}; you are ${participant} in it.`;
}

/** Creates the file system, unless the home holds one. */
export async function createHome({ home, name, participant }: NewHome): Promise<HomeInfo> {
  const names = {
    name: checkName("--name", name),
    participant: await checkParticipant("--participant", participant ?? defaultParticipant()),
  };
  const lock = lockHome(home);
  if (isTrouble(lock)) throw troubleToFailure(lock);
  try {
    const found = inspectHome(home);
    if (isTrouble(found)) throw troubleToFailure(found);
    if (found !== undefined) {
      const cause = `holds the file system ${found.fileSystemName} already`;
      throw failed({
        thing: `home ${home}`,
        cause,
        next: `Mount it with ivy mount${homeWords(home)} DIRECTORY, or use another --home.`,
      });
    }
    const { initHome } = await import("../compose.ts");
    const info = await initHome({ home, ...names });
    if (isTrouble(info)) throw troubleToFailure(info);
    return info;
  } finally {
    lock.release();
  }
}

const nameBytesMax = 64;

/** Of a file system. It appears in listings. */
export function checkName(option: string, name: string): string {
  const isPlain = /^[^\p{C}/]+$/u.test(name) && name.trim() === name;
  if (isPlain && Buffer.byteLength(name) <= nameBytesMax) return name;
  const cause = `"${name}" cannot be a name`;
  const next = `Use 1 to ${nameBytesMax} bytes without "/", control characters, outer spaces.`;
  throw wronglyUsed({ thing: option, cause, next });
}

/** Of somebody in it; others are asked to let in nobody with another. */
export async function checkParticipant(option: string, name: string): Promise<string> {
  const { isMemberName, memberNameWords } = await import("../compose.ts");
  if (isMemberName(name)) return name;
  const next = `Use ${memberNameWords}.`;
  throw wronglyUsed({ thing: option, cause: `"${name}" cannot be a participant's name`, next });
}

export function defaultParticipant(): string {
  try {
    return userInfo().username;
  } catch {
    return hostname();
  }
}
