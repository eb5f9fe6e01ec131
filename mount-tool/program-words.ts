// Arguments and options that several commands share.
import type { Command } from "commander";
import { Option } from "commander";
import { chooseHome } from "./home-paths.ts";
import type { NetworkOptions } from "./network-options.ts";

export interface HomeWords {
  readonly home?: string;
}

export interface JsonWords extends HomeWords {
  readonly json?: true;
}

export interface NetworkWords {
  readonly listen?: readonly string[];
  readonly announce?: readonly string[];
  readonly nearby: boolean;
}

export function homeOf(options: HomeWords): string {
  return chooseHome(options.home, process.env);
}

export function networkOf({ listen = [], announce = [], nearby }: NetworkWords): NetworkOptions {
  return { listen, announce, isFoundNearby: nearby };
}

export function addNetworkOptions(command: Command): Command {
  return command
    .option("--listen <address...>", "where others reach this one, such as /ip4/0.0.0.0/tcp/4001")
    .option("--announce <address...>", "addresses to tell others besides, such as a router's")
    .option("--no-nearby", "do not look for members on the local network");
}

export function addKeepOptions(command: Command): Command {
  const about = "of others' data: all, what was used and is pinned, or only what is pinned";
  const option = new Option("--keep <what>", `${about} (default: as last time, at first all)`);
  return command
    .addOption(option.choices(["all", "recent", "none"]))
    .option("--keep-budget <size>", "how much of it, with --keep recent (default: 10GiB)");
}

export function makeCommand(program: Command, usage: string, description: string): Command {
  const about = "where key, logs and blocks are (default: IVY_HOME, or ivy under XDG_DATA_HOME)";
  return program.command(usage).description(description).option("--home <dir>", about);
}
