// A home and its mounts, by the command line as people use it. Daemons are children of this process
// in the foreground; whatever happens, the temporary directory they live in takes them along
// (temporary.ts).
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { childOptions, type TemporaryDirectory } from "./temporary.ts";

const launcher = fileURLToPath(new URL("../../mount-tool/bin/ivy.cjs", import.meta.url));
const secondsMax = 90;

export interface Finished {
  readonly status: number | null;
  readonly output: string;
  readonly complaint: string;
}

export interface MountWish {
  readonly mountpoint?: string;
  readonly options?: readonly string[];
}

export interface IvyMount {
  readonly pid: number;
  readonly mountpoint: string;
  /** Resolves when the daemon is gone, whatever ended it. */
  readonly ended: Promise<Finished>;
  /** SIGKILL, as a crash; the dead mount stays. */
  kill(): Promise<void>;
  /** SIGTERM; the exit status. */
  stop(): Promise<number | null>;
}

export interface IvyHome {
  readonly home: string;
  readonly mountpoint: string;
  /** One command of the tool on this home. */
  run(command: string, ...words: readonly string[]): Promise<Finished>;
  /** As `run`, with so much time. */
  runFor(seconds: number, command: string, ...words: readonly string[]): Promise<Finished>;
  /** Begins a command, for those who read what it says. */
  begin(command: string, ...words: readonly string[]): ChildProcess;
  /** Throws what the tool complained of when there is no mount. */
  mount(wish?: MountWish): Promise<IvyMount>;
  /** Begins to mount, for those who do not wait for it. */
  launch(wish?: MountWish): Launched;
}

export interface Launched {
  readonly child: ChildProcess;
  /** As `mount` answers. */
  readonly mounted: Promise<IvyMount>;
}

/** Who runs the tool; undefined: who runs the test. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** A new file system in `home` below the temporary directory. */
export async function makeIvyHome(
  temporary: TemporaryDirectory,
  name = "home",
  identity: Identity | undefined = undefined,
): Promise<IvyHome> {
  const ivy = ivyHome(temporary, name, identity);
  const made = await ivy.run("init", "--name", "test");
  if (made.status !== 0) throw new Error(`ivy init: ${made.complaint}`);
  return ivy;
}

/** A home that is there already, or is not there yet. `within` are words before the program's. */
export function ivyHome(
  temporary: TemporaryDirectory,
  name: string,
  identity?: Identity,
  within: readonly string[] = [],
): IvyHome {
  const home = `${temporary.path}/${name}`;
  const mountpoint = `${temporary.path}/mnt-${basename(name)}`;
  mkdirSync(mountpoint, { recursive: true });
  if (identity !== undefined) chownSync(mountpoint, identity.uid, identity.gid);
  // What Ivy keeps outside its homes must not stay on the machine either.
  const state = `${temporary.path}/state`;
  mkdirSync(state, { recursive: true });
  chmodSync(state, 0o777);
  const child = childOptions(temporary, identity);
  const env = { ...child.env, HOME: state, XDG_STATE_HOME: state, XDG_RUNTIME_DIR: state };
  const start = (words: readonly string[]): ChildProcess => {
    const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
    const [program = "", ...before] = [...within, process.execPath];
    return spawn(program, [...before, launcher, ...words], { ...child, stdio, env });
  };
  const begin = (command: string, ...words: readonly string[]): ChildProcess =>
    start([command, "--home", home, ...words]);
  const launch = (wish: MountWish = {}): Launched => {
    const place = wish.mountpoint ?? mountpoint;
    const options = ["--foreground", ...(wish.options ?? [])];
    const child = start(["mount", "--home", home, place, ...options]);
    return { child, mounted: untilMounted(place, child) };
  };
  return {
    home,
    mountpoint,
    run: (command, ...words) => finish(begin(command, ...words)),
    runFor: (seconds, command, ...words) => finish(begin(command, ...words), seconds),
    begin,
    mount: (wish) => launch(wish).mounted,
    launch,
  };
}

/** All that a process says until it ends; a process that takes too long is killed. */
export async function finish(child: ChildProcess, limitSeconds = secondsMax): Promise<Finished> {
  let output = "";
  let complaint = "";
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (complaint += data.toString()));
  const limit = setTimeout(() => child.kill("SIGKILL"), limitSeconds * 1000);
  await once(child, "close");
  clearTimeout(limit);
  return { status: child.exitCode, output, complaint };
}

/** Until the daemon says that it is mounted; throws its complaint if it ends before. */
async function untilMounted(mountpoint: string, child: ChildProcess): Promise<IvyMount> {
  // A daemon lives as long as its test needs it; the temporary directory ends what is left.
  const ended = finish(child, 3600);
  const said = new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
  const refused = await Promise.race([said, ended]);
  if (refused !== undefined) {
    throw new Error(`ivy mount (status ${refused.status}): ${refused.complaint}`);
  }
  if (!isMounted(mountpoint)) throw new Error(`${mountpoint} is not in /proc/self/mounts`);
  const { pid } = child;
  if (pid === undefined) throw new Error("the daemon has no process id");
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await ended).status;
  };
  return {
    pid,
    mountpoint,
    ended,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}

export function isMounted(mountpoint: string): boolean {
  return readFileSync("/proc/self/mounts", "utf8").includes(` ${mountpoint} fuse`);
}
