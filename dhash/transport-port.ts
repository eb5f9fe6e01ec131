// What the block store needs of a network: named peers, one long-lived connection to each, whole
// frames over it in order. Encryption, proof of membership and finding the way belong to whoever
// implements it. Failure is a returned Trouble, never a throw.
import type { Parting, PartingWords } from "./core/parting.ts";
import type { PeerId } from "./core/peer-id.ts";
import type { Trouble } from "./core/trouble.ts";

export interface Transport {
  /** Follows from the key that the transport was made with. */
  readonly self: PeerId;

  /** Listens, and from then on tells `events` what happens. Called once, before everything else.
   *  On Trouble (an address in use, say) nothing is left behind, and the transport is closed. */
  start(events: TransportEvents): Promise<Trouble | undefined>;

  /** Where others reach this one, each with its peer id. Changes with the machine's network. */
  addresses(): readonly string[];

  /** Connects, or finds that it is connected; over a relay only, and one of the addresses leads
   *  there directly: that is tried, and takes over. Ends within `connectMilliseconds`, whatever the
   *  address does. Trouble: "unreachable" (nobody answers there), "denied" (one of the two does not
   *  want the other: wrong secret, not admitted), "newer" (no protocol version in common), "busy"
   *  (too many connections), "failed" (an address that is none, or this is closed). */
  connect(target: ConnectTarget): Promise<PeerId | Trouble>;

  /** Those between `onConnected` and `onDisconnected`. */
  peers(): readonly ConnectedPeer[];

  /** Takes a frame, given in parts that are sent back to back, to be sent after those before it.
   *  The parts may not change afterwards. Taken is not received: a frame under way is lost with its
   *  connection. "ready": more may follow at once. "full": taken, but wait for `onDrained` before
   *  the next. Trouble, and the frame is not taken: "unreachable" (not connected), "busy" (more
   *  than `sendQueueBytesMax` wait because "full" was not heeded), "failed" (larger than
   *  `linkFrameBytesMax`). */
  send(peer: PeerId, parts: readonly Uint8Array[]): "ready" | "full" | Trouble;

  /** No more frames of this peer until `resume`; it stops sending when its window is used up. Both
   *  do nothing for who is not connected; a new connection is not paused. */
  pause(peer: PeerId): void;
  resume(peer: PeerId): void;

  /** Closes what connections there are, with a reason that the other side is told.
   *  `onDisconnected` follows. */
  disconnect(peer: PeerId, words: PartingWords): void;

  /** Says goodbye to everybody, closes, and tells `events` nothing more. Ends within seconds. */
  close(): Promise<void>;
}

export interface ConnectTarget {
  /** Who it must be; undefined: whoever has one of the addresses and is of the swarm. */
  readonly peer: PeerId | undefined;
  /** Tried in order. Empty: the peer is looked up among those who are connected. */
  readonly addresses: readonly string[];
}

export interface ConnectedPeer {
  readonly peer: PeerId;
  /** Where it was reached, or where it came from. */
  readonly address: string;
  /** Who dialled. */
  readonly direction: "outgoing" | "incoming";
  /** Another peer passes the bytes on. */
  readonly isRelayed: boolean;
  readonly encryption: "tls" | "noise" | "none";
  /** Bytes of frames. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** The last sign of life that was asked for; undefined before the first. */
  readonly roundTripMilliseconds: number | undefined;
}

/** Called between turns of the event loop, never from within a call to the transport. What they
 *  throw is a mistake and stops the process. */
export interface TransportEvents {
  /** The connection may be used. Never twice without `onDisconnected` between. */
  onConnected(peer: PeerId): void;
  /** Once for each `onConnected`. A connection that a better one takes over from ends with code
   *  "replaced", and `onConnected` follows at once. */
  onDisconnected(peer: PeerId, parting: Parting): void;
  /** A whole frame, after `onConnected`. It may be kept; it may be a view of a larger buffer. */
  onFrame(peer: PeerId, frame: Uint8Array): void;
  /** After a `send` said "full": more may follow. */
  onDrained(peer: PeerId): void;
  /** A peer of the swarm was seen nearby or heard of; it is not connected. */
  onFound(peer: PeerId, addresses: readonly string[]): void;
  /** Somebody was refused, by this side or by that. For the log; bounded in number. */
  onRefused(refused: Refused): void;
}

export interface Refused {
  /** Undefined where the caller did not get as far as saying who it is. */
  readonly peer: PeerId | undefined;
  readonly address: string;
  readonly parting: Parting;
}
