// Named limits of connections between peers, each with its reason.
import { invariant } from "./invariant.ts";

/** Largest frame between peers: a message of the exchange; a block is smaller. */
export const linkFrameBytesMax = 6 * 1024 * 1024 + 64 * 1024;

/** Largest frame before a peer has proven that it belongs to the swarm. */
export const openingFrameBytesMax = 1024;

/** From this much unsent data on, `send` says "full" so that its caller waits. */
export const sendQueueBytesFull = 2 * 1024 * 1024;

/** Unsent data for one peer; beyond it a frame is not taken. */
export const sendQueueBytesMax = 32 * 1024 * 1024;

/** What a peer may send ahead of what was read: 60 MB/s over 100 ms, and memory for one that is not
 *  read. */
export const receiveWindowBytes = 8 * 1024 * 1024;

/** A frame may wait this long for its connection to move at all before the peer counts as lost. */
export const silenceMilliseconds = 30_000;

/** A quiet connection is asked for a sign of life this often. */
export const pingMilliseconds = 10_000;

/** A connection that may be dead has this long to answer before a new one takes its place. */
export const probeMilliseconds = 2_000;

/** Encryption and proof together: three round trips over a bad line. */
export const openingMilliseconds = 10_000;

/** Everything that `connect` does: what addresses that swallow packets cost at most. */
export const connectMilliseconds = 15_000;

/** Of that, for one address, so that the third of several still has its turn. */
export const addressMilliseconds = 5_000;

/** Connections at once; routing needs some hundreds. */
export const connectionsMax = 1024;

/** Connections at once from one address: an office behind one router. */
export const connectionsPerAddressMax = 256;

/** Of these, those that have not proven yet that they belong to the swarm. */
export const openingsPerAddressMax = 32;

/** The same over all addresses; each costs some 100 KiB while it lasts. */
export const openingsMax = 256;

/** New connections from one address: this many at once, ... */
export const openingsBurst = 64;

/** ... then so many a second. Each costs about 2 ms of CPU. */
export const openingsPerSecond = 16;

/** Addresses whose history is kept; the oldest quiet ones are forgotten first. */
export const addressesRemembered = 4096;

/** Characters of what a peer says for people: why it closes, what program it is. */
export const peerTextMax = 200;

invariant(openingFrameBytesMax > 3 * peerTextMax + 128, "an opening frame holds what it says");
invariant(sendQueueBytesMax > sendQueueBytesFull + linkFrameBytesMax, "a full queue takes a frame");
invariant(receiveWindowBytes > linkFrameBytesMax, "a frame fits the window");
invariant(openingsPerAddressMax <= openingsMax, "one address cannot have more than all");
invariant(pingMilliseconds * 2 < silenceMilliseconds, "two signs of life are asked for");
