// What a program does to the tree, in the terms of the oracle: things are named by the oracle's own
// numbers, which no one else knows.

/** The oracle's number of a file or directory; the root is 1. */
export type NodeId = number;
export const rootId: NodeId = 1;

export type NodeType = "file" | "directory" | "symlink" | "fifo";

export type Operation =
  | {
      readonly kind: "make";
      readonly parent: NodeId;
      readonly name: string;
      readonly type: NodeType;
      readonly mode: number;
      readonly target: string;
    }
  | { readonly kind: "make-nameless"; readonly parent: NodeId; readonly mode: number }
  | {
      readonly kind: "write";
      readonly node: NodeId;
      readonly offset: number;
      readonly data: Buffer;
    }
  | { readonly kind: "truncate"; readonly node: NodeId; readonly size: number }
  | { readonly kind: "chmod"; readonly node: NodeId; readonly mode: number }
  | {
      readonly kind: "punch";
      readonly node: NodeId;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly kind: "copy";
      readonly from: NodeId;
      readonly fromOffset: number;
      readonly to: NodeId;
      readonly toOffset: number;
      readonly length: number;
    }
  | { readonly kind: "unlink"; readonly parent: NodeId; readonly name: string }
  | { readonly kind: "remove-directory"; readonly parent: NodeId; readonly name: string }
  | {
      readonly kind: "rename";
      readonly parent: NodeId;
      readonly name: string;
      readonly newParent: NodeId;
      readonly newName: string;
      readonly mode: "replace" | "no-replace" | "exchange";
    }
  | {
      readonly kind: "link";
      readonly node: NodeId;
      readonly newParent: NodeId;
      readonly newName: string;
    }
  | {
      readonly kind: "set-xattr";
      readonly node: NodeId;
      readonly name: string;
      readonly value: Buffer;
      readonly mode: "any" | "create" | "replace";
    }
  | { readonly kind: "remove-xattr"; readonly node: NodeId; readonly name: string }
  | {
      readonly kind: "read";
      readonly node: NodeId;
      readonly offset: number;
      readonly length: number;
    }
  /** The kernel forgets the file: one without a name is gone with that. */
  | { readonly kind: "forget"; readonly node: NodeId }
  | { readonly kind: "sync" };

/** One line, for the trace. */
export function describeOperation(operation: Operation): string {
  const words = Object.entries(operation).map(([key, value]) =>
    Buffer.isBuffer(value) ? `${key} of ${value.length} bytes` : `${key} ${JSON.stringify(value)}`,
  );
  return words.join(", ");
}
