// Invite links as text (FORMAT "Invites"): what a newcomer needs to find the swarm and to be let
// in. A link is a secret: who has it, may come.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { Hasher } from "../ports.ts";
import { ivy } from "./generated/logs.js";
import { addressBytesMax, linkAddressesMax, linkTextMax } from "./limits.ts";
import type { Malformed } from "./message.ts";
import { malformed, readMessage, refuse, requireBytes } from "./message.ts";
import { checkBlockKey, isPresent } from "./record-codec.ts";

const { InviteLink: LinkMessage } = ivy.logs;

/** Domain label of the check. */
export const linkLabel = "ivy invite link 1";
const linkVersion = 1;
const checkBytes = 4;
const secretBytes = 32;
const scheme = "ivy://join/";

export interface InviteLink {
  /** Key of the first view. */
  readonly fileSystem: BlockKey;
  /** What members of the swarm prove to each other. */
  readonly swarmSecret: Uint8Array;
  /** Seed of the invite's key pair; undefined for nodes that store and cannot read. */
  readonly inviteSeed: Uint8Array | undefined;
  /** Where to begin; opaque here. */
  readonly addresses: readonly string[];
}

export function encodeInviteLink(hasher: Hasher, link: InviteLink): string {
  const message = LinkMessage.encode({
    fileSystem: blockKeyToBytes(link.fileSystem),
    swarmSecret: link.swarmSecret,
    inviteSeed: link.inviteSeed ?? null,
    addresses: [...link.addresses],
  }).finish();
  const bytes = Buffer.concat([Buffer.of(linkVersion), message]);
  const text = Buffer.concat([bytes, checkOf(hasher, bytes)]).toString("base64url");
  return `${scheme}${text}`;
}

/** The link in a text that may have been wrapped or quoted on its way. */
export function decodeInviteLink(hasher: Hasher, text: string): InviteLink | Malformed {
  if (text.length > linkTextMax) return malformed("invite link: it is too long to be one");
  const found = /^<?ivy:\/\/join\/([A-Za-z0-9_-]+)[>.,;]?$/i.exec(text.replaceAll(/\s/g, ""));
  const code = found?.[1];
  if (code === undefined) return malformed(`invite link: it does not look like ${scheme}...`);
  const bytes = Buffer.from(code, "base64url");
  if (bytes.length <= 1 + checkBytes) return malformed("invite link: its end is missing");
  const content = bytes.subarray(0, -checkBytes);
  if (!bytes.subarray(-checkBytes).equals(checkOf(hasher, content))) {
    return malformed("invite link: a part of it is missing or was changed");
  }
  const version = content[0] ?? 0;
  if (version > linkVersion) {
    const what = `invite link: it has version ${version}, and this program knows ${linkVersion}`;
    return { ...malformed(`${what}. Update the program.`), isNewer: true };
  }
  if (version !== linkVersion) return malformed(`invite link: version ${version}`);
  return readMessage(
    { what: "invite link", decode: LinkMessage.decode },
    content.subarray(1),
    checkLink,
  );
}

function checkOf(hasher: Hasher, bytes: Uint8Array): Buffer {
  return Buffer.from(hasher.hash(linkLabel, [bytes]).subarray(0, checkBytes));
}

function checkLink(message: ivy.logs.InviteLink.$Properties): InviteLink {
  const range = { min: secretBytes, max: secretBytes };
  const { inviteSeed } = message;
  const addresses = message.addresses ?? [];
  if (addresses.length > linkAddressesMax) refuse(`${addresses.length} addresses`);
  for (const address of addresses) {
    const length = Buffer.byteLength(address);
    if (length < 1 || length > addressBytesMax || /[\p{Cc}\s]/u.test(address)) refuse("an address");
  }
  return {
    fileSystem: checkBlockKey(message.fileSystem, "file system"),
    swarmSecret: Uint8Array.from(requireBytes(message.swarmSecret, "swarm secret", range)),
    inviteSeed: isPresent(inviteSeed)
      ? Uint8Array.from(requireBytes(inviteSeed, "invite", range))
      : undefined,
    addresses,
  };
}
