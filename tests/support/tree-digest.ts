// 32 bytes that are equal for two roots exactly if they show the same tree, whatever was forgotten
// on the way: unlike `rootDigest` they do not depend on which records were folded.
import type { Hasher } from "../../dhash/index.ts";
import type { Root } from "../../fs/core/index.ts";
import { NodeWriter } from "../../fs/core/snapshot-codec.ts";
import { inodeCodec } from "../../fs/core/snapshot-values.ts";

const treeLabel = "ivy tree 1";

/** Freezes the root. */
export function treeDigest(root: Root, hasher: Hasher): Uint8Array {
  const writer = new NodeWriter(hasher);
  writer.trie(root.inodes, inodeCodec);
  return hasher.hash(treeLabel, [writer.view()]);
}
