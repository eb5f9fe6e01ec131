// The bytes of a read: each piece of the plan from where it is, in order. What is not on this
// machine is named, all at once.

import type { BlockKey } from "../dhash/core/index.ts";
import { isTrouble, Trouble } from "../dhash/core/index.ts";
import type { Piece } from "./core/index.ts";
import { namelessDot } from "./core/operations/scene.ts";
import type { Outcome } from "./core/request.ts";
import type { DataBlocks, OwnLog } from "./ports.ts";

export interface DataSources {
  readonly blocks: DataBlocks;
  readonly log: OwnLog;
  readonly namelessParts: ReadonlyMap<number, Uint8Array>;
}

/** While somebody else's tree is shown, records may be away as blocks may. */
export const lateRecord = new Trouble(
  "absent",
  "a file: its data is in a record that is not here yet, and did not come in time: EIO. " +
    "It comes when who gave the tree, or wrote it, is connected; see: ivy peers",
);

/** Zeros for holes, shared by all replies; never written to. */
const zeros = new Uint8Array(1024 * 1024);

export function gatherData(
  pieces: readonly Piece[],
  length: number,
  sources: DataSources,
): Outcome | Trouble {
  const parts: Uint8Array[] = [];
  const missing: BlockKey[] = [];
  for (const piece of pieces) {
    if (piece.source.kind === "hole") {
      addZeros(parts, piece.length);
      continue;
    }
    const bytes = bytesOf(piece, sources);
    if (isTrouble(bytes)) {
      if (bytes.reason !== "absent" || piece.source.kind !== "block") return bytes;
      missing.push(piece.source.key);
      continue;
    }
    parts.push(bytes.subarray(piece.source.start, piece.source.start + piece.length));
  }
  return missing.length > 0 ? { kind: "needs", blocks: missing } : { kind: "data", parts, length };
}

function addZeros(parts: Uint8Array[], length: number): void {
  for (let left = length; left > 0; left -= zeros.length) {
    parts.push(left < zeros.length ? zeros.subarray(0, left) : zeros);
  }
}

function bytesOf(piece: Piece, sources: DataSources): Uint8Array | Trouble {
  const { source } = piece;
  switch (source.kind) {
    case "block":
      return sources.blocks.open(source.key, source.contentKey);
    case "part": {
      const inMemory =
        source.dot === namelessDot ? sources.namelessParts.get(source.part) : undefined;
      return inMemory ?? sources.log.readPart(source.dot ?? namelessDot, source.part);
    }
    case "hole":
      return zeros;
  }
}
