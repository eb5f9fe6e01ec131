// How nodes are named in messages (FORMAT "Nodes"): by public key, machine and addresses.
import { invariant } from "../invariant.ts";
import { type PeerId, peerIdToPublicKey } from "../peer-id.ts";
import { type Contact, isMachineId, type MachineId } from "../routing/contact.ts";
import { machineNameMax } from "../routing/limits.ts";
import type { NodeId } from "../routing/ring-point.ts";
import { type ByteReader, ByteWriter } from "./bytes.ts";
import { addressBytesMax, contactAddressesMax } from "./limits.ts";

/** What a node says of itself. */
export interface Hello {
  readonly isStoring: boolean;
  /** Bytes that it may still take; undefined: as much as comes. */
  readonly bytesFree: number | undefined;
  readonly machine: MachineId;
  readonly addresses: readonly string[];
}

/** Point and name of a node with this public key of 32 bytes. */
export type NameNode = (publicKey: Uint8Array) => { readonly id: NodeId; readonly peer: PeerId };

const noMachine = toMachine("-");
/** Stands for "as much as comes". */
const unlimited = Number.MAX_SAFE_INTEGER;

export function writeHello(to: ByteWriter, hello: Hello): void {
  to.u8(hello.isStoring ? 1 : 0).u64(Math.min(unlimited, hello.bytesFree ?? unlimited));
  writePlace(to, hello);
}

export function readHello(from: ByteReader): Hello {
  const storing = from.u8();
  if (storing > 1) from.fail("a hello that stores and does not");
  const bytesFree = from.u64();
  const place = readPlace(from);
  return {
    ...{ isStoring: storing === 1, ...place },
    bytesFree: bytesFree === unlimited ? undefined : bytesFree,
  };
}

export function writeContacts(to: ByteWriter, contacts: readonly Contact[]): void {
  to.u16(contacts.length);
  for (const contact of contacts) to.bytes(encodeContact(contact));
}

/** The same contacts are told over and over. */
const encoded = new WeakMap<Contact, Uint8Array>();

function encodeContact(contact: Contact): Uint8Array {
  const known = encoded.get(contact);
  if (known !== undefined) return known;
  invariant(contact.peer !== undefined, "who is told of has a key");
  const to = new ByteWriter().bytes(peerIdToPublicKey(contact.peer));
  writePlace(to, contact);
  const bytes = to.end();
  encoded.set(contact, bytes);
  return bytes;
}

export function readContacts(
  from: ByteReader,
  max: number,
  nameNode: NameNode,
): readonly Contact[] {
  return from.list(max, "a list of contacts", () => {
    const named = nameNode(from.bytes(32));
    return { ...named, ...readPlace(from) };
  });
}

type Place = Pick<Contact, "machine" | "addresses">;

function writePlace(to: ByteWriter, { machine, addresses }: Place): void {
  to.text(machine).u16(addresses.length);
  for (const address of addresses) to.text(address);
}

function readPlace(from: ByteReader): Place {
  const machine = from.text(machineNameMax);
  if (!isMachineId(machine)) from.fail("a machine without a name");
  const addresses = from.list(contactAddressesMax, "a list of addresses", () =>
    from.text(addressBytesMax),
  );
  return { machine: isMachineId(machine) ? machine : noMachine, addresses };
}

function toMachine(text: string): MachineId {
  invariant(isMachineId(text), "a machine has a name");
  return text;
}
