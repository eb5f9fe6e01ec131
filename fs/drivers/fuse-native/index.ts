// The door of the fuse-native driver.

export type { FuseNativeMount, FuseNativeOptions } from "./mount.ts";
export { mountFuseNative } from "./mount.ts";
export type { Operations } from "./operations.ts";
export { makeOperations } from "./operations.ts";
export { unmountBy } from "./unmount.ts";
