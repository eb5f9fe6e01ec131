// Directories on the real disk that hold a block store with its index in level; gone at the end of
// their test.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import type { OpenedBlocks, PackBlocksOptions } from "../../dhash/index.ts";
import { nodeDisk } from "../../dhash/index.ts";
import { hasher, openStore } from "./block-samples.ts";

export function makeHome(t: ExecutionContext): string {
  const home = mkdtempSync(join(tmpdir(), "ivy-blocks-"));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** The home as a kill of its process would leave it now. */
export function copyHome(t: ExecutionContext, home: string): string {
  const copy = makeHome(t);
  cpSync(home, copy, { recursive: true });
  return copy;
}

export function indexPath(home: string): string {
  return join(home, "blocks", "index");
}

export function optionsOf(home: string): PackBlocksOptions {
  return { disk: nodeDisk(home), hasher, indexPath: indexPath(home) };
}

export function openHome(
  home: string,
  options: Partial<PackBlocksOptions> = {},
): Promise<OpenedBlocks> {
  return openStore(nodeDisk(home), { ...optionsOf(home), ...options });
}
