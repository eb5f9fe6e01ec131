// What the opening of a home's blocks found, for its log file.
import type { OpeningReport } from "../../dhash/index.ts";
import type { LogLevel } from "../home-types.ts";

export function reportOpening(
  { indexTrouble, framesRead, damage }: OpeningReport,
  log: (level: LogLevel, message: string) => void,
): void {
  if (indexTrouble !== undefined) {
    const anew = `The index is made anew from the packs: ${framesRead} blocks are read.`;
    log("warn", `${indexTrouble.message} ${anew}`);
  }
  for (const { file, position, bytes, why } of damage) {
    log("error", `${file} at ${position}: ${bytes} bytes are damaged: ${why}`);
  }
}
