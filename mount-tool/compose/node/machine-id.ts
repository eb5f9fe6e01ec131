// How a machine is named to others: two homes on one machine say the same, and copies of a block go
// to different ones. What the machine calls itself is not told.
import type { Hasher, MachineId } from "../../../dhash/index.ts";
import { isMachineId, isTrouble } from "../../../dhash/index.ts";
import { bytesToHex } from "../../../logs/index.ts";
import type { Surroundings } from "../surroundings.ts";

const machineLabel = "ivy machine 1";

/** `self` stands for a machine that has no name. */
export function machineIdOf(
  { place, hasher }: { readonly place: Surroundings["place"]; readonly hasher: Hasher },
  secret: Uint8Array,
  self: string,
): MachineId {
  const found = place();
  const machine = isTrouble(found) || found.machine === "" ? self : found.machine;
  const digest = hasher.hash(machineLabel, [secret, Buffer.from(machine)]);
  const text = bytesToHex(digest.subarray(0, 16));
  if (!isMachineId(text)) throw new Error("hex digits name a machine");
  return text;
}
