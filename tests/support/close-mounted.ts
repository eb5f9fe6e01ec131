// Lets go of a mount that a process of tests has served; the daemon's keeps its wake descriptor.
import { closeSync } from "node:fs";
import type { Mounted } from "../../fs/drivers/linux/index.ts";

/** After `unmount`, and after the session has ended. */
export function closeMounted({ descriptor, wakeDescriptor }: Mounted): void {
  closeSync(descriptor);
  closeSync(wakeDescriptor);
}
