// The core door of the logs: the pure part, which core of rooms above may import.

export type { Dot, Slot } from "./dot.ts";
export { counterSpan, dotSequence, dotSlot, isDot, makeDot, slotMax } from "./dot.ts";
export { envelopeBytesMax, sequenceMax } from "./limits.ts";
export type { DecodedMessage, Malformed, Range } from "./message.ts";
export {
  byteStringToBytes,
  bytesToByteString,
  checkTimeFields,
  isMalformed,
  readMessage,
  refuse,
  requireBytes,
  requireInteger,
  requireKnownFields,
} from "./message.ts";
export { protobuf } from "./protobuf.ts";
export type { KnownSequences, Stamp } from "./stamp.ts";
export { compareStamps, knowsDot } from "./stamp.ts";
export type { Time } from "./time.ts";
export { compareTimes } from "./time.ts";
