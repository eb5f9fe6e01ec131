// Prints what is below a directory, as JSON pairs of path and description: `describe-main.ts
// DIRECTORY`.
import { readdirSync, readFileSync, writeSync } from "node:fs";
import { facts } from "../../support/child/attributes.ts";
import { readLink } from "../../support/child/names.ts";
import { getXattr, listXattrs } from "../../support/child/xattrs.ts";
import { describeFile } from "./tree-model.ts";

const [, , root] = process.argv;
if (root === undefined) throw new Error("DIRECTORY");
const lines: [string, string][] = [];
walk("");
writeSync(1, JSON.stringify(lines));

function walk(path: string): void {
  for (const name of readdirSync(`${root}/${path}`)) {
    const below = path === "" ? name : `${path}/${name}`;
    lines.push([below, describe(`${root}/${below}`)]);
    if (facts(`${root}/${below}`).type === "directory") walk(below);
  }
}

function describe(path: string): string {
  const { type, mode } = facts(path);
  if (type === "directory") return "directory";
  if (type === "symlink") return `symlink to ${readLink(path)}`;
  const bytes = readFileSync(path);
  const xattr = listXattrs(path).includes("user.test")
    ? getXattr(path, "user.test").toString()
    : "";
  return describeFile({ bytes, mode, xattr });
}
