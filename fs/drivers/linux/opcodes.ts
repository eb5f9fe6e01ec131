// Every request of the kernel's FUSE protocol up to 7.45 (linux/fuse.h): served, or refused with
// ENOSYS knowingly. The kernel remembers an ENOSYS for the life of the mount and does the work
// itself or tells the caller.

/** Answered by the function that `answer.ts` has for it, or by the session itself (init, interrupt,
 *  destroy). */
export const servedOpcodes = {
  lookup: 1,
  forget: 2,
  getAttributes: 3,
  setAttributes: 4,
  readLink: 5,
  symlink: 6,
  makeNode: 8,
  makeDirectory: 9,
  unlink: 10,
  removeDirectory: 11,
  rename: 12,
  link: 13,
  open: 14,
  read: 15,
  write: 16,
  statistics: 17,
  release: 18,
  sync: 20,
  setXattr: 21,
  getXattr: 22,
  listXattrs: 23,
  removeXattr: 24,
  flush: 25,
  init: 26,
  openDirectory: 27,
  readDirectory: 28,
  releaseDirectory: 29,
  syncDirectory: 30,
  testLock: 31,
  setLock: 32,
  waitForLock: 33,
  access: 34,
  interrupt: 36,
  destroy: 38,
  batchForget: 42,
  allocate: 43,
  readDirectoryPlus: 44,
  renameWithFlags: 45,
  seek: 46,
  copyRange: 47,
  syncFileSystem: 50,
  makeNameless: 51,
  statx: 52,
  copyRange64: 53,
} as const;

export type ServedName = keyof typeof servedOpcodes;

/** Why a known request is not served. */
export const unservedOpcodes: Readonly<Record<number, readonly [name: string, why: string]>> = {
  35: [
    "create",
    "the kernel then sends makeNode and opens without asking, which saves the release at close",
  ],
  37: ["bmap", "there is no block device below"],
  39: ["ioctl", "no ioctl has a meaning here; callers get ENOTTY"],
  40: ["poll", "files are always ready"],
  41: ["notify-reply", "answers RETRIEVE notifications, which are never sent"],
  48: ["setupmapping", "virtiofs only"],
  49: ["removemapping", "virtiofs only"],
  4096: ["cuse-init", "character devices in user space only"],
};

/** The kernel wants none. */
export function wantsNoReply(opcode: number): boolean {
  return opcode === servedOpcodes.forget || opcode === servedOpcodes.batchForget;
}

/** The caller waits for the answer, and neither it nor the session has data to move meanwhile. */
export function isTalk(opcode: number): boolean {
  return opcode !== servedOpcodes.read && opcode !== servedOpcodes.write;
}

const servedNames = new Map<number, ServedName>();
for (const [name, opcode] of Object.entries(servedOpcodes)) {
  if (isServedName(name)) servedNames.set(opcode, name);
}

function isServedName(name: string): name is ServedName {
  return name in servedOpcodes;
}

export function servedNameOfOpcode(opcode: number): ServedName | undefined {
  return servedNames.get(opcode);
}

/** For logs and statistics. */
export function nameOfOpcode(opcode: number): string {
  return servedNames.get(opcode) ?? unservedOpcodes[opcode]?.[0] ?? `opcode-${opcode}`;
}
