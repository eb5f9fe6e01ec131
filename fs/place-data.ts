// New bytes on their way into a record: small chunks go inline as parts, larger ones become
// encrypted blocks (FORMAT "Changes", write). Files without a name keep small data in memory,
// because no record will hold it.

import type { Trouble } from "../dhash/core/index.ts";
import { isTrouble } from "../dhash/core/index.ts";
import type { Change, WriteExtent, WriteSource } from "./core/change.ts";
import { inlineBytesMax, inlineRecordBytesMax } from "./core/limits.ts";
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
  const inline: Inline = { parts: [], bytes: 0 };
  const placed: Change[] = [];
  for (const change of changes) {
    if (change.kind !== "data") {
      placed.push(change);
      continue;
    }
    const extents: WriteExtent[] = [...change.extents];
    for (const chunk of change.chunks) {
      const source = placeChunk(chunk, inline, blocks);
      if (isTrouble(source)) return source;
      extents.push({ offset: chunk.offset, length: chunk.bytes.length, source });
    }
    if (change.extents.length > 0) extents.sort((a, b) => a.offset - b.offset);
    placed.push({ kind: "write", inode: change.inode, extents });
  }
  return { changes: placed, parts: inline.parts };
}

/** Inline data of the record so far. */
interface Inline {
  readonly parts: Uint8Array[];
  bytes: number;
}

function placeChunk(chunk: Chunk, inline: Inline, blocks: DataBlocks): WriteSource | Trouble {
  const { length } = chunk.bytes;
  if (length <= inlineBytesMax && inline.bytes + length <= inlineRecordBytesMax) {
    inline.bytes += length;
    const part = inline.parts.push(chunk.bytes) - 1;
    return { kind: "part", dot: undefined, part, start: 0 };
  }
  const sealed = blocks.seal(chunk.bytes);
  if (isTrouble(sealed)) return sealed;
  return { kind: "block", key: sealed.key, contentKey: sealed.contentKey, start: 0 };
}
