// New bytes on their way into a record: small chunks go inline as parts, larger ones become encrypted blocks (FORMAT
// "Changes", write). Files without a name keep small data in memory, because no record will hold it.
import { isTrouble } from "../dhash/core/index.ts";
import type { Trouble } from "../dhash/core/index.ts";
import type { Change, WriteExtent, WriteSource } from "./core/change.ts";
import { inlineBytesMax } from "./core/limits.ts";
import type { Chunk, NewData } from "./core/operations/step.ts";
import type { DataBlocks } from "./ports.ts";

export interface Placed {
  readonly changes: readonly Change[];
  /** Inline data of the record, in the order of the part numbers. */
  readonly parts: readonly Uint8Array[];
}

/** Decides for each chunk where it is kept, and stores what goes into blocks. */
export function placeData(
  changes: readonly (Change | NewData)[],
  blocks: DataBlocks,
): Placed | Trouble {
  const parts: Uint8Array[] = [];
  const placed: Change[] = [];
  for (const change of changes) {
    if (change.kind !== "data") {
      placed.push(change);
      continue;
    }
    const extents: WriteExtent[] = [...change.extents];
    for (const chunk of change.chunks) {
      const source = placeChunk(chunk, parts, blocks);
      if (isTrouble(source)) return source;
      extents.push({ offset: chunk.offset, length: chunk.bytes.length, source });
    }
    if (change.extents.length > 0) extents.sort((a, b) => a.offset - b.offset);
    placed.push({ kind: "write", inode: change.inode, extents });
  }
  return { changes: placed, parts };
}

function placeChunk(chunk: Chunk, parts: Uint8Array[], blocks: DataBlocks): WriteSource | Trouble {
  if (chunk.bytes.length <= inlineBytesMax) {
    parts.push(chunk.bytes);
    return { kind: "part", dot: undefined, part: parts.length - 1, start: 0 };
  }
  const sealed = blocks.seal(chunk.bytes);
  if (isTrouble(sealed)) return sealed;
  return { kind: "block", key: sealed.key, contentKey: sealed.contentKey, start: 0 };
}
