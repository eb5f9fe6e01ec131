// Makes many small records until the mount dies: `fill-main.ts DIRECTORY`. Some thousand files, so
// that a snapshot takes a while, then their modes.
import { setMode } from "../../support/child/attributes.ts";
import { close, flags, open } from "../../support/child/files.ts";
import { SystemError } from "../../support/child/libc.ts";
import { makeDirectory } from "../../support/child/names.ts";

const files = 4000;
const [, , root] = process.argv;
if (root === undefined) throw new Error("DIRECTORY");
const path = (file: number): string => `${root}/${file % files}`;
try {
  makeDirectory(root);
  for (let file = 0; file < files; file++) {
    close(open(path(file), flags.create | flags.writeOnly));
  }
  for (let turn = 0; ; turn++) setMode(path(turn), 0o600 + (Math.floor(turn / files) % 64));
} catch (error) {
  if (!(error instanceof SystemError)) throw error;
}
