// swarm.json of a home: how to reach others, and where others reach this one (FORMAT "Home"). A
// cache of what links and peers said, but for the secret, which a newcomer has from its link alone.
import type { Disk, Hasher, Trouble } from "../../../dhash/index.ts";
import { hexToBytes } from "../../../logs/index.ts";
import { type Check, isAbsentOr, isListOf, isShape, isText } from "../../checked-json.ts";
import { readCheckedFile, writeCheckedFile } from "../checked-file.ts";

interface Place {
  readonly disk: Disk;
  readonly hasher: Hasher;
}

export const swarmFileName = "swarm.json";
const secretPattern = /^[0-9a-f]{64}$/;

export interface Contact {
  /** Peer id; empty: whoever is at these addresses. */
  readonly peer: string;
  readonly addresses: readonly string[];
}

export interface SwarmFile {
  /** 64 hex digits; undefined: it follows from the first view. */
  readonly secret: string | undefined;
  /** Where this participant listened last, to be found there again. */
  readonly listening: readonly string[];
  readonly contacts: readonly Contact[];
}

export const emptySwarmFile: SwarmFile = { secret: undefined, listening: [], contacts: [] };

export const isContact: Check<Contact> = isShape({ peer: isText, addresses: isListOf(isText) });

export const isSwarmFile = isShape({
  secret: isAbsentOr(isText),
  listening: isListOf(isText),
  contacts: isListOf(isContact),
});

/** An unreadable file counts as an empty one: peers are found again. */
export function readSwarmFile(place: Place): SwarmFile {
  const file = readCheckedFile(place, swarmFileName, isSwarmFile);
  return file.kind === "read" ? file.value : emptySwarmFile;
}

export function writeSwarmFile(place: Place, file: SwarmFile): Trouble | undefined {
  return writeCheckedFile(place, swarmFileName, file);
}

/** The secret of a file, if it holds a valid one. */
export function secretOf({ secret }: SwarmFile): Uint8Array | undefined {
  return secret !== undefined && secretPattern.test(secret) ? hexToBytes(secret) : undefined;
}
