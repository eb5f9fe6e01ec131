// sshfs over loopback: an sshd of our own on a free port, with keys that live as long as the
// benchmark. Everything it writes is below the temporary directory; /run, where sshd insists on a
// directory, is another one for it alone.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { whyNoMounts, whyNoProgram, whyNotRoot } from "../../support/subject-machine.ts";
import { untilMounted } from "./mounting.ts";
import type { Absent, Subject } from "./subject.ts";

const programPath = "/usr/sbin:/sbin";
const address = "127.0.0.1";

/** `through` gives the port of a link to the port of the server. */
export async function startSshfs(
  temporary: string,
  through: (port: number) => Promise<number> = async (port) => port,
): Promise<Subject | Absent> {
  const why =
    whyNoMounts() ?? whyNotRoot() ?? whyNoProgram("sshfs", "ssh-keygen", "unshare") ?? whyNoSshd();
  if (why !== undefined) return { absent: why };
  const place = `${temporary}/ssh`;
  const store = `${temporary}/sshfs`;
  const directory = `${temporary}/mnt-sshfs`;
  for (const made of [place, store, directory]) mkdirSync(made);
  for (const key of ["host", "user"]) makeKey(`${place}/${key}`);
  const port = await freePort();
  const sshd = await startSshd(place, port);
  if (typeof sshd === "string") return { absent: `sshd does not start: ${sshd}` };
  const options = [
    ...[
      `port=${await through(port)}`,
      `IdentityFile=${place}/user`,
      `UserKnownHostsFile=${place}/known`,
    ],
    ...["StrictHostKeyChecking=no", "BatchMode=yes", "ssh_command=ssh -F /dev/null"],
  ];
  const words = ["-f", "-o", options.join(","), `${address}:${store}`, directory];
  const daemon = spawn("sshfs", words, { stdio: "ignore" });
  try {
    await untilMounted(directory, daemon);
  } catch (error) {
    return { absent: `it does not mount: ${String(error)}` };
  }
  // sshfs lets go of the ssh that it starts, so that a look at its children would miss it.
  const processes = processesNaming(place);
  return { name: "sshfs", directory, store, processes, requestsCommand: undefined };
}

function whyNoSshd(): string | undefined {
  const found = spawnSync("sh", ["-c", `PATH="$PATH:${programPath}" command -v sshd`]);
  return found.status === 0 ? undefined : "needs sshd";
}

function makeKey(path: string): void {
  const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
  if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  server.close();
  if (bound === null || typeof bound === "string") throw new Error("no port is free");
  return bound.port;
}

/** What it complained of if it does not listen. */
async function startSshd(place: string, port: number): Promise<ChildProcess | string> {
  writeFileSync(`${place}/config`, configuration(place, port));
  const script = `PATH="$PATH:${programPath}"
    mount -t tmpfs none /run && mkdir /run/sshd && exec "$(command -v sshd)" -D -e -f "$1/config"`;
  const words = ["-m", "--propagation", "slave", "sh", "-c", script, "sh", place];
  const sshd = spawn("unshare", words, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  sshd.stderr.on("data", (data: Buffer) => (said += data.toString()));
  for (let tries = 0; !said.includes("listening on"); tries++) {
    if (sshd.exitCode !== null || tries > 100) return said.trim();
    await wait(50);
  }
  return sshd;
}

function configuration(place: string, port: number): string {
  return `
Port ${port}
ListenAddress ${address}
HostKey ${place}/host
AuthorizedKeysFile ${place}/user.pub
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
PidFile none
Subsystem sftp internal-sftp
`;
}

function processesNaming(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandLine(pid).includes(text));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}
