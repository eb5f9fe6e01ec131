// What a running node says of itself, to programs and people.
import {
  type Check,
  isAbsentOr,
  isCount,
  isFlag,
  isListOf,
  isShape,
  isText,
} from "./checked-json.ts";
import { isPeerFigures, type PeerFigures } from "./network-options.ts";

export interface NodeFigures {
  readonly fileSystemId: string;
  readonly addresses: readonly string[];
  readonly peers: readonly PeerFigures[];
  /** Nodes that store, this one included. */
  readonly storingNodes: number;
  /** Of the pack files. */
  readonly bytesStored: number;
  /** Undefined: as much as the disk holds. */
  readonly quotaBytes?: number | undefined;
  /** Nothing more is taken. */
  readonly isFull: boolean;
  readonly blocksKept: number;
  /** They are still being counted after the start. */
  readonly isCounting: boolean;
  readonly blocksTaking: number;
  /** Their copies on other nodes are being made or confirmed. */
  readonly blocksReplicating: number;
  /** Fetched since the start, because other nodes had them and they belong here. */
  readonly blocksRepaired: number;
  readonly blocksRefused: number;
  readonly blocksUnderReplicated: number;
  readonly blocksReceived: number;
  readonly blocksServed: number;
  readonly bytesServed: number;
}

export const isNodeFigures: Check<NodeFigures> = isShape({
  fileSystemId: isText,
  addresses: isListOf(isText),
  peers: isListOf(isPeerFigures),
  storingNodes: isCount,
  bytesStored: isCount,
  quotaBytes: isAbsentOr(isCount),
  isFull: isFlag,
  blocksKept: isCount,
  isCounting: isFlag,
  blocksTaking: isCount,
  blocksReplicating: isCount,
  blocksRepaired: isCount,
  blocksRefused: isCount,
  blocksUnderReplicated: isCount,
  blocksReceived: isCount,
  blocksServed: isCount,
  bytesServed: isCount,
});
