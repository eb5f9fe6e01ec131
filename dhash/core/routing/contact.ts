// A contact: how a node is known to others. What it says of itself is checked where it comes in;
// addresses are opaque here.
import { machineNameMax } from "./limits.ts";
import type { NodeId } from "./ring-point.ts";

declare const machineIdBrand: unique symbol;

/** Names what fails together: a machine, or a zone of several. Announced by the node; copies of one
 *  block are put on different ones. */
export type MachineId = string & { readonly [machineIdBrand]: true };

export interface Contact {
  readonly id: NodeId;
  readonly machine: MachineId;
  readonly addresses: readonly string[];
}

export function isMachineId(text: string): text is MachineId {
  return text.length >= 1 && text.length <= machineNameMax && !/[^!-~]/.test(text);
}
