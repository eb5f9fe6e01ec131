// The suite on a mount of Ivy through libfuse 2. What it lacks is listed with its reason in the
// driver's README.
import { existsSync } from "node:fs";
import { whyNoProgram } from "../support/subject-machine.ts";
import { declareIvySuite } from "./ivy-suite.ts";

const older = "newer than libfuse 2";
const binding = "fuse-native does not carry it";

declareIvySuite({
  driver: "fuse-native",
  lacks: {
    acl: older,
    allocate: binding,
    caller: binding,
    nameless: older,
    nanoseconds: binding,
    "one-time": binding,
    "removed-directory": older,
    "rename-flags": older,
    "seek-data": older,
    "trusted-xattr": binding,
    "xattr-bytes": binding,
  },
  impossible: whyNotHere(),
});

function whyNotHere(): string | undefined {
  if (process.arch !== "x64") return "fuse-native is built for x64 only";
  const places = ["/lib", "/usr/lib"].flatMap((lib) => [
    lib,
    `${lib}/x86_64-linux-gnu`,
    `${lib}64`,
  ]);
  if (!places.some((place) => existsSync(`${place}/libfuse.so.2`))) return "needs libfuse2";
  return whyNoProgram("fusermount3");
}
