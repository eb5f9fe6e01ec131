// Locks that everybody gets at once.
import type { LockHandler } from "../../fs/ports.ts";

export const freeLocks: LockHandler = {
  take: () => ({ kind: "done" }),
  test: () => undefined,
  give: () => {},
  close: () => {},
};
