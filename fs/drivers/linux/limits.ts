// Named limits of the linux driver, each with its reason.

/** The most data in one request: FUSE_MAX_MAX_PAGES pages of 4 KiB, the kernel's default ceiling.
 *  */
export const requestDataBytesMax = 1024 * 1024;
export const requestPagesMax = requestDataBytesMax / 4096;

/** The kernel refuses to fill a buffer smaller than max_write + 4096 (FUSE_BUFFER_HEADER_SIZE). */
export const requestBytesMax = requestDataBytesMax + 4096;

/** Largest reply but for file data, which goes out as parts of its own: a listing. Xattrs have 64
 *  KiB at most. */
export const replyBytesMax = 128 * 1024;

/** Data up to this size is copied behind the reply's header; more is written as parts of its own
 *  (writev). */
export const copiedDataBytesMax = 16 * 1024;

/** Names, attributes and absences stay valid until a notification takes them back: about 30 years.
 *  */
export const validitySeconds = 1_000_000_000;

/** Requests that the kernel sends ahead (read-ahead, write-back) before it waits. */
export const backgroundRequestsMax = 64;
export const congestionThreshold = 48;

/** The kernel takes the smaller of this and the device's own read-ahead (see raiseReadAhead). */
export const readAheadBytesMax = 16 * 1024 * 1024;

/** Oldest protocol spoken: 7.31 (Linux 5.4). */
export const minorVersionMin = 31;
export const minorVersionMax = 45;

/** Requests waiting for blocks that are not on this machine; beyond, EIO at once. */
export const parkedRequestsMax = 1024;

/** A file of which the kernel keeps an outdated size is told again after the shorter pause, then
 *  after twice that, and so on up to the longer one: whoever opens it for a moment leaves it right
 *  at once, and what stays open for days costs next to nothing. */
export const outdatedPauseMillisecondsMin = 50;
export const outdatedPauseMillisecondsMax = 3200;

/** About so many names are told again at a time, so that requests do not wait for it. */
export const outdatedNamesToldMax = 1024;

/** Notifications waiting for the notifying thread; beyond, everything cached is dropped instead. */
export const notificationsQueuedMax = 65_536;
