// Named limits of the file system, each with its reason.

/**
 * Plaintext of one data block. Large enough for a low cost per block, small enough for random
 * reads.
 */
export const dataBlockBytesMax = 256 * 1024;

/**
 * Data up to this size is kept inline in its record: a block of its own would cost more than it
 * saves.
 */
export const inlineBytesMax = 8 * 1024;

/** Largest file: offsets are exact as JavaScript numbers. */
export const fileBytesMax = Number.MAX_SAFE_INTEGER;

/** Users and groups; one more is -1, which is nobody. */
export const ownerMax = 2 ** 32 - 2;

/** Longest symbolic link target (PATH_MAX - 1). */
export const targetBytesMax = 4095;

/** XATTR_NAME_MAX and XATTR_SIZE_MAX of Linux. */
export const xattrNameBytesMax = 255;
export const xattrValueBytesMax = 64 * 1024;

/** LINK_MAX, as ext4 has it for files and Linux for directories' subdirectories. */
export const linksMax = 65_000;

/**
 * Inline data of one record; beyond it small chunks become blocks too, so that a record stays below
 * its limit of 1 MiB.
 */
export const inlineRecordBytesMax = 256 * 1024;

/** Extents that one change carries: at about 100 bytes each they fit into a record. */
export const extentsPerChangeMax = 4096;
