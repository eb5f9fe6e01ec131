// What every command asks first: is there a file system in this home?
import { isTrouble } from "../../dhash/core/index.ts";
import { inspectHome } from "../compose/home-file.ts";
import { failed, troubleToFailure } from "../failure.ts";
import type { HomeInfo } from "../home-types.ts";

/** What lives in the home; a Failure if it holds no file system. */
export function requireHome(home: string): HomeInfo {
  const info = inspectHome(home);
  if (isTrouble(info)) throw troubleToFailure(info);
  if (info !== undefined) return info;
  const next =
    "Create one with ivy up DIRECTORY or ivy init --name NAME, or choose another --home.";
  throw failed({ thing: `home ${home}`, cause: "holds no file system", next });
}
