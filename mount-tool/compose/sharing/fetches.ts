// `ivy get`: the data of a file or of all below a directory is fetched now. Each asks again and
// again how far it is; who asks no more has given up.
import type { BlockKey, Held, Trouble } from "../../../dhash/index.ts";
import type { InodeNumber, Root, Volume } from "../../../fs/index.ts";
import { TreeDamage, TreeWalk } from "../../../fs/index.ts";
import type { Dot } from "../../../logs/index.ts";
import { dotSlot } from "../../../logs/index.ts";
import type { FetchFigures } from "../../sharing-messages.ts";
import { membersOf } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";
import { LackingBlocks } from "./lacking-blocks.ts";

export interface FetchesOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly fetch: (keys: readonly BlockKey[]) => void;
  readonly forget: (keys: readonly BlockKey[]) => void;
  readonly report: (trouble: Trouble) => void;
}

export interface FetchWish {
  /** Chosen by who asks; one fetch goes by one. */
  readonly token: string;
  readonly inode: InodeNumber;
}

interface Fetch {
  readonly walk: TreeWalk;
  readonly lacking: LackingBlocks<Block>;
  blocks: number;
  bytes: number;
  blocksFetched: number;
  bytesFetched: number;
  bytesHere: number;
  askedAt: number;
  /** When something came last. */
  movedAt: number;
}

interface Block {
  readonly length: number;
  readonly dot: Dot;
}

const fetchesMax = 16;
const silentMilliseconds = 15_000;

/** Without anything arriving a fetch has failed: the longer time if somebody is connected. */
const stuckMilliseconds = { alone: 3000, connected: 30_000 } as const;

export class Fetches {
  readonly #options: FetchesOptions;
  readonly #byToken = new Map<string, Fetch>();

  constructor(options: FetchesOptions) {
    this.#options = options;
  }

  /** Undefined: there are too many already. */
  ask({ token, inode }: FetchWish, isConnected: boolean): FetchFigures | undefined {
    const now = this.#now();
    const fetch = this.#byToken.get(token) ?? this.#begin(token, inode, now);
    if (fetch === undefined) return undefined;
    fetch.askedAt = now;
    const state = this.#stateOf(fetch, isConnected);
    const figures = this.#describe(fetch, state);
    if (state !== "fetching") this.#end(token, fetch);
    return figures;
  }

  held(): Held {
    return { what: "fetches", size: this.#byToken.size, max: fetchesMax };
  }

  arrived(key: BlockKey): void {
    for (const fetch of this.#byToken.values()) {
      const block = fetch.lacking.arrived(key);
      if (block === undefined) continue;
      fetch.blocksFetched++;
      fetch.bytesFetched += block.length;
      fetch.movedAt = this.#now();
    }
  }

  /** True: there is more to do now. */
  turn(isTimeUp: () => boolean): boolean {
    if (this.#byToken.size === 0) return false;
    let isMore = false;
    const root = this.#options.volume.freeze();
    for (const [token, fetch] of this.#byToken) {
      if (this.#now() - fetch.askedAt > silentMilliseconds) this.#end(token, fetch);
      else if (this.#walk(root, fetch, isTimeUp)) isMore = true;
    }
    return isMore;
  }

  #begin(token: string, inode: InodeNumber, now: number): Fetch | undefined {
    if (this.#byToken.size >= fetchesMax) return undefined;
    const lacking = new LackingBlocks<Block>(this.#options.fetch);
    const counts = { blocks: 0, bytes: 0, blocksFetched: 0, bytesFetched: 0, bytesHere: 0 };
    const fetch = { walk: new TreeWalk([inode]), lacking, ...counts, askedAt: now, movedAt: now };
    this.#byToken.set(token, fetch);
    return fetch;
  }

  #end(token: string, { lacking }: Fetch): void {
    this.#byToken.delete(token);
    this.#options.forget(lacking.keys());
  }

  #walk(root: Root, fetch: Fetch, isTimeUp: () => boolean): boolean {
    const { walk, lacking } = fetch;
    try {
      while (!walk.isOver && !lacking.isFull && !isTimeUp()) {
        for (const block of walk.step(root)) this.#meet(fetch, block);
      }
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      this.#options.report(error.trouble);
      return false;
    }
    lacking.send();
    return !walk.isOver && !lacking.isFull;
  }

  #meet(fetch: Fetch, { key, length, dot }: { readonly key: BlockKey } & Block): void {
    if (fetch.lacking.has(key)) return;
    fetch.blocks++;
    fetch.bytes += length;
    if (this.#options.parts.blocks.has(key) === true) fetch.bytesHere += length;
    else fetch.lacking.add(key, { length, dot });
  }

  #stateOf(fetch: Fetch, isConnected: boolean): FetchFigures["state"] {
    if (fetch.walk.isOver && fetch.lacking.size === 0) return "done";
    if (fetch.lacking.size === 0) return "fetching";
    const patience = isConnected ? stuckMilliseconds.connected : stuckMilliseconds.alone;
    return this.#now() - fetch.movedAt > patience ? "stuck" : "fetching";
  }

  #describe(fetch: Fetch, state: FetchFigures["state"]): FetchFigures {
    const { walk, lacking, blocks, bytes, blocksFetched, bytesFetched, bytesHere } = fetch;
    const counts = { blocks, bytes, blocksFetched, bytesFetched, bytesHere };
    const needed = state === "stuck" ? this.#authorsOf(lacking.notes()) : [];
    return { state, isCounted: walk.isOver, ...counts, blocksLacking: lacking.size, needed };
  }

  /** Log ids of those who wrote it, and so have it. */
  #authorsOf(blocks: Iterable<Block>): readonly string[] {
    const slots = new Set([...blocks].map(({ dot }) => dotSlot(dot)));
    return membersOf(this.#options.parts).flatMap(({ slot, logId }) =>
      slots.has(slot) ? [logId] : [],
    );
  }

  #now(): number {
    return this.#options.parts.around.milliseconds();
  }
}
