// A program on one participant's machine that makes names when it is told to. A line names what is
// to be made and where; the answer is a line with "made" or why not.
import { closeSync, linkSync, mkdirSync, openSync, symlinkSync } from "node:fs";
import { createInterface } from "node:readline";

const makers: Readonly<Record<string, (path: string) => void>> = {
  file: (path) => closeSync(openSync(path, "wx")),
  directory: (path) => mkdirSync(path),
  symlink: (path) => symlinkSync("somewhere", path),
  link: (path) => linkSync(`${path}.source`, path),
};

function make(what: string, path: string): string {
  try {
    makers[what]?.(path);
    return "made";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [what = "", path = ""] = line.split(" ");
  process.stdout.write(`${make(what, path)}\n`);
}
