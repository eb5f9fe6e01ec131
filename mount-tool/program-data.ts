// The commands about which data is on this machine, with their arguments and options.
import type { Command } from "commander";
import type { HomeWords, JsonWords, NetworkWords } from "./program-words.ts";
import { addNetworkOptions, homeOf, makeCommand, networkOf } from "./program-words.ts";

export function pin(program: Command): void {
  const about =
    "keep a file, or all below a directory, on this machine; without PATH: what is kept";
  makeCommand(program, "pin [path]", about)
    .option("--json", "print JSON")
    .action(async (path: string | undefined, options: JsonWords) => {
      const command = await import("./commands/pin.ts");
      await command.pin({ home: homeOf(options), path, json: options.json === true });
    });
}

export function unpin(program: Command): void {
  makeCommand(program, "unpin <path>", "let it go when room is short").action(
    async (path: string, options: HomeWords) => {
      const command = await import("./commands/pin.ts");
      await command.unpin({ home: homeOf(options), path });
    },
  );
}

export function get(program: Command): void {
  makeCommand(program, "get <path>", "fetch the data of a file, or of all below a directory, now")
    .option("--json", "print JSON")
    .action(async (path: string, options: JsonWords) => {
      const command = await import("./commands/get.ts");
      await command.get({ home: homeOf(options), path, json: options.json === true });
    });
}

interface NodeWords extends HomeWords, NetworkWords {
  readonly quota?: string;
  readonly stop?: true;
}

export function node(program: Command): void {
  const about = "store for a file system what this machine cannot read; without LINK, go on";
  addNetworkOptions(makeCommand(program, "node [link]", about))
    .option("--quota <size>", "take no more than this (default: as last time, at first no limit)")
    .option("--stop", "stop the one that runs")
    .action(async (link: string | undefined, options: NodeWords) => {
      const command = await import("./commands/node.ts");
      const home = homeOf(options);
      if (options.stop === true) return command.stopNode(home);
      await command.node({ home, link, quota: options.quota, network: networkOf(options) });
    });
}
