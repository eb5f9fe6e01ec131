// What members say to each other when one takes over the tree of another (FORMAT "Trees between
// members"): the messages and their bytes. Bytes of a peer are checked here once; whatever they
// are, the answer is a message or why there is none.
import { invariant } from "../../dhash/core/index.ts";
import { nodeBytesMax, piecesMax, treePieceBytesMax } from "./tree-limits.ts";

export type TreeMessage =
  /** The sender has no tree yet. */
  | { readonly kind: "ask" }
  /** Pieces follow, and then the root. `basis` says which records are folded. */
  | { readonly kind: "offer"; readonly basis: Uint8Array }
  /** Canonical bytes of nodes, each after those below it. */
  | { readonly kind: "piece"; readonly nodes: readonly Uint8Array[] }
  /** So many pieces were taken, in all. */
  | { readonly kind: "taken"; readonly pieces: number }
  /** All nodes were sent; canonical bytes. */
  | { readonly kind: "root"; readonly root: Uint8Array }
  /** It is not to be had, or not any more. */
  | { readonly kind: "none" };

export interface MalformedTreeMessage {
  readonly kind: "malformed";
  readonly why: string;
}

const kindBytes = { ask: 1, offer: 2, piece: 3, taken: 4, root: 5, none: 6 } as const;
const basisBytes = 32;
const lengthBytes = 4;

export function encodeTreeMessage(message: TreeMessage): Uint8Array {
  const kind = Uint8Array.of(kindBytes[message.kind]);
  switch (message.kind) {
    case "ask":
    case "none":
      return kind;
    case "offer":
      invariant(message.basis.length === basisBytes, "a basis has 32 bytes");
      return Buffer.concat([kind, message.basis]);
    case "root":
      return Buffer.concat([kind, message.root]);
    case "taken":
      return Buffer.concat([kind, uint32(message.pieces)]);
    case "piece":
      return Buffer.concat([kind, ...message.nodes.flatMap((node) => [uint32(node.length), node])]);
  }
}

/** Never throws. What is answered with are views of the bytes. */
export function decodeTreeMessage(bytes: Uint8Array): TreeMessage | MalformedTreeMessage {
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(1);
  switch (bytes[0]) {
    case kindBytes.ask:
      return rest.length === 0 ? { kind: "ask" } : malformed("a question with more to it");
    case kindBytes.none:
      return rest.length === 0 ? { kind: "none" } : malformed("a refusal with more to it");
    case kindBytes.offer:
      return rest.length === basisBytes
        ? { kind: "offer", basis: rest }
        : malformed(`an offer of ${bytes.length} bytes`);
    case kindBytes.root:
      return rest.length >= 1 && rest.length <= nodeBytesMax
        ? { kind: "root", root: rest }
        : malformed(`a root of ${rest.length} bytes`);
    case kindBytes.taken:
      return decodeTaken(rest);
    case kindBytes.piece:
      return decodePiece(rest);
    default:
      return malformed(`a message of the unknown kind ${bytes[0]}`);
  }
}

function decodeTaken(rest: Buffer): TreeMessage | MalformedTreeMessage {
  if (rest.length !== lengthBytes) return malformed(`a count of ${rest.length} bytes`);
  const pieces = rest.readUInt32LE(0);
  return pieces <= piecesMax ? { kind: "taken", pieces } : malformed(`a count of ${pieces}`);
}

function decodePiece(rest: Buffer): TreeMessage | MalformedTreeMessage {
  if (rest.length > treePieceBytesMax + lengthBytes + nodeBytesMax) {
    return malformed(`a piece of ${rest.length} bytes`);
  }
  const nodes: Uint8Array[] = [];
  for (let at = 0; at < rest.length; ) {
    const length = rest.length - at < lengthBytes ? 0 : rest.readUInt32LE(at);
    const start = at + lengthBytes;
    at = start + length;
    if (length === 0 || length > nodeBytesMax || at > rest.length) return malformed("a cut piece");
    nodes.push(rest.subarray(start, at));
  }
  return nodes.length === 0 ? malformed("an empty piece") : { kind: "piece", nodes };
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(lengthBytes);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function malformed(why: string): MalformedTreeMessage {
  return { kind: "malformed", why };
}
