// Where a home is and what the daemon keeps in it. A control socket's path must fit into
// sockaddr_un; a home that is too deep gets its socket in the runtime directory, under a name
// derived from the home's path.
import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** sun_path has 108 bytes on Linux and 104 on macOS, with a NUL at the end. */
const socketPathBytesMax = 103;

export type Environment = Readonly<Record<string, string | undefined>>;

/** --home, then IVY_HOME, then ivy under XDG_DATA_HOME (which must be absolute to count). */
export function chooseHome(option: string | undefined, environment: Environment): string {
  const given = option ?? environment["IVY_HOME"];
  if (given !== undefined && given !== "") return resolve(given);
  const data = environment["XDG_DATA_HOME"];
  if (data?.startsWith("/") === true) return join(data, "ivy");
  return join(homedir(), ".local", "share", "ivy");
}

/** How a command names this home: not at all where it is the one that is taken anyway. */
export function homeWords(home: string, environment: Environment = process.env): string {
  return home === chooseHome(undefined, environment) ? "" : ` --home ${home}`;
}

export const homeFileName = "home.json";

export function homeFilePath(home: string): string {
  return join(home, homeFileName);
}

export function daemonRecordPath(home: string): string {
  return join(home, "daemon.json");
}

export function daemonLogPath(home: string): string {
  return join(home, "daemon.log");
}

export function lockPath(home: string): string {
  return join(home, "lock");
}

/** There once the network was open (`compose/sharing/swarm-file.ts`). */
export function swarmFilePath(home: string): string {
  return join(home, "swarm.json");
}

const controlSocketName = "control.sock";

export interface SocketPlace {
  readonly path: string;
  /**
   * A directory that must be private to this user before the socket is made; undefined: the home
   * itself.
   */
  readonly privateDirectory: string | undefined;
}

export function controlSocketPlace(home: string, environment: Environment): SocketPlace {
  const inHome = join(home, controlSocketName);
  if (Buffer.byteLength(inHome) <= socketPathBytesMax) {
    return { path: inHome, privateDirectory: undefined };
  }
  const directory = runtimeDirectory(environment);
  const digest = createHash("sha256").update(home).digest("hex").slice(0, 16);
  return { path: join(directory, `${digest}.sock`), privateDirectory: directory };
}

/** The home in which a control socket stands; undefined for one in the runtime directory. */
export function controlSocketHome(path: string): string | undefined {
  return basename(path) === controlSocketName ? dirname(path) : undefined;
}

/**
 * This user's directory for what need not outlive the machine's uptime. Its user has to check that
 * it is private.
 */
export function runtimeDirectory(environment: Environment): string {
  const runtime = environment["XDG_RUNTIME_DIR"];
  const parent = runtime?.startsWith("/") === true ? runtime : tmpdir();
  return join(parent, `ivy-${process.getuid?.() ?? 0}`);
}
