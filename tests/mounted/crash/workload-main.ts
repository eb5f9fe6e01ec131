// A process that works on the mount until the mount dies: `workload-main.ts DIRECTORY JOURNAL
// SEED`. Before each operation it writes it to the journal, which lies outside the mount, and
// "done" as soon as it is acknowledged.
import { appendFileSync } from "node:fs";
import { setMode, statistics } from "../../support/child/attributes.ts";
import { close, flags, open, sync, truncate, write, writeAt } from "../../support/child/files.ts";
import { SystemError } from "../../support/child/libc.ts";
import { mapFile } from "../../support/child/memory.ts";
import * as names from "../../support/child/names.ts";
import { removeXattr, setXattr } from "../../support/child/xattrs.ts";
import { Chance } from "./chance.ts";
import { chooseOperation, type Operation } from "./operation.ts";
import { dataOf, TreeModel } from "./tree-model.ts";

const [, , root, journal, seed] = process.argv;
if (root === undefined || journal === undefined) throw new Error("DIRECTORY JOURNAL SEED");

const chance = new Chance(Number(seed));
const model = new TreeModel();
try {
  names.makeDirectory(root);
  appendFileSync(journal, "begun\n");
  for (;;) {
    const operation = chooseOperation(chance, model);
    appendFileSync(journal, `${JSON.stringify(operation)}\n`);
    perform(operation, () => appendFileSync(journal, "done\n"));
    model.apply(operation);
  }
} catch (error) {
  if (!(error instanceof SystemError) || !isMountDead()) throw error;
}
process.exit(0);

function perform(operation: Operation, done: () => void): void {
  const path = `${root}/${operation.path}`;
  if ((operation.kind === "write" || operation.kind === "append") && operation.by === "sync") {
    const fd = writeOpen(path, operation);
    sync(fd);
    done();
    close(fd);
    return;
  }
  performAtOnce(operation, path);
  done();
}

/**
 * An error is expected only when nobody serves the mount; statfs(2) is always asked of the server.
 */
function isMountDead(): boolean {
  try {
    statistics(root ?? "");
    return false;
  } catch (error) {
    return error instanceof SystemError && ["ENOTCONN", "ECONNABORTED"].includes(error.code);
  }
}

function performAtOnce(operation: Operation, path: string): void {
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

/** Touching memory whose mount has died is SIGBUS, which ends this process. */
function writeMapped(path: string, operation: Extract<Operation, { kind: "map" }>): void {
  const fd = open(path, flags.readWrite);
  const mapping = mapFile(fd, { length: operation.offset + operation.length });
  mapping.bytes.set(dataOf(operation), operation.offset);
  mapping.sync();
  mapping.unmap();
  close(fd);
}
