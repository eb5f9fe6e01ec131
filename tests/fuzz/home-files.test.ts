// Whole homes whose files are not what they should be: journals, packs, snapshots, home.json, the
// binding and the mark with pieces changed, cut, doubled or put in from elsewhere. The same code
// as in the daemon opens them, for reading and for writing, and verifies them: it may refuse, it
// may not throw, and what it then writes must be there.
import fs from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { isTrouble, nodeHasher } from "../../dhash/index.ts";
import { rootInodeNumber } from "../../fs/index.ts";
import type { RequestHandler } from "../../fs/ports.ts";
import { createKeyPair, loadCrypto, readKeyFile, writeKeyFile } from "../../logs/index.ts";
import { makeSmallHome } from "../simulation/small-home.ts";
import { readTree } from "../simulation/tree-reader.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";
import { fuzzRuns, holds, mutated, require } from "./mutation.ts";

const { machine } = await makeSmallHome();
const sound = machine.disk.contents();
const paths = [...sound.keys()];
const damages = fc.array(mutated([...sound.values()]), { minLength: 1, maxLength: 3 });

test.serial(
  "a home of any bytes is served, or refused with a reason; nothing is thrown",
  async (t) => {
    const property = fc.asyncProperty(damages, async (changes) => {
      const files = new Map<string, Uint8Array>(sound);
      for (const { which, bytes } of changes) files.set(paths[which] ?? "", bytes);
      machine.disk.restore(files);
      const before = machine.disk.bytesRead;
      const report = await machine.verify();
      require(isTrouble(report) || report.digest.length === 64, "verify answers");
      await serve(await machine.startReading());
      await serve(await machine.start());
      const size = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
      const read = machine.disk.bytesRead - before;
      require(read <= 200 * size + 2 ** 20, `${read} bytes were read of ${size}`);
    });
    t.is(await holds(property, { runs: fuzzRuns(150) }), "holds");
  },
);

async function serve(trouble: unknown): Promise<void> {
  if (trouble !== undefined) return;
  const { volume } = machine.home;
  look(volume);
  const name = "made now";
  const make = { kind: "make", parent: rootInodeNumber, name, type: "file", mode: 0o644 } as const;
  const caller = { uid: 0, gid: 0 };
  const made = volume.perform({ ...make, umask: 0, device: 0, target: "", caller });
  if (made.kind === "entry") {
    machine.kill();
    require((await machine.start()) === undefined, "it starts as it did before");
    const found = machine.home.volume.perform({ kind: "lookup", parent: rootInodeNumber, name });
    require(found.kind === "entry", "what was made is there");
  }
  machine.kill();
}

/** Refusals are answers; anything else that is thrown is not. */
function look(volume: RequestHandler): void {
  try {
    readTree(volume);
  } catch (error) {
    if (!(error instanceof Error && /was answered /.test(error.message))) throw error;
  }
}

test("a key file of any bytes is read, or refused with a reason", async (t) => {
  const crypto = await loadCrypto();
  const tools = { crypto, hasher: nodeHasher() };
  await using directory = makeTemporaryDirectory();
  const path = join(directory.path, "identity.key");
  const keyPair = createKeyPair(crypto);
  t.is(writeKeyFile(tools, path, keyPair), undefined);
  const text = fs.readFileSync(path);
  const property = fc.property(mutated([text]), ({ bytes }) => {
    fs.writeFileSync(path, bytes);
    const read = readKeyFile(tools, path);
    const isSame = bytes.equals(text);
    require(isTrouble(read) !== isSame, "only the file itself is read");
  });
  t.is(await holds(property, { runs: fuzzRuns(300) }), "holds");
});

test("each byte of a key file counts", async (t) => {
  const crypto = await loadCrypto();
  const tools = { crypto, hasher: nodeHasher() };
  await using directory = makeTemporaryDirectory();
  const path = join(directory.path, "identity.key");
  t.is(writeKeyFile(tools, path, createKeyPair(crypto)), undefined);
  const text = fs.readFileSync(path);
  for (let position = 0; position < text.length; position++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = Buffer.from(text);
      changed[position] = (changed[position] ?? 0) ^ (1 << bit);
      fs.writeFileSync(path, changed);
      t.true(isTrouble(readKeyFile(tools, path)), `bit ${bit} of byte ${position}`);
    }
  }
});
