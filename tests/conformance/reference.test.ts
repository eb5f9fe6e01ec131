// The suite on a local disk of this machine: what it claims of Ivy must be true of ext4.
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { declareDirectorySuite } from "./declare.ts";

const ext4Type = 0xef53;
const temporary = makeTemporaryDirectory();

declareDirectorySuite({
  impossible: statfsSync(tmpdir()).type === ext4Type ? undefined : `${tmpdir()} is not on ext4`,
  lacks: { "large-xattr": "ext4 keeps the attributes of an inode in one block" },
  prepare: async () => temporary.path,
  dispose: temporary.remove,
});
