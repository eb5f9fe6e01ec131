// A file without a name (O_TMPFILE) gets its first one: everything that it is, as changes for the
// log, because until now no record has spoken of it.

import type { Change, WriteExtent } from "../change.ts";
import type { Inode, Piece } from "../index.ts";
import { piecesBetween } from "../index.ts";
import { dataBlockBytesMax } from "../limits.ts";
import { noAttributes } from "./attributes.ts";
import type { Scene } from "./scene.ts";
import { namelessDot } from "./scene.ts";
import type { Chunk, NewData } from "./step.ts";

export function namelessBirth(scene: Scene, inode: Inode): readonly (Change | NewData)[] {
  const { number, type, mode, uid, gid, device, target } = inode;
  const changes: (Change | NewData)[] = [
    { kind: "inode", inode: number, type, mode, uid, gid, device, target },
  ];
  if (inode.size > 0) {
    changes.push({ kind: "truncate", inode: number, size: inode.size });
    const data = dataOf(scene, inode);
    // A write without extents is malformed: a file that is all hole has its size and no more.
    if (data.chunks.length + data.extents.length > 0) changes.push(data);
  }
  for (const [name, value] of inode.xattrs ?? []) {
    changes.push({ kind: "set-xattr", inode: number, name, value });
  }
  const { accessed, modified } = inode;
  changes.push({ ...noAttributes, inode: number, accessed, modified });
  return changes;
}

function dataOf(scene: Scene, inode: Inode): NewData {
  const chunks: Chunk[] = [];
  const extents: WriteExtent[] = [];
  let run: Piece[] = [];
  const flush = (): void => {
    const first = run[0];
    if (first !== undefined) chunks.push({ offset: first.offset, bytes: bytesOf(scene, run) });
    run = [];
  };
  for (const piece of piecesBetween(scene.root, inode, 0, inode.size)) {
    const inMemory = piece.source.kind === "part" && piece.source.dot === namelessDot;
    if (!inMemory || !joins(run, piece)) flush();
    if (inMemory) run.push(piece);
    else if (piece.source.kind !== "hole") extents.push(piece);
  }
  flush();
  return { kind: "data", inode: inode.number, chunks, extents };
}

/** Does the piece go on where the run ends, inside the same data block of the file? */
function joins(run: readonly Piece[], piece: Piece): boolean {
  const last = run.at(-1);
  if (last === undefined) return true;
  const follows = last.offset + last.length === piece.offset;
  return follows && piece.offset % dataBlockBytesMax !== 0;
}

function bytesOf(scene: Scene, run: readonly Piece[]): Uint8Array {
  return Buffer.concat(
    run.map((piece) => {
      if (piece.source.kind !== "part") return new Uint8Array(0);
      const { part, start } = piece.source;
      const bytes = scene.namelessParts.get(part) ?? new Uint8Array(0);
      return bytes.subarray(start, start + piece.length);
    }),
  );
}
