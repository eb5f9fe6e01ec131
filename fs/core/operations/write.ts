// write, allocate, copy-range: everything that changes the bytes of a file. The daemon keeps no
// dirty data: what the kernel hands over is cut into chunks here, stored by the Volume and logged
// before the reply.
import type { Change, WriteExtent } from "../change.ts";
import type { Inode } from "../index.ts";
import { piecesBetween } from "../index.ts";
import type { InodeNumber } from "../inode-number.ts";
import { dataBlockBytesMax, extentsPerChangeMax, fileBytesMax } from "../limits.ts";
import type { Request } from "../request.ts";
import { dropPrivileges, timesChange } from "./attributes.ts";
import type { Scene } from "./scene.ts";
import { findAnywhere, namelessDot } from "./scene.ts";
import type { Chunk, NewData, Step } from "./step.ts";
import { answer, doneReply, doneStep, refuse } from "./step.ts";

type WriteRequest = Extract<Request, { kind: "write" }>;
type AllocateRequest = Extract<Request, { kind: "allocate" }>;
type CopyRequest = Extract<Request, { kind: "copy-range" }>;

export function write(scene: Scene, request: WriteRequest): Step {
  const file = findFile(scene, request.inode);
  if (file.kind === "refused") return file.step;
  const count = request.data.length;
  if (request.offset + count > fileBytesMax) return refuse("file-too-big");
  if (count === 0) return answer({ kind: "count", count });
  const chunks = cutIntoChunks(request.offset, request.data);
  const changes: (Change | NewData)[] = [
    { kind: "data", inode: request.inode, chunks, extents: [] },
    ...dropPrivileges(file.inode, request.dropSetId),
  ];
  if (request.timesKept) changes.push(timesChange(file.inode));
  return { kind: "record", changes, nameless: file.nameless, reply: { kind: "count", count } };
}

/**
 * Cuts at multiples of the block size in the file, so that equal files are stored once however they
 * were written.
 */
function cutIntoChunks(offset: number, data: Uint8Array): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < data.length) {
    const room = dataBlockBytesMax - ((offset + at) % dataBlockBytesMax);
    const end = Math.min(data.length, at + room);
    chunks.push({ offset: offset + at, bytes: data.subarray(at, end) });
    at = end;
  }
  return chunks;
}

/**
 * fallocate(2). Space is not reserved ahead: storage is a log, and a write may take more or less
 * than its bytes.
 */
export function allocate(scene: Scene, request: AllocateRequest): Step {
  const file = findFile(scene, request.inode);
  if (file.kind === "refused") return file.step;
  const { offset, length, inode } = request;
  const end = offset + length;
  if (length <= 0 || offset < 0) return refuse("invalid");
  if (end > fileBytesMax) return refuse("file-too-big");
  const changes: Change[] = [];
  const holeEnd = Math.min(end, file.inode.size);
  if (request.operation !== "allocate" && holeEnd > offset) {
    const source = { kind: "hole" } as const;
    changes.push({ kind: "write", inode, extents: [{ offset, length: holeEnd - offset, source }] });
  }
  const grows = request.operation !== "punch-hole" && !request.keepSize && end > file.inode.size;
  if (grows) changes.push({ kind: "truncate", inode, size: end });
  if (changes.length === 0) return doneStep;
  return { kind: "record", changes, nameless: file.nameless, reply: doneReply };
}

/** copy_file_range(2): the copy refers to the same stored data. */
export function copyRange(scene: Scene, request: CopyRequest): Step {
  const from = findFile(scene, request.from);
  if (from.kind === "refused") return from.step;
  const to = findFile(scene, request.to);
  if (to.kind === "refused") return to.step;
  const end = Math.min(request.fromOffset + request.length, from.inode.size);
  const wanted = Math.max(0, end - request.fromOffset);
  if (wanted === 0) return answer({ kind: "count", count: 0 });
  if (request.toOffset + wanted > fileBytesMax) return refuse("file-too-big");
  const distance = request.toOffset - request.fromOffset;
  if (request.from === request.to && Math.abs(distance) < wanted) return refuse("invalid");
  const extents: WriteExtent[] = [];
  let count = 0;
  for (const piece of piecesBetween(scene.root, from.inode, request.fromOffset, end)) {
    if (piece.source.kind === "part" && piece.source.dot === namelessDot) {
      return refuse("not-supported"); // in memory only: the kernel copies it by reading and writing
    }
    extents.push({ ...piece, offset: piece.offset + distance });
    count += piece.length;
    if (extents.length === extentsPerChangeMax) break; // the caller goes on from there
  }
  const changes: Change[] = [{ kind: "write", inode: request.to, extents }];
  return { kind: "record", changes, nameless: to.nameless, reply: { kind: "count", count } };
}

type FoundFile =
  | { readonly kind: "refused"; readonly step: Step }
  | { readonly kind: "file"; readonly inode: Inode; readonly nameless: boolean };

/** The regular file with this number, in the tree or nameless. */
export function findFile(scene: Scene, number: InodeNumber): FoundFile {
  const found = findAnywhere(scene, number);
  if (found === undefined) return { kind: "refused", step: refuse("stale") };
  if (found.inode.type === "directory") return { kind: "refused", step: refuse("is-directory") };
  if (found.inode.type !== "file") return { kind: "refused", step: refuse("invalid") };
  return { kind: "file", inode: found.inode, nameless: found.nameless };
}
