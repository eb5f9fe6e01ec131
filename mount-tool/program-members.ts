// The commands about members and connections, with their arguments and options.
import type { Command } from "commander";
import { Option } from "commander";
import type { MemberRole } from "../logs/index.ts";
import type { KeepWords } from "./keep-options.ts";
import { parseKeep } from "./keep-options.ts";
import type { HomeWords, JsonWords, NetworkWords } from "./program-words.ts";
import {
  addKeepOptions,
  addNetworkOptions,
  homeOf,
  makeCommand,
  networkOf,
} from "./program-words.ts";
import { memberRoles } from "./sharing-messages.ts";

interface InviteWords {
  readonly role: MemberRole | "node";
  readonly expires: string;
  readonly uses: string;
  readonly withdraw?: string;
}

export function invite(program: Command): void {
  makeCommand(program, "invite", "a link by which somebody else comes in; who has it, may come")
    .addOption(
      new Option("--role <role>", "what whoever comes may do")
        .choices([...memberRoles, "node"])
        .default("writer"),
    )
    .option("--expires <time>", "good for so long (90m, 12h, 7d), or until an ISO time", "7d")
    .option("--uses <count>", "how many may come by it", "1")
    .option("--json", "print JSON")
    .option("--withdraw <link>", 'let nobody in any more by this link; "all": by none of them')
    .action(async (options: JsonWords & InviteWords, line: Command) => {
      const command = await import("./commands/invite.ts");
      const { role, expires, uses, withdraw } = options;
      const rest = { home: homeOf(options), json: options.json === true };
      const given = ["role", "expires", "uses"].filter(
        (name) => line.getOptionValueSource(name) === "cli",
      );
      if (withdraw !== undefined) return command.withdraw({ ...rest, link: withdraw, given });
      if (role === "node") return command.inviteNode({ ...rest, given });
      await command.invite({ ...rest, role, expires, uses });
    });
}

interface JoinWords extends JsonWords, NetworkWords, KeepWords {
  readonly name?: string;
  readonly wait: string;
}

export function join(program: Command): void {
  const about = "enter the file system of a link; mount it afterwards with ivy mount";
  addKeepOptions(addNetworkOptions(makeCommand(program, "join <link>", about)))
    .option("--name <name>", "your name in it (default: your user name)")
    .option("--wait <seconds>", "how long to try, as where nobody is online yet", "60")
    .option("--json", "print JSON")
    .action(async (link: string, options: JoinWords) => {
      const command = await import("./commands/join.ts");
      const { name, wait, json } = options;
      const [network, keep] = [networkOf(options), parseKeep(options)];
      const rest = { name, wait, network, keep, json: json === true };
      await command.join({ home: homeOf(options), link, ...rest });
    });
}

export function members(program: Command): void {
  makeCommand(program, "members", "who is in the file system, and how far each one's work is here")
    .option("--json", "print JSON")
    .action(async (options: JsonWords) => {
      const command = await import("./commands/members.ts");
      await command.members({ home: homeOf(options), json: options.json === true });
    });
}

export function exclude(program: Command): void {
  makeCommand(program, "exclude <name>", "put a member out; what it writes from now on is ignored")
    .option("--from <when>", "ignore what it wrote from then on: a time, or a number of a record")
    .action(async (name: string, options: HomeWords & { from?: string }) => {
      const command = await import("./commands/members.ts");
      await command.exclude({ home: homeOf(options), name, from: options.from });
    });
}

export function admit(program: Command): void {
  const about = "take back a member who was excluded, left, or did not get in after all";
  makeCommand(program, "admit <name>", about)
    .addOption(new Option("--role <role>", "what it may do").choices(memberRoles).default("writer"))
    .action(async (name: string, options: HomeWords & { role: MemberRole }) => {
      const command = await import("./commands/members.ts");
      await command.admit({ home: homeOf(options), name, role: options.role });
    });
}

export function leave(program: Command): void {
  makeCommand(program, "leave", "leave the file system; what you wrote stays")
    .option("--yes", "only an admin can take you back")
    .option("--now", "do not wait until others have what only this machine holds")
    .action(async (options: HomeWords & { yes?: true; now?: true }) => {
      const command = await import("./commands/leave.ts");
      const { yes, now } = options;
      await command.leave({ home: homeOf(options), yes: yes === true, now: now === true });
    });
}

export function peers(program: Command): void {
  makeCommand(program, "peers", "who is connected, how, and where this one is reached")
    .option("--json", "print JSON")
    .action(async (options: JsonWords) => {
      const command = await import("./commands/peers.ts");
      await command.peers({ home: homeOf(options), json: options.json === true });
    });
}

export function conflicts(program: Command): void {
  makeCommand(program, "conflicts", "what was decided against somebody when people worked apart")
    .option("--json", "print JSON")
    .action(async (options: JsonWords) => {
      const command = await import("./commands/conflicts.ts");
      await command.conflicts({ home: homeOf(options), json: options.json === true });
    });
}

export function resolve(program: Command): void {
  makeCommand(program, "resolve <path>", "settle what is in conflict at a path in the mount")
    .addOption(
      new Option("--keep <side>", "whose side holds; both: all stays as it is")
        .choices(["mine", "theirs", "both"])
        .makeOptionMandatory(),
    )
    .action(async (path: string, options: HomeWords & { keep: "mine" | "theirs" | "both" }) => {
      const command = await import("./commands/conflicts.ts");
      await command.resolve({ home: homeOf(options), path, keep: options.keep });
    });
}
