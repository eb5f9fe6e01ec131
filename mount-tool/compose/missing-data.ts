// Data that own records name and that is not here, as `ivy verify` looks for it. What others have
// written, too, as of a file that was copied, may be on its way, or have made room.
import type { BlockKey } from "../../dhash/index.ts";
import type { Change } from "../../fs/index.ts";
import type { VerifyProblem } from "../home-types.ts";
import { ownAlone } from "./blocks-of-others.ts";
import type { HomeParts } from "./home-parts.ts";

export class MissingData {
  readonly #parts: HomeParts;
  readonly #found: { readonly key: BlockKey; readonly problem: VerifyProblem }[] = [];

  constructor(parts: HomeParts) {
    this.#parts = parts;
  }

  /** An own record. */
  look(changes: readonly Change[], thing: string): void {
    for (const change of changes) {
      if (change.kind !== "write") continue;
      for (const { source, offset, length } of change.extents) {
        if (source.kind !== "block" || this.#parts.blocks.has(source.key) === true) continue;
        const where = `bytes ${offset} to ${offset + length} of inode ${change.inode}`;
        const problem = { thing, where, why: `block ${source.key} is missing` };
        this.#found.push({ key: source.key, problem });
      }
    }
  }

  /** Reads all logs if anything is missing. */
  problems(): readonly VerifyProblem[] {
    const keys = this.#found.map(({ key }) => key);
    const own = ownAlone(this.#parts, keys);
    return this.#found.flatMap(({ key, problem }) => (own.has(key) ? [problem] : []));
  }
}
