// How a participant takes part in the network, and what is to be told about whom it is connected
// to.
import {
  isAbsentOr,
  isCount,
  isFlag,
  isListOf,
  isMeasure,
  isNumber,
  isOneOf,
  isShape,
  isText,
} from "./checked-json.ts";

export interface NetworkOptions {
  /** Multiaddresses; empty: all of this machine, on the port that was free the first time. */
  readonly listen: readonly string[];
  /** Addresses to tell others besides. */
  readonly announce: readonly string[];
  /** Members on one local network find each other (mDNS). */
  readonly isFoundNearby: boolean;
}

export interface PeerFigures {
  readonly peer: string;
  /** Public key of its log, 64 hex digits. */
  readonly logId: string;
  /** It is no member, and stores. */
  readonly isNode: boolean;
  readonly address: string;
  readonly direction: "outgoing" | "incoming";
  readonly isRelayed: boolean;
  readonly encryption: string;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly roundTripMilliseconds: number | undefined;
  /** Its clock, compared with this one's; undefined while it has not said. */
  readonly clockAheadSeconds: number | undefined;
}

/** Beyond this a person is told: it is more than any message is under way. */
export const clockApartSecondsMax = 60;

export const isNetworkOptions = isShape({
  listen: isListOf(isText),
  announce: isListOf(isText),
  isFoundNearby: isFlag,
});

export const isPeerFigures = isShape({
  peer: isText,
  logId: isText,
  isNode: isFlag,
  address: isText,
  direction: isOneOf("outgoing", "incoming"),
  isRelayed: isFlag,
  encryption: isText,
  bytesSent: isCount,
  bytesReceived: isCount,
  roundTripMilliseconds: isAbsentOr(isMeasure),
  clockAheadSeconds: isAbsentOr(isNumber),
});
