// The door of the linux driver.
export { inspectMountpoint, readMountTable } from "./mountpoint.ts";
export type { Mountpoint, MountpointState } from "./mountpoint.ts";
export type { MountEntry } from "./mount-table.ts";
export { closeMounted, mount, unmount, wake } from "./mount.ts";
export type { Mounted, MountOptions } from "./mount.ts";
export { Session } from "./session.ts";
export type { Served, SessionOptions } from "./session.ts";
export { initFlags } from "./init.ts";
export type { InitAnswer, InitWishes } from "./init.ts";
export type { FileRange } from "./verdict.ts";
export { RequestCounters } from "./statistics.ts";
export type { RequestStatistics } from "./statistics.ts";
export { Notifier } from "./notifier.ts";
export type { NotifierOptions } from "./notifier.ts";
export type { Notification } from "./notification.ts";
