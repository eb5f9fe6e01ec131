// One request in, one verdict out: the dispatch from opcodes to the functions that answer them.
// Pure but for the Volume.

import * as attributes from "./answers/attributes.ts";
import * as data from "./answers/data.ts";
import * as directory from "./answers/directory.ts";
import * as locking from "./answers/locking.ts";
import * as making from "./answers/making.ts";
import * as names from "./answers/names.ts";
import * as opening from "./answers/opening.ts";
import { seek } from "./answers/seek.ts";
import * as xattrs from "./answers/xattrs.ts";
import { MalformedRequest } from "./incoming.ts";
import type { ServedName } from "./opcodes.ts";
import { servedNameOfOpcode, servedOpcodes } from "./opcodes.ts";
import type { Answerer, Exchange, Verdict } from "./verdict.ts";

/** Requests that the session itself answers: they are about the connection, not about files. */
export type SessionRequest = "init" | "interrupt" | "destroy";

const answerers: Readonly<Record<Exclude<ServedName, SessionRequest>, Answerer>> = {
  lookup: names.lookup,
  forget: names.forget,
  batchForget: names.batchForget,
  link: names.link,
  unlink: names.unlink,
  removeDirectory: names.removeDirectory,
  rename: names.rename,
  renameWithFlags: names.renameWithFlags,
  getAttributes: attributes.getAttributes,
  access: attributes.access,
  setAttributes: attributes.setAttributes,
  statx: attributes.statx,
  readLink: attributes.readLink,
  statistics: attributes.statistics,
  sync: attributes.sync,
  syncDirectory: attributes.sync,
  syncFileSystem: attributes.sync,
  makeNode: making.makeNode,
  makeDirectory: making.makeDirectory,
  makeNameless: making.makeNameless,
  symlink: making.symlink,
  read: data.read,
  write: data.write,
  allocate: data.allocate,
  seek,
  copyRange: data.copyRange,
  copyRange64: data.copyRange64,
  open: opening.open,
  flush: locking.flush,
  release: opening.release,
  testLock: locking.testLock,
  setLock: locking.setLock,
  waitForLock: locking.waitForLock,
  openDirectory: directory.openDirectory,
  releaseDirectory: directory.releaseDirectory,
  readDirectory: directory.readDirectory,
  readDirectoryPlus: directory.readDirectoryPlus,
  setXattr: xattrs.setXattr,
  getXattr: xattrs.getXattr,
  listXattrs: xattrs.listXattrs,
  removeXattr: xattrs.removeXattr,
};

const answerersByOpcode: (Answerer | undefined)[] = [];
for (const opcode of Object.values(servedOpcodes)) {
  const name = servedNameOfOpcode(opcode);
  const ours = name !== undefined && name !== "init" && name !== "interrupt" && name !== "destroy";
  answerersByOpcode[opcode] = ours ? answerers[name] : undefined;
}

/** Answers the request that `exchange.incoming` has begun. Throws only what the Volume throws: a
 *  mistake of ours. */
export function answerRequest(exchange: Exchange): Verdict {
  const answerer = answerersByOpcode[exchange.incoming.opcode];
  if (answerer === undefined) return "unserved";
  try {
    return answerer(exchange);
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    return { kind: "refused", refusal: error.refusal };
  }
}
