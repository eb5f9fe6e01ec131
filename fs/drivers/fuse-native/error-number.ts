// Error numbers as the binding wants them: those of the platform. The map of refusals is Linux's;
// macOS has other numbers for some (sys/errno.h of both).

import type { Refusal } from "../../core/refusal.ts";
import { errnoOfRefusal } from "../errno.ts";

const darwinOfLinux: Readonly<Record<number, number>> = {
  11: 35, // EAGAIN
  36: 63, // ENAMETOOLONG
  37: 77, // ENOLCK
  38: 78, // ENOSYS
  39: 66, // ENOTEMPTY
  61: 93, // ENODATA: ENOATTR for extended attributes
  95: 102, // EOPNOTSUPP
  116: 70, // ESTALE
  122: 69, // EDQUOT
};

/** Negative, as libfuse wants it. */
export function refusalToNumber(refusal: Refusal, platform: string = process.platform): number {
  return linuxToPlatform(errnoOfRefusal[refusal], platform);
}

export function linuxToPlatform(number: number, platform: string = process.platform): number {
  return -(platform === "darwin" ? (darwinOfLinux[number] ?? number) : number);
}
