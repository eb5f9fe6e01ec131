// A key file with more text than it was written with was once read all the same.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { isTrouble, nodeHasher } from "../../dhash/index.ts";
import { createKeyPair, loadCrypto, readKeyFile, writeKeyFile } from "../../logs/index.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

test("a key file with lines behind its last one is damaged", async (t) => {
  await using directory = makeTemporaryDirectory();
  const crypto = await loadCrypto();
  const tools = { crypto, hasher: nodeHasher() };
  const path = join(directory.path, "identity.key");
  t.is(writeKeyFile(tools, path, createKeyPair(crypto)), undefined);
  t.false(isTrouble(readKeyFile(tools, path)));
  appendFileSync(path, "\nmore");
  const read = readKeyFile(tools, path);
  t.is(isTrouble(read) ? read.reason : undefined, "damaged");
});
