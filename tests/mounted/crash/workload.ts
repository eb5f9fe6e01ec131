// Works on a mount until the mount dies. Before each operation it is written to a journal, which
// lies outside the mount, and "done" as soon as it is acknowledged.
import { appendFileSync } from "node:fs";
import { Chance } from "../../support/chance.ts";
import { setMode, statistics } from "../../support/child/attributes.ts";
import { close, flags, open, sync, truncate, write, writeAt } from "../../support/child/files.ts";
import { SystemError } from "../../support/child/libc.ts";
import { mapFile } from "../../support/child/memory.ts";
import * as names from "../../support/child/names.ts";
import { removeXattr, setXattr } from "../../support/child/xattrs.ts";
import { chooseOperation, type Operation } from "./operation.ts";
import { dataOf, TreeModel } from "./tree-model.ts";

export interface Workload {
  /** A new directory to work in. */
  readonly root: string;
  readonly journal: string;
  readonly seed: number;
  /** Touching mapped memory whose mount has died is SIGBUS, which ends the process. */
  readonly maps: boolean;
}

export function workUntilDead({ root, journal, seed, maps }: Workload): void {
  const chance = new Chance(seed);
  const model = new TreeModel();
  try {
    names.makeDirectory(root);
    appendFileSync(journal, "begun\n");
    for (;;) {
      const operation = chooseOperation(chance, model);
      if (operation.kind === "map" && !maps) continue;
      appendFileSync(journal, `${JSON.stringify(operation)}\n`);
      perform(root, operation, () => appendFileSync(journal, "done\n"));
      model.apply(operation);
    }
  } catch (error) {
    if (!(error instanceof SystemError) || !isMountDead(root)) throw error;
  }
}

function perform(root: string, operation: Operation, done: () => void): void {
  const path = `${root}/${operation.path}`;
  if ((operation.kind === "write" || operation.kind === "append") && operation.by === "sync") {
    const fd = writeOpen(path, operation);
    sync(fd);
    done();
    close(fd);
    return;
  }
  performAtOnce(root, operation);
  done();
}

/**
 * An error is expected only when nobody serves the mount, or nothing is mounted there any more;
 * statfs(2) is always asked of the server.
 */
function isMountDead(root: string): boolean {
  try {
    statistics(root);
    return false;
  } catch (error) {
    const codes = ["ENOTCONN", "ECONNABORTED", "ENOENT"];
    return error instanceof SystemError && codes.includes(error.code);
  }
}

function performAtOnce(root: string, operation: Operation): void {
  const path = `${root}/${operation.path}`;
  switch (operation.kind) {
    case "write":
    case "append":
      return close(writeOpen(path, operation));
    case "map":
      return writeMapped(path, operation);
    case "truncate":
      return truncate(path, operation.size);
    case "make-directory":
      return names.makeDirectory(path);
    case "remove-directory":
      return names.removeDirectory(path);
    case "symlink":
      return names.symlink(operation.target, path);
    case "link":
      return names.link(path, `${root}/${operation.newPath}`);
    case "rename":
      return names.rename(path, `${root}/${operation.newPath}`);
    case "unlink":
      return names.unlink(path);
    case "mode":
      return setMode(path, operation.mode);
    case "xattr":
      return setXattr(path, "user.test", Buffer.from(operation.value));
    case "remove-xattr":
      return removeXattr(path, "user.test");
  }
}

function writeOpen(
  path: string,
  operation: Extract<Operation, { kind: "write" | "append" }>,
): number {
  const how = operation.kind === "append" ? flags.append : flags.create;
  const fd = open(path, how | flags.writeOnly);
  const data = dataOf(operation);
  // A write is short where the mount dies in the middle of it; the next call says so.
  for (let done = 0; done < data.length; ) {
    const rest = data.subarray(done);
    done +=
      operation.kind === "append" ? write(fd, rest) : writeAt(fd, operation.offset + done, rest);
  }
  return fd;
}

function writeMapped(path: string, operation: Extract<Operation, { kind: "map" }>): void {
  const fd = open(path, flags.readWrite);
  const mapping = mapFile(fd, { length: operation.offset + operation.length });
  mapping.bytes.set(dataOf(operation), operation.offset);
  mapping.sync();
  mapping.unmap();
  close(fd);
}
