// What Ivy needs of a machine, each looked at in the way in which it is used.
import { accessSync, closeSync, constants, existsSync, openSync, statfsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { errorCode, errorText } from "./failure.ts";
import { bytesToText } from "./terminal.ts";

export interface Finding {
  readonly thing: string;
  /** optional: something works less well or not at all without it, but a mount does. */
  readonly state: "fine" | "optional" | "missing";
  readonly detail: string;
  /** What to install or do. */
  readonly next: string | undefined;
}

export async function examineMachine(home: string): Promise<readonly Finding[]> {
  return [
    node(),
    fuseDevice(),
    fuseHelper(),
    nativePackage({
      thing: "koffi",
      why: "calls the C library",
      without: "the linux driver and the home's lock do not work without it",
      state: "missing",
    }),
    nativePackage({
      thing: "sodium-native",
      why: "fast cryptography",
      without: "libsodium-wrappers takes its place, with the same results, 2 to 4 times slower",
      state: "optional",
    }),
    nativePackage({
      thing: "classic-level",
      why: "index of the block store",
      without: "homes cannot be opened without it",
      state: "missing",
    }),
    fuseLibrary(),
    homeSpace(home),
  ];
}

function fine(thing: string, detail: string): Finding {
  return { thing, state: "fine", detail, next: undefined };
}

function node(): Finding {
  return fine("Node", `${process.versions.node} (${process.execPath})`);
}

const device = "/dev/fuse";

function fuseDevice(): Finding {
  if (process.platform !== "linux") return fine(device, "not needed on this platform");
  const isRoot = process.getuid?.() === 0;
  try {
    closeSync(openSync(device, constants.O_RDWR));
  } catch (error) {
    const code = errorCode(error);
    const next =
      code === "ENOENT" || code === "ENODEV" || code === "ENXIO"
        ? "Load the kernel module: modprobe fuse. In a container, start it with --device /dev/fuse."
        : "As root: chmod 666 /dev/fuse. In a container, allow the device.";
    return { thing: device, state: "missing", detail: errorText(error), next };
  }
  return fine(device, isRoot ? "opens, and root mounts by itself" : "opens");
}

function fuseHelper(): Finding {
  const thing = "fusermount3";
  const found = findProgram(thing);
  if (found !== undefined) return fine(thing, found);
  const isRoot = process.getuid?.() === 0;
  const state = isRoot || process.platform !== "linux" ? "optional" : "missing";
  const detail = "not installed; users other than root mount through it";
  return { thing, state, detail, next: "Install it: apt-get install fuse3" };
}

function findProgram(name: string): string | undefined {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return directories.map((directory) => join(directory, name)).find((path) => canRun(path));
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface NativePackage {
  readonly thing: string;
  readonly why: string;
  readonly without: string;
  readonly state: "optional" | "missing";
}

function nativePackage({ thing, why, without, state }: NativePackage): Finding {
  try {
    createRequire(import.meta.url)(thing);
    return fine(thing, `loads (${why})`);
  } catch (error) {
    const reason = errorText(error).split("\n")[0];
    const detail = `does not load (${reason}); ${without}`;
    return { thing, state, detail, next: "Install it again: npm ci" };
  }
}

// The second driver is linked against the old library, which distributions no longer install.
function fuseLibrary(): Finding {
  const thing = "libfuse2";
  if (process.platform !== "linux") return fine(thing, "not needed on this platform");
  const directories = [
    "/lib",
    "/usr/lib",
    "/lib/x86_64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib64",
  ];
  const found = directories
    .map((directory) => join(directory, "libfuse.so.2"))
    .find((path) => existsSync(path));
  if (found !== undefined) return fine(thing, found);
  const detail = "not installed; only --driver fuse-native needs it";
  return {
    thing,
    state: "optional",
    detail,
    next: "Install it: apt-get install libfuse2 (or libfuse2t64)",
  };
}

const bytesFreeMin = 256 * 1024 * 1024;

function homeSpace(home: string): Finding {
  let place = home;
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const detail = `${bytesToText(bavail * bsize)} free at ${place}`;
  try {
    accessSync(place, constants.W_OK);
  } catch {
    return {
      thing: "home",
      state: "missing",
      detail: `${place} is not writable`,
      next: "Choose another --home.",
    };
  }
  if (bavail * bsize >= bytesFreeMin) return fine("home", detail);
  return {
    thing: "home",
    state: "optional",
    detail,
    next: "Make room, or choose a --home on a larger disk.",
  };
}
