// The first byte of a frame between peers says what the rest is (FORMAT "Exchange").

export const channels = {
  ...{ records: 1, blocks: 2, contact: 3, agreement: 4 },
  /** Where blocks belong, and what of the logs and of their data others hold. */
  ...{ nodes: 5, held: 6 },
} as const;

export function frameOf(channel: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + bytes.length);
  frame[0] = channel;
  frame.set(bytes, 1);
  return frame;
}
