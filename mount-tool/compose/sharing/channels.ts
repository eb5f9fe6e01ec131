// The first byte of a frame between peers says what the rest is (FORMAT "Connections").

export const channels = {
  ...{ records: 1, blocks: 2, contact: 3, agreement: 4 },
  /** Where blocks belong, and what of the logs and of their data others hold. */
  ...{ nodes: 5, held: 6 },
  /** The tree, for members who have none yet. */
  trees: 7,
} as const;

/** A frame of `BlockExchange`, which keeps none of its bytes. */
export function isOfBlocks(frame: Uint8Array): boolean {
  return frame[0] === channels.blocks;
}

/** For messages with a byte of room before them, in memory of their own. */
export function frameInRoom(channel: number, { buffer, byteOffset, length }: Uint8Array) {
  const frame = new Uint8Array(buffer, byteOffset - 1, length + 1);
  frame[0] = channel;
  return frame;
}

export function frameOf(channel: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + bytes.length);
  frame[0] = channel;
  frame.set(bytes, 1);
  return frame;
}

/** The same as a message to the thread that has the network. */
export function frameTo(peer: string, channel: number, bytes: Uint8Array) {
  return { kind: "frame", peer, bytes: frameOf(channel, bytes) } as const;
}
