// What the tests of several people have in common: machines for them, and what their trees hold.
import { execFileSync, spawnSync } from "node:child_process";
import { whyNoMounts, whyNoProgram, whyNotRoot } from "../../support/subject-machine.ts";
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { childOptions } from "../../support/temporary.ts";
import type { Machine } from "./network.ts";
import { Network } from "./network.ts";

export const whyNoCompany =
  whyNotRoot() ??
  whyNoMounts() ??
  whyNoProgram("ip", "nsenter", "unshare", "git", "find") ??
  whyNoLinks();

function whyNoLinks(): string | undefined {
  const script = "ip link add bridge type bridge && ip link add veth1 type veth peer name veth2";
  const { status } = spawnSync("unshare", ["--net", "sh", "-c", script], { stdio: "ignore" });
  return status === 0 ? undefined : "the kernel has no bridges or veth pairs";
}

export async function machinesOn(
  temporary: TemporaryDirectory,
  names: readonly string[],
): Promise<{ readonly network: Network; readonly machines: ReadonlyMap<string, Machine> }> {
  const network = await Network.make(childOptions(temporary));
  const machines = new Map<string, Machine>();
  for (const name of names) machines.set(name, await network.machine());
  return { network, machines };
}

/** Every file below with its checksum, and every directory, as lines. */
export function treeOf(path: string): string {
  const script = "find . -type d | sort; find . -type f -print0 | sort -z | xargs -0r sha256sum";
  return execFileSync("sh", ["-c", script], { cwd: path, maxBuffer: 2 ** 26 }).toString();
}
