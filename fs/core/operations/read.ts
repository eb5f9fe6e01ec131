// read and seek: planned over the extents; the Volume gathers the bytes.
import { piecesBetween } from "../index.ts";
import type { Request } from "../request.ts";
import type { Scene } from "./scene.ts";
import type { Step } from "./step.ts";
import { answer, refuse } from "./step.ts";
import { findFile } from "./write.ts";

type ReadRequest = Extract<Request, { kind: "read" }>;
type SeekRequest = Extract<Request, { kind: "seek" }>;

export function read(scene: Scene, request: ReadRequest): Step {
  const file = findFile(scene, request.inode);
  if (file.kind === "refused") return file.step;
  const end = Math.min(request.offset + request.length, file.inode.size);
  const length = Math.max(0, end - request.offset);
  const pieces = length === 0 ? [] : piecesBetween(scene.root, file.inode, request.offset, end);
  return { kind: "gather", pieces, length };
}

/** lseek(2) with SEEK_DATA and SEEK_HOLE; the end of the file counts as a hole. */
export function seek(scene: Scene, request: SeekRequest): Step {
  const file = findFile(scene, request.inode);
  if (file.kind === "refused") return file.step;
  const { size } = file.inode;
  if (request.offset < 0 || request.offset >= size) return refuse("no-device-address");
  for (const piece of piecesBetween(scene.root, file.inode, request.offset, size)) {
    const isHole = piece.source.kind === "hole";
    if (isHole === (request.whence === "hole"))
      return answer({ kind: "count", count: piece.offset });
  }
  return request.whence === "hole"
    ? answer({ kind: "count", count: size })
    : refuse("no-device-address");
}
