// All commands with their arguments and options (commander). The code of a command is loaded when
// it runs, so that help and quick commands start quickly.
import { Command, CommanderError, Option } from "commander";
import { withDaemonProcess } from "./daemon/daemon-process.ts";
import { Failure } from "./failure.ts";
import type { KeepWords } from "./keep-options.ts";
import { parseKeep } from "./keep-options.ts";
import { get, node, pin, unpin } from "./program-data.ts";
import {
  admit,
  conflicts,
  exclude,
  invite,
  join,
  leave,
  members,
  peers,
  resolve,
} from "./program-members.ts";
import type { HomeWords, JsonWords, NetworkWords } from "./program-words.ts";
import {
  addKeepOptions,
  addNetworkOptions,
  homeOf,
  makeCommand,
  networkOf,
} from "./program-words.ts";
import { programVersion } from "./version.ts";

export type ExitStatus = 0 | 1 | 2;

export async function runProgram(words: readonly string[]): Promise<ExitStatus> {
  try {
    await makeProgram().parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.status;
  }
}

function makeProgram(): Command {
  const program = new Command("ivy")
    .description("A shared directory that belongs to the people in it.")
    .version(programVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageText(text)) })
    .addHelpText("after", "\nStart with: ivy up DIRECTORY");
  const alone = [up, init, mount, umount, status, stats, log, replay, verify, doctor, claim];
  const people = [invite, join, members, exclude, admit, leave, peers];
  const commands = [...alone, ...people, conflicts, resolve, pin, unpin, get, node];
  for (const add of commands) add(program);
  return program;
}

interface Names {
  readonly name?: string;
  readonly participant?: string;
}

interface MountWords extends HomeWords, NetworkWords, KeepWords {
  readonly driver?: "linux" | "fuse-native";
  readonly readOnly?: true;
  readonly allowOther?: true;
  readonly foreground?: true;
  readonly metrics?: string;
  readonly consistency?: "push" | "strict";
  readonly locks?: "local" | "shared";
}

function mountFlags({ driver, metrics, consistency, locks, ...words }: MountWords) {
  const [readOnly, allowOther] = [words.readOnly === true, words.allowOther === true];
  const rest = { metrics, network: networkOf(words), keep: parseKeep(words) };
  return { driver, readOnly, allowOther, habits: { consistency, locks }, ...rest };
}

function locksOption(): Option {
  const about = "flock and fcntl: on this machine, or among all who are connected (remembered)";
  return new Option("--locks <scope>", about).choices(["local", "shared"]);
}

function consistencyOption(): Option {
  const about = "when others' changes show: as they arrive, or asked for at each open (remembered)";
  return new Option("--consistency <how>", about).choices(["push", "strict"]);
}

function driverOption(): Option {
  const option = new Option("--driver <name>", "who speaks with the kernel");
  return option.choices(["linux", "fuse-native"]);
}

function metricsOption(): Option {
  return new Option("--metrics <place>", "serve figures for Prometheus at HOST:PORT, or PORT here");
}

function up(program: Command): void {
  const about = "create what is missing, mount in the background, say how to go on";
  addKeepOptions(addNetworkOptions(makeCommand(program, "up <mountpoint>", about)))
    .option("--name <name>", "name of a new file system (default: that of the directory)")
    .option("--participant <name>", "your name in a new file system (default: your user name)")
    .addOption(driverOption())
    .option("--allow-other", "let other users of this machine in")
    .addOption(metricsOption())
    .addOption(consistencyOption())
    .addOption(locksOption())
    .action(async (mountpoint: string, options: MountWords & Names) => {
      const { name, participant } = options;
      const wish = { home: homeOf(options), mountpoint, name, participant, ...mountFlags(options) };
      await withDaemonProcess(wish.home, async (child) => {
        const command = await import("./commands/up.ts");
        await command.up(wish, child);
      });
    });
}

function init(program: Command): void {
  makeCommand(program, "init", "create an identity and a new file system, without mounting it")
    .requiredOption("--name <name>", "name of the file system")
    .option("--participant <name>", "your name in it (default: your user name)")
    .option("--json", "print JSON")
    .action(async (options: JsonWords & { name: string; participant?: string }) => {
      const command = await import("./commands/init.ts");
      const { name, participant } = options;
      await command.init({ home: homeOf(options), name, participant, json: options.json === true });
    });
}

