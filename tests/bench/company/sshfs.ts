// sshfs over a link of our own, as one that Ivy's participants have.
import { mkdirSync } from "node:fs";
import { startSshfs } from "../subjects/sshfs.ts";
import { isAbsent, type Subject } from "../subjects/subject.ts";
import type { CompanyScene } from "./measure.ts";
import { startProxy } from "./proxy.ts";

const host = "127.0.0.1";

/** Undefined, after a remark, where this machine has none or nobody wants it. */
export async function sshfsAt(
  { temporary, isWanted, remark }: CompanyScene,
  name: string,
  delayMilliseconds: number,
): Promise<Subject | undefined> {
  if (!isWanted("sshfs")) return undefined;
  const place = `${temporary.path}/sshfs-${name}`;
  mkdirSync(place);
  const through = async (port: number): Promise<number> => {
    if (delayMilliseconds === 0) return port;
    const routes = [{ listen: { host, port: 0 }, to: { host, port } }];
    const { ports } = await startProxy(temporary, { delayMilliseconds, routes });
    return ports[0] ?? port;
  };
  const started = await startSshfs(place, through);
  if (!isAbsent(started)) return started;
  remark(`${name}: sshfs is left out: ${started.absent}`);
  return undefined;
}
