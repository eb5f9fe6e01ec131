// A contact: how a node is known to others. What it says of itself is checked where it comes in;
// addresses are opaque here.
import type { PeerId } from "../peer-id.ts";
import { machineNameMax } from "./limits.ts";
import type { NodeId } from "./ring-point.ts";

declare const machineIdBrand: unique symbol;

/** Names what fails together: a machine, or a zone of several. Announced by the node; copies of one
 *  block are put on different ones. */
export type MachineId = string & { readonly [machineIdBrand]: true };

export interface Contact {
  readonly id: NodeId;
  /** Its name for connections; nodes of simulated tables have none. */
  readonly peer?: PeerId;
  readonly machine: MachineId;
  readonly addresses: readonly string[];
}

export function isMachineId(text: string): text is MachineId {
  return text.length >= 1 && text.length <= machineNameMax && !/[^!-~]/.test(text);
}
