// Reads of the kernel, watched: of a file that is read from one end to the other, and of which data
// is not on this machine, what comes next is fetched before it is asked for.
import type { BlockKey } from "../../../dhash/index.ts";
import type { InodeNumber, RequestHandler, Volume } from "../../../fs/index.ts";
import { findInode, piecesBetween, TreeDamage } from "../../../fs/index.ts";
import type { HomeParts } from "../home-parts.ts";

type Request = Parameters<RequestHandler["perform"]>[0];
type Outcome = ReturnType<RequestHandler["perform"]>;
type ReadRequest = Extract<Request, { kind: "read" }>;

export interface ReadingAheadOptions {
  readonly parts: { readonly blocks: Pick<HomeParts["blocks"], "has"> };
  readonly volume: Volume;
  readonly handler: RequestHandler;
  readonly fetch: (keys: readonly BlockKey[]) => void;
}

/** Files that are read at a time; of more, who read longest ago is forgotten. */
const readersMax = 64;

/** How far ahead: little at first, twice as much each time, up to what a fast link holds. */
const aheadBytesMin = 1024 * 1024;
const aheadBytesMax = 8 * 1024 * 1024;

/** The kernel reads ahead, too, and its requests may come out of turn by so much. */
const turnBytes = 2 * 1024 * 1024;

interface Reader {
  /** Up to where it has read. */
  readonly end: number;
  /** Up to where everything is here or was sent for. */
  readonly fetched: number;
  readonly aheadBytes: number;
}

export class ReadingAhead implements RequestHandler {
  readonly #options: ReadingAheadOptions;
  /** The one that read longest ago first. */
  readonly #readers = new Map<InodeNumber, Reader>();
  /** What the last request lacked that lacked anything. */
  #lacked: { readonly blocks: readonly BlockKey[]; readonly inode: InodeNumber } | undefined;

  constructor(options: ReadingAheadOptions) {
    this.#options = options;
  }

  perform(request: Request): Outcome {
    const outcome = this.#options.handler.perform(request);
    if (request.kind !== "read") return outcome;
    this.#note(request, outcome.kind === "needs");
    if (outcome.kind === "needs") this.#lacked = { blocks: outcome.blocks, inode: request.inode };
    return outcome;
  }

  /** Of what the outcome before this call has named as lacking: the file. */
  fileLacking(blocks: readonly BlockKey[]): InodeNumber | undefined {
    return this.#lacked?.blocks === blocks ? this.#lacked.inode : undefined;
  }

  #note({ inode, offset, length }: ReadRequest, isLacking: boolean): void {
    const known = this.#readers.get(inode);
    if (known === undefined && !isLacking) return;
    const end = offset + length;
    if (known === undefined || !isInTurn(known, offset)) {
      // Who begins at the start will go on; anybody else shows it by the next read.
      const aheadBytes = offset === 0 ? aheadBytesMin : 0;
      return this.#goOn(inode, { end, fetched: end, aheadBytes });
    }
    const aheadBytes = Math.min(aheadBytesMax, Math.max(aheadBytesMin, 2 * known.aheadBytes));
    this.#goOn(inode, { end: Math.max(known.end, end), fetched: known.fetched, aheadBytes });
  }

  #goOn(inode: InodeNumber, reader: Reader): void {
    this.#readers.delete(inode);
    const from = Math.max(reader.end, reader.fetched);
    const to = reader.end + reader.aheadBytes;
    const isDue = to - from >= reader.aheadBytes / 2 && to > from;
    const isOver = isDue && this.#fetch(inode, from, to) === "over";
    if (isOver) return;
    this.#readers.set(inode, isDue ? { ...reader, fetched: to } : reader);
    if (this.#readers.size <= readersMax) return;
    for (const oldest of this.#readers.keys()) {
      this.#readers.delete(oldest);
      return;
    }
  }

  /** "over": the file ends before. */
  #fetch(number: InodeNumber, from: number, to: number): "over" | "goes-on" {
    const { volume, parts, fetch } = this.#options;
    try {
      const root = volume.freeze();
      const inode = findInode(root, number);
      if (inode === undefined || from >= inode.size) return "over";
      const keys = piecesBetween(root, inode, from, Math.min(to, inode.size)).flatMap(
        ({ source }) => (source.kind === "block" ? [source.key] : []),
      );
      const lacking = [...new Set(keys)].filter((key) => parts.blocks.has(key) === false);
      if (lacking.length > 0) fetch(lacking);
      return "goes-on";
    } catch (error) {
      // Whoever reads on has the tree mended.
      if (error instanceof TreeDamage) return "over";
      throw error;
    }
  }
}

function isInTurn({ end }: Reader, offset: number): boolean {
  return Math.abs(offset - end) <= turnBytes;
}
