// A well-formed request of every opcode that is served, on a tree with some files: what the kernel
// sends, for mutation.
import type { ServedName } from "../../fs/drivers/linux/opcodes.ts";
import { servedOpcodes } from "../../fs/drivers/linux/opcodes.ts";
import { fields, kernelRequest } from "../support/kernel-request.ts";

/** Names and numbers that a request may speak of. */
export interface Scenery {
  readonly node: number;
  readonly other: number;
  readonly name: string;
  readonly newName: string;
  readonly offset: number;
  readonly length: number;
}

/** What the session itself answers is about the connection. */
type AnsweredName = Exclude<ServedName, "init" | "interrupt" | "destroy">;

const nanoseconds = 999_999_999;

const dataOf = (s: Scenery): Buffer => Buffer.alloc(s.length, 7);

/** struct fuse_lk_in */
function lockFields({ offset, length }: Scenery): Buffer {
  const [start, end] = [BigInt(offset), BigInt(offset + length)];
  return fields(1n, 9n, start, end, offset % 3, 1, offset % 2, 0);
}

const bodies: Readonly<Record<AnsweredName, (s: Scenery) => Buffer>> = {
  lookup: (s) => fields(s.name),
  unlink: (s) => fields(s.name),
  removeDirectory: (s) => fields(s.name),
  removeXattr: (s) => fields(s.name),
  forget: () => fields(1n),
  batchForget: (s) => fields(2, 0, BigInt(s.node), 1n, BigInt(s.other), 1n),
  getAttributes: () => fields(0, 0, 0n),
  access: (s) => fields(s.offset % 8, 0),
  statx: () => fields(0, 0, 0n, 0, 0xfff),
  setAttributes: (s) =>
    Buffer.concat([
      fields(s.offset % 0x800, 0, 0n, BigInt(s.offset), 0n, 1n, 2n, 3n),
      fields(1, nanoseconds, 5, 0o4755, 0, 1, 2, 0),
    ]),
  readLink: () => fields(),
  statistics: () => fields(),
  sync: () => fields(0n, 0, 0),
  syncDirectory: () => fields(0n, 0, 0),
  syncFileSystem: () => fields(0n),
  open: () => fields(2, 0),
  release: () => fields(0n, 2, 0, 0n),
  flush: () => fields(0n, 0, 0, 9n),
  testLock: (s) => lockFields(s),
  setLock: (s) => lockFields(s),
  waitForLock: (s) => lockFields(s),
  openDirectory: () => fields(0, 0),
  releaseDirectory: () => fields(0n, 0, 0, 0n),
  symlink: (s) => fields(s.name, s.newName),
  makeNode: (s) => fields(0o100644, 0, 0o22, 0, s.name),
  makeDirectory: (s) => fields(0o755, 0o22, s.name),
  makeNameless: () => fields(0o2, 0o100600, 0o22, 0, ""),
  rename: (s) => fields(BigInt(s.other), s.name, s.newName),
  renameWithFlags: (s) => fields(BigInt(s.other), s.offset % 3, 0, s.name, s.newName),
  link: (s) => fields(BigInt(s.other), s.newName),
  read: (s) => fields(0n, BigInt(s.offset), s.length * 16, 0, 0n, 0, 0),
  readDirectory: (s) => fields(0n, BigInt(s.offset), s.length * 16, 0, 0n, 0, 0),
  readDirectoryPlus: (s) => fields(0n, BigInt(s.offset), s.length * 16, 0, 0n, 0, 0),
  write: (s) => fields(0n, BigInt(s.offset), s.length, 0, 0n, 0, 0, dataOf(s)),
  allocate: (s) =>
    fields(0n, BigInt(s.offset), BigInt(s.length), [0, 1, 3, 0x10][s.offset % 4] ?? 0, 0),
  seek: (s) => fields(0n, BigInt(s.offset), 3 + (s.offset % 2), 0),
  copyRange: (s) => fields(0n, 0n, BigInt(s.other), 0n, BigInt(s.offset), BigInt(s.length), 0n),
  copyRange64: (s) => fields(0n, 0n, BigInt(s.other), 0n, BigInt(s.offset), BigInt(s.length), 0n),
  setXattr: (s) => fields(s.length, 0, 0, 0, `user.${s.name}`, dataOf(s)),
  getXattr: (s) => fields(s.length, 0, `user.${s.name}`),
  listXattrs: (s) => fields(s.length, 0),
};

export const answeredNames: readonly AnsweredName[] = Object.keys(servedOpcodes).filter(isAnswered);

function isAnswered(name: string): name is AnsweredName {
  return name in servedOpcodes && name !== "init" && name !== "interrupt" && name !== "destroy";
}

export function sampleRequest(name: AnsweredName, scenery: Scenery): Buffer {
  const request = { opcode: servedOpcodes[name], body: bodies[name](scenery) };
  return kernelRequest({ ...request, node: scenery.node });
}
