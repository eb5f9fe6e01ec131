// Invite links as the commands and the daemon handle them: text outside, their parts inside.
import { nodeHasher, Trouble } from "../../../dhash/index.ts";
import type { InviteLink } from "../../../logs/index.ts";
import { decodeInviteLink, encodeInviteLink, isMalformed } from "../../../logs/index.ts";
import type { Swarm } from "../../sharing-messages.ts";

/** What a newcomer needs: an invite, and where the swarm is. */
export function makeInviteLink(
  { fileSystemId: fileSystem, secret: swarmSecret }: Swarm,
  inviteSeed: Uint8Array,
  addresses: readonly string[],
): string {
  return encodeInviteLink(nodeHasher(), { fileSystem, swarmSecret, inviteSeed, addresses });
}

/** A link for people; one for nodes is refused, as is what was copied in part. */
export function readInviteLink(
  text: string,
): (InviteLink & { readonly inviteSeed: Uint8Array }) | Trouble {
  const link = decodeInviteLink(nodeHasher(), text);
  if (isMalformed(link)) return new Trouble("damaged", `${link.why}.`);
  const { inviteSeed } = link;
  if (inviteSeed !== undefined) return { ...link, inviteSeed };
  return new Trouble("denied", "this link is one for nodes, which store and cannot read.");
}
