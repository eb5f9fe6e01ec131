// What the tree must hold after given operations: the oracle of the crash test.
import { createHash } from "node:crypto";
import { pattern } from "../../conformance/case.ts";
import type { Operation, Writing } from "./operation.ts";

interface FileNode {
  readonly kind: "file";
  bytes: Buffer;
  mode: number;
  xattr: string;
}

type Node =
  | FileNode
  | { readonly kind: "directory" }
  | { readonly kind: "symlink"; readonly target: string };

/** Each path with a line that says what is there; equal trees have equal descriptions. */
export type Description = ReadonlyMap<string, string>;

export class TreeModel {
  readonly #nodesByPath = new Map<string, Node>();

  has(path: string): boolean {
    return this.#nodesByPath.has(path);
  }

  paths(kind: Node["kind"]): string[] {
    const found: string[] = [];
    for (const [path, node] of this.#nodesByPath) if (node.kind === kind) found.push(path);
    return found;
  }

  isEmpty(directory: string): boolean {
    for (const path of this.#nodesByPath.keys()) if (path.startsWith(`${directory}/`)) return false;
    return true;
  }

  isSameFile(one: string, other: string): boolean {
    return this.#nodesByPath.get(one) === this.#nodesByPath.get(other);
  }

  contentOf(path: string): Buffer {
    return this.#file(path).bytes;
  }

  hasXattr(path: string): boolean {
    return this.#file(path).xattr !== "";
  }

  /** All names of the file under this name. */
  namesOf(path: string): string[] {
    return [...this.#nodesByPath.keys()].filter((other) => this.isSameFile(path, other));
  }

  apply(operation: Operation): void {
    switch (operation.kind) {
      case "write":
      case "map":
        this.#write(operation, operation.offset);
        return;
      case "append":
        this.#write(operation, this.contentOf(operation.path).length);
        return;
      case "truncate": {
        const file = this.#file(operation.path);
        const kept = file.bytes.subarray(0, operation.size);
        file.bytes = Buffer.concat([kept, Buffer.alloc(operation.size - kept.length)]);
        return;
      }
      case "make-directory":
        this.#nodesByPath.set(operation.path, { kind: "directory" });
        return;
      case "symlink":
        this.#nodesByPath.set(operation.path, { kind: "symlink", target: operation.target });
        return;
      case "link":
        this.#nodesByPath.set(operation.newPath, this.#file(operation.path));
        return;
      case "rename":
        this.#rename(operation.path, operation.newPath);
        return;
      case "remove-directory":
      case "unlink":
        this.#nodesByPath.delete(operation.path);
        return;
      case "mode":
        this.#file(operation.path).mode = operation.mode;
        return;
      case "xattr":
        this.#file(operation.path).xattr = operation.value;
        return;
      case "remove-xattr":
        this.#file(operation.path).xattr = "";
        return;
    }
  }

  /** With everything below it. */
  #rename(path: string, newPath: string): void {
    for (const [old, node] of [...this.#nodesByPath]) {
      if (old !== path && !old.startsWith(`${path}/`)) continue;
      this.#nodesByPath.delete(old);
      this.#nodesByPath.set(`${newPath}${old.slice(path.length)}`, node);
    }
  }

  #write(writing: Writing, offset: number): void {
    const { path, length } = writing;
    if (!this.has(path)) {
      this.#nodesByPath.set(path, { kind: "file", bytes: Buffer.alloc(0), mode: 0o644, xattr: "" });
    }
    const file = this.#file(path);
    const grown = Buffer.alloc(Math.max(file.bytes.length, offset + length));
    file.bytes.copy(grown);
    dataOf(writing).copy(grown, offset);
    file.bytes = grown;
  }

  #file(path: string): FileNode {
    const node = this.#nodesByPath.get(path);
    if (node?.kind !== "file") throw new Error(`the model has no file ${path}`);
    return node;
  }

  describe(): Description {
    const lines = new Map<string, string>();
    for (const [path, node] of this.#nodesByPath) lines.set(path, describeNode(node));
    return lines;
  }
}

/** The bytes that are written. */
export function dataOf({ length, seed }: Writing): Buffer {
  return pattern(length, seed);
}

function describeNode(node: Node): string {
  if (node.kind === "directory") return "directory";
  if (node.kind === "symlink") return `symlink to ${node.target}`;
  return describeFile(node);
}

export function describeFile(file: Omit<FileNode, "kind">): string {
  const digest = createHash("sha256").update(file.bytes).digest("hex").slice(0, 16);
  return `file ${file.mode.toString(8)} ${file.bytes.length} bytes ${digest} ${file.xattr}`;
}
