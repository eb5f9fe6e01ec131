// Views from the block store: one that a head names, and those before it as far as they are not
// here.
import type { BlockKey } from "../../../dhash/index.ts";
import { isTrouble } from "../../../dhash/index.ts";
import { isMalformed, viewBefore } from "../../../logs/index.ts";
import type { HomeParts } from "../home-parts.ts";

export interface FetchedViewsOptions {
  readonly parts: HomeParts;
  readonly fetch: (keys: readonly BlockKey[]) => void;
  readonly takeViews: (blocks: readonly Uint8Array[]) => void;
}

/** Views that are fetched at one time, and in one chain. */
const wantedMax = 16;
const chainMax = 1024;

export class FetchedViews {
  readonly #options: FetchedViewsOptions;
  /** What is wanted, with the views after it, newest first. */
  readonly #wanted = new Map<BlockKey, readonly Uint8Array[]>();

  constructor(options: FetchedViewsOptions) {
    this.#options = options;
  }

  want(key: BlockKey): void {
    this.#want(key, []);
  }

  /** False: it is none of these. */
  arrived(key: BlockKey): boolean {
    const after = this.#wanted.get(key);
    if (after === undefined) return false;
    this.#wanted.delete(key);
    const { parts, takeViews } = this.#options;
    const got = parts.blocks.get(key, true);
    if (isTrouble(got) || got.kind === "absent") return true;
    const chain = [...after, got.bytes];
    parts.blocks.remove(key);
    const before = viewBefore(parts.crypto, got.bytes);
    if (isMalformed(before)) return true;
    if (before === undefined || parts.views.has(before)) takeViews(chain.reverse());
    else if (chain.length < chainMax) this.#want(before, chain);
    return true;
  }

  #want(key: BlockKey, after: readonly Uint8Array[]): void {
    const { parts, fetch } = this.#options;
    if (parts.views.has(key) || this.#wanted.has(key) || this.#wanted.size >= wantedMax) return;
    this.#wanted.set(key, after);
    fetch([key]);
  }
}
