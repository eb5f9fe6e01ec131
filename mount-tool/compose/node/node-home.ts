// The home of a node: made by a link at the first run, found again at later ones.
import { isTrouble, nodeDisk, nodeHasher, Trouble } from "../../../dhash/index.ts";
import type { InviteLink } from "../../../logs/index.ts";
import { bytesToHex } from "../../../logs/index.ts";
import { makeIdentity, makePrivate } from "../found-home.ts";
import { readHomeFile } from "../home-file.ts";
import { readSwarmFile, writeSwarmFile } from "../sharing/swarm-file.ts";
import type { Surroundings } from "../surroundings.ts";
import { machineSurroundings } from "../surroundings.ts";
import type { NodeFile } from "./node-file.ts";
import { nodeFormatVersion, readNodeFile, writeNodeFile } from "./node-file.ts";

export interface NodeWish {
  readonly home: string;
  /** Undefined: the home has been made by one. */
  readonly link: InviteLink | undefined;
  /** Undefined: as it was last time, at first as much as comes. */
  readonly quotaBytes: number | undefined;
}

export interface NodeHome {
  readonly home: string;
  readonly around: Surroundings;
  readonly file: NodeFile;
}

/** The caller holds the home's lock. */
export async function prepareNodeHome(wish: NodeWish): Promise<NodeHome | Trouble> {
  const { home, link } = wish;
  const around = await machineSurroundings(home);
  const found = readNodeFile(home, around);
  if (isTrouble(found)) return found;
  const refusal = found === undefined ? whyNotMade(wish) : whyNotUsed(wish, found);
  if (refusal !== undefined) return refusal;
  const made = makePrivate(home) ?? (await readKey(home, around)) ?? keepLink(around, link);
  if (made !== undefined) return made;
  const fileSystemId = found?.fileSystemId ?? link?.fileSystem;
  if (fileSystemId === undefined) return new Trouble("absent", `home ${home}: there is no node.`);
  const quotaBytes = wish.quotaBytes ?? found?.quotaBytes;
  const file = { formatVersion: nodeFormatVersion, fileSystemId, quotaBytes };
  return writeNodeFile(around, file) ?? { home, around, file };
}

function whyNotMade({ home, link }: NodeWish): Trouble | undefined {
  const member = readHomeFile(home);
  if (isTrouble(member)) return member;
  if (member !== undefined) {
    const what = `${member.participant} lives there, a member of ${member.fileSystemName}`;
    return new Trouble("busy", `home ${home}: ${what}. Name another home with --home.`);
  }
  if (link !== undefined) return undefined;
  const next = "Give a link: an admin makes one by ivy invite --role node.";
  return new Trouble("absent", `home ${home}: no node was made here yet. ${next}`);
}

function whyNotUsed({ home, link }: NodeWish, found: NodeFile): Trouble | undefined {
  if (link === undefined || link.fileSystem === found.fileSystemId) return undefined;
  const what = "its node stores for another file system than the link's";
  return new Trouble("busy", `home ${home}: ${what}. Name another home with --home.`);
}

async function readKey(home: string, around: Surroundings): Promise<Trouble | undefined> {
  const keyPair = makeIdentity(home, around);
  return isTrouble(keyPair) ? keyPair : undefined;
}

function keepLink(around: Surroundings, link: InviteLink | undefined): Trouble | undefined {
  if (link === undefined) return undefined;
  const known = readSwarmFile(around);
  const added = link.addresses.map((address) => ({ peer: "", addresses: [address] }));
  const contacts = [...known.contacts, ...added];
  return writeSwarmFile(around, { ...known, contacts, secret: bytesToHex(link.swarmSecret) });
}

/** What is known of a node without its lock; undefined: none lives there. */
export function readNodeOf(home: string): NodeFile | Trouble | undefined {
  return readNodeFile(home, { disk: nodeDisk(home), hasher: nodeHasher() });
}
