// How many files a home has and how many bytes are in them, by what they are for. Asked of the
// system, so that it is known whatever the file-system thread is doing.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileFigures, StorageKind } from "../figures.ts";

const nothing: FileFigures = { files: 0, bytes: 0 };

/** Never rejects: what cannot be read counts as nothing. */
export async function measureHome(
  home: string,
): Promise<Readonly<Record<StorageKind, FileFigures>>> {
  const [journal, packs, index, snapshots] = await Promise.all([
    measureTree(join(home, "logs")),
    measureDirectory(join(home, "blocks")),
    measureDirectory(join(home, "blocks", "index")),
    measureDirectory(join(home, "snapshots")),
  ]);
  return { journal, packs, index, snapshots };
}

/** A directory of directories of files. */
async function measureTree(directory: string): Promise<FileFigures> {
  const below = await list(directory);
  const measured = await Promise.all(below.map((name) => measureDirectory(join(directory, name))));
  return measured.reduce(add, nothing);
}

async function measureDirectory(directory: string): Promise<FileFigures> {
  let sum = nothing;
  for (const name of await list(directory))
    sum = add(sum, await measureFile(join(directory, name)));
  return sum;
}

/** Files come and go while a daemon works. */
async function measureFile(path: string): Promise<FileFigures> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? { files: 1, bytes: found.size } : nothing;
}

function list(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

function add(a: FileFigures, b: FileFigures): FileFigures {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}
