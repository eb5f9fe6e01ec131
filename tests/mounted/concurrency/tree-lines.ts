// A tree as lines, the same by whatever way it is looked at: through the kernel or in the Volume.
// Nobody may work in it meanwhile.
import { createHash } from "node:crypto";
import type { Subject } from "../../support/subject.ts";

/** More than any file here has. */
const bytesMax = 4_000_000;

/**
 * What there is under each of these names, asked without a listing, which would have the kernel
 * correct what it remembers. A name that is not there gives no line.
 */
export function linesOf(subject: Subject, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    try {
      return [lineOf(subject, path)];
    } catch (error) {
      const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
      return isAbsent ? [] : [`${path}: ${error}`];
    }
  });
}

export function treeLines(subject: Subject, directory: string): string[] {
  return linesBelow(subject, directory).sort();
}

function linesBelow(subject: Subject, directory: string): string[] {
  return subject.list(directory).flatMap((name) => {
    const path = `${directory}/${name}`;
    const isDirectory = subject.facts(path).type === "directory";
    return [lineOf(subject, path), ...(isDirectory ? linesBelow(subject, path) : [])];
  });
}

/** Begins with the path, which has no spaces. */
function lineOf(subject: Subject, path: string): string {
  const { type, mode, links, size } = subject.facts(path);
  const xattrs = subject
    .listXattrs(path)
    .map((name) => `${name}=${subject.getXattr(path, name).toString("hex")}`);
  const what = type === "file" ? `${links} ${size} ${digest(subject, path)}` : "";
  return `${path} ${type} ${mode.toString(8)} ${what} ${xattrs.sort().join(" ")}`;
}

function digest(subject: Subject, path: string): string {
  const file = subject.open(path);
  try {
    return createHash("sha256").update(file.read(0, bytesMax)).digest("hex").slice(0, 16);
  } finally {
    file.close();
  }
}