function mount(program: Command): void {
  const about = "mount the file system of this home";
  addKeepOptions(addNetworkOptions(makeCommand(program, "mount <mountpoint>", about)))
    .option("--foreground", "stay in the foreground; log to the terminal")
    .addOption(driverOption())
    .option("--read-only", "refuse every change")
    .option("--allow-other", "let other users of this machine in")
    .addOption(metricsOption())
    .addOption(consistencyOption())
    .addOption(locksOption())
    .action(async (mountpoint: string, options: MountWords) => {
      const wish = { home: homeOf(options), mountpoint, ...mountFlags(options) };
      if (options.foreground === true) {
        const { mountHere } = await import("./commands/mount-here.ts");
        return mountHere(wish);
      }
      await withDaemonProcess(wish.home, async (child) => {
        const command = await import("./commands/mount.ts");
        await command.mount(wish, child);
      });
    });
}

function umount(program: Command): void {
  makeCommand(program, "umount <mountpoint>", "unmount, and wait until everything is saved")
    .option("--lazy", "detach it although it is in use; programs that use it get errors")
    .action(async (mountpoint: string, options: HomeWords & { lazy?: true }) => {
      const command = await import("./commands/umount.ts");
      await command.umount({ home: homeOf(options), mountpoint, lazy: options.lazy === true });
    });
}

function status(program: Command): void {
  makeCommand(program, "status", "what is mounted where, and what this home holds")
    .option("--requests", "also the kernel's requests, as ivy stats shows them")
    .option("--watch [seconds]", "again and again, in place on a terminal")
    .option("--json", "print JSON; with --watch one object a line")
    .action(async (options: JsonWords & { requests?: true; watch?: string | true }) => {
      const command = await import("./commands/status.ts");
      const { watch, json } = options;
      const requests = options.requests === true;
      await command.status({ home: homeOf(options), requests, watch, json: json === true });
    });
}

function stats(program: Command): void {
  const about = "the kernel's requests with their latencies, caches, queues, files, memory";
  makeCommand(program, "stats", about)
    .option("--watch [seconds]", "again and again, with what came in between")
    .option("--json", "print JSON; with --watch one object a line")
    .action(async (options: JsonWords & { watch?: string | true }) => {
      const command = await import("./commands/stats.ts");
      const { watch, json } = options;
      await command.stats({ home: homeOf(options), watch, json: json === true });
    });
}

function log(program: Command): void {
  const about = "records, newest first: time, participant, sequence, hash, what changed";
  makeCommand(program, "log [path]", about)
    .option("-n, --limit <count>", "at most so many records")
    .option("--json", "print one JSON object a line")
    .action(async (path: string | undefined, options: JsonWords & { limit?: string }) => {
      const command = await import("./commands/log.ts");
      const { limit, json } = options;
      await command.log({ home: homeOf(options), path, limit, json: json === true });
    });
}

function replay(program: Command): void {
  makeCommand(program, "replay", "rebuild the tree from the logs alone, into a plain directory")
    .requiredOption("--to <dir>", "an empty or absent directory")
    .option("--at <when>", "as it was then: an ISO time, a sequence number, or a record's hash")
    .option("--json", "print JSON")
    .action(async (options: JsonWords & { to: string; at?: string }) => {
      const command = await import("./commands/replay.ts");
      const { to, at, json } = options;
      await command.replay({ home: homeOf(options), to, at, json: json === true });
    });
}

function verify(program: Command): void {
  const about = "read everything again: every hash, chain and signature; name what is damaged";
  makeCommand(program, "verify", about)
    .option("--json", "print JSON")
    .action(async (options: JsonWords) => {
      const command = await import("./commands/verify.ts");
      await command.verify({ home: homeOf(options), json: options.json === true });
    });
}

function doctor(program: Command): void {
  makeCommand(program, "doctor", "what is missing on this machine, and what to install")
    .option("--json", "print JSON")
    .action(async (options: JsonWords) => {
      const command = await import("./commands/doctor.ts");
      await command.doctor({ home: homeOf(options), json: options.json === true });
    });
}

function claim(program: Command): void {
  makeCommand(program, "claim", "make a copied or restored home the one that writes this log")
    .option("--yes", "the other copy will never write again")
    .action(async (options: HomeWords & { yes?: true }) => {
      const command = await import("./commands/claim.ts");
      await command.claim({ home: homeOf(options), yes: options.yes === true });
    });
}

// commander says "error: ..."; here it is the thing, the cause, and what to do.
function usageText(text: string): string {
  const cause = text
    .replace(/^error: /, "")
    .trim()
    .replace(/\.$/, "");
  return `ivy: ${cause}. See ivy --help, or ivy COMMAND --help.\n`;
}
