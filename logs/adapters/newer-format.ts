// A file of a home that a later version of Ivy wrote: both versions are named, and what to do.
import { Trouble } from "../../dhash/core/index.ts";

export function newerFormat(path: string, written: number | string, known: number): Trouble {
  const found = `written in format ${written} by a newer Ivy`;
  const next = `this one knows format ${known}. Install the newer version.`;
  return new Trouble("newer", `${path}: ${found}; ${next}`);
}
