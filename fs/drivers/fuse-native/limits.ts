// Named limits of the fuse-native driver, each with its reason.

/** The most that libfuse 2.9 takes in one write: its buffer is 132 KiB. */
export const writeBytesMax = 128 * 1024;

/** A name is believed for a second: nobody tells the kernel here that somebody else changed it. */
export const entrySeconds = 1;

/** Attributes are asked for each time: libfuse 2 knows paths, not inodes, so that two names of
 *  one file would  otherwise show different sizes, and an absent name may appear at any moment.
 */
export const attributeSeconds = 0;
export const absenceSeconds = 0;

/** Directories whose inode is remembered by path; each holds a reference. Looking one up again is
 *  cheap. */
export const knownDirectoriesMax = 1024;

/** Handle numbers are 32-bit in the binding, and 0 means none. */
export const handleMax = 2 ** 31 - 1;

/** Files and directories open at once: more than any system's file-max by default. */
export const openHandlesMax = 1_000_000;

/** The binding copies the mountpoint and the options into buffers of 1024 bytes. */
export const nativeTextBytesMax = 1023;

/** How long mounting and unmounting may take before they are given up. */
export const mountMillisecondsMax = 10_000;
export const unmountMillisecondsMax = 10_000;

/** After a lazy unmount, programs that still hold files there are served this long. */
export const lingerMillisecondsMax = 1000;

/** How soon an unmount by somebody else is noticed. */
export const watchMilliseconds = 200;

/** How often a request that had to wait, for blocks or for others, is asked again. */
export const fetchAttemptsMax = 3;
