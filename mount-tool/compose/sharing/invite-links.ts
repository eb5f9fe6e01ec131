// Invite links as the commands and the daemon handle them: text outside, their parts inside.
import { isTrouble, nodeHasher, Trouble } from "../../../dhash/index.ts";
import type { InviteLink, Malformed } from "../../../logs/index.ts";
import {
  bytesToHex,
  decodeInviteLink,
  encodeInviteLink,
  isMalformed,
  loadCrypto,
} from "../../../logs/index.ts";
import type { Swarm } from "../../sharing-messages.ts";
import type { Contact } from "./swarm-file.ts";

/** Others whom a link leads to, so that it is of use while its maker is away. */
const othersMax = 3;
const addressesMax = 16;
/** Peers say where they are reached: what a link cannot hold is left out. */
const addressPattern = /^[!-~]{1,256}$/;
const ownMachinePattern = /^\/ip4\/127\.|^\/ip6\/::1\//;

/** What a newcomer needs: an invite, or none for a node, and where the swarm is. */
export function makeInviteLink(
  { fileSystemId: fileSystem, secret: swarmSecret }: Swarm,
  inviteSeed: Uint8Array | undefined,
  where: { readonly own: readonly string[]; readonly others: readonly Contact[] },
): string {
  const reached = where.others.flatMap(({ addresses }) => {
    const fitting = addresses.filter((address) => addressPattern.test(address));
    return fitting.find((address) => !ownMachinePattern.test(address)) ?? fitting[0] ?? [];
  });
  const addresses = [...where.own, ...reached.slice(0, othersMax)].slice(0, addressesMax);
  return encodeInviteLink(nodeHasher(), { fileSystem, swarmSecret, inviteSeed, addresses });
}

/** A link for people; one for nodes is refused, as is what was copied in part. */
export function readInviteLink(
  text: string,
): (InviteLink & { readonly inviteSeed: Uint8Array }) | Trouble {
  const link = decodeInviteLink(nodeHasher(), text);
  if (isMalformed(link)) return unreadable(link);
  const { inviteSeed } = link;
  if (inviteSeed !== undefined) return { ...link, inviteSeed };
  const what = "it is one for nodes, which store and cannot read";
  return new Trouble("denied", `${what}. Use it with ivy node, or ask for one by ivy invite.`);
}

/** The public key of a link's invite, in hex. */
export async function inviteOfLink(text: string): Promise<string | Trouble> {
  const link = readInviteLink(text);
  if (isTrouble(link)) return link;
  const crypto = await loadCrypto();
  return bytesToHex(crypto.keyPair(link.inviteSeed).publicKey);
}

/** A link for nodes; one that lets somebody in must not lie about on a machine that stores. */
export function readNodeLink(text: string): InviteLink | Trouble {
  const link = decodeInviteLink(nodeHasher(), text);
  if (isMalformed(link)) return unreadable(link);
  if (link.inviteSeed === undefined) return link;
  const what = "it is one for people, and whoever has it may read everything";
  const next = "Ask for one by ivy invite --role node, or enter with ivy join.";
  return new Trouble("denied", `${what}. ${next}`);
}

function unreadable({ why, isNewer }: Malformed): Trouble {
  if (isNewer) return new Trouble("newer", why);
  return new Trouble("damaged", `${why}. Copy it whole, as ivy invite printed it.`);
}
