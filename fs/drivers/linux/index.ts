// The door of the linux driver.

export type { DriverStatistics, SharedCounters } from "../request-counters.ts";
export { readCounters } from "../request-counters.ts";
export { Channel } from "./channel.ts";
export type { TreeView } from "./differences.ts";
export {
  differencesToNotifications,
  inodeToNotifications,
  revivedDirectories,
} from "./differences.ts";
export type { InitAnswer, InitWishes } from "./init.ts";
export { initFlags, lockFlags } from "./init.ts";
export type { Mounted } from "./mount.ts";
export { abort, mount, unmount, wake } from "./mount.ts";
export type { MountEntry } from "./mount-table.ts";
export type { MountOptions, Mountpoint, MountpointState } from "./mountpoint.ts";
export { inspectMountpoint, readMountTable } from "./mountpoint.ts";
export type { Notification } from "./notification.ts";
export type { NotifierOptions } from "./notifier.ts";
export { Notifier } from "./notifier.ts";
export { OutdatedFiles } from "./outdated-files.ts";
export type { Served, SessionOptions } from "./session.ts";
export { Session } from "./session.ts";
export { makeOpcodeCounters } from "./statistics.ts";
export type { FileRange, Manner } from "./verdict.ts";
