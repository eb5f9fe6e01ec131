// Making a home by joining: its directory, an identity, and what `sharing` brings.
import { isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { HomeInfo } from "../../home-types.ts";
import { makeIdentity, makePrivate } from "../found-home.ts";
import { machineSurroundings } from "../surroundings.ts";
import type { JoinOptions } from "./join-home.ts";
import { joinHome } from "./join-home.ts";

/** What a failure leaves behind is used again. */
export async function joinNewHome(
  home: string,
  wish: Omit<JoinOptions, "home" | "around" | "keyPair" | "log">,
): Promise<HomeInfo | Trouble> {
  const made = makePrivate(home);
  if (made !== undefined) return made;
  const around = await machineSurroundings(home);
  const keyPair = makeIdentity(home, around);
  if (isTrouble(keyPair)) return keyPair;
  return joinHome({ ...wish, home, around, keyPair, log: () => {} });
}
