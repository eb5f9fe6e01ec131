// ivy claim: a home that was copied or restored is refused, because two copies that both write
// would fork the log. This makes the home at hand the one that writes; who asks for it promises
// that the other one never will again.
import { isTrouble } from "../../dhash/core/index.ts";
import { claimHome } from "../compose.ts";
import { Failure, troubleToFailure } from "../failure.ts";
import { lockHome } from "../home-lock.ts";
import { homeWords } from "../home-paths.ts";
import { print } from "../terminal.ts";
import { requireHome } from "./require-home.ts";

export async function claim({
  home,
  yes,
}: {
  readonly home: string;
  readonly yes: boolean;
}): Promise<void> {
  const info = requireHome(home);
  if (!yes) throw new Failure(warning(home, info.logId), 2);
  const lock = lockHome(home);
  if (isTrouble(lock)) throw troubleToFailure(lock);
  try {
    const claimed = await claimHome(home);
    if (isTrouble(claimed)) throw troubleToFailure(claimed);
    print(`${home} is now the home that writes the log ${claimed.logId}.`);
    print("Never mount another copy of it again.");
  } finally {
    lock.release();
  }
}

function warning(home: string, logId: string): string {
  return [
    `home ${home}: not claimed; this needs your word. Two homes that write the log ${logId}`,
    "fork it: others see two histories of one participant and trust neither. What the other copy",
    "wrote after this one was made is not in this one, and is lost with it. If the other copy is",
    `gone or will never be mounted again, run: ivy claim${homeWords(home)} --yes`,
  ].join("\n");
}
