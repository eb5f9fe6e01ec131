// Named limits of a node of the block store (FORMAT "Nodes"), each with its reason.
import { digestLeafItemsMax } from "../repair/limits.ts";
import { contactsFoundMax } from "../routing/limits.ts";

/** Keys in one offer or answer: 8.5 KiB. */
export const offerKeysMax = 256;

/** Keys offered to a peer and not settled by it: what a stalled peer keeps of ours. */
export const offerWindow = 256;

/** Keys being taken in all; more are refused and other machines stand in. */
export const takesMax = 8192;

/** While fewer are being taken, keys that a comparison found missing are. */
export const pullsAtOnce = 512;

/** Keys that are being taken and that one peer is to give: twice the window, since offers that were
 *  given up there are still open here, and what a comparison found. Who offers more is parted
 *  from. */
export const takesPerPeerMax = 2 * offerWindow + pullsAtOnce;

/** Keys found missing that wait for room; the next comparison finds the others again. */
export const pullsWaitingMax = 64 * 1024;

/** Blocks whose copies are cared for at one time, for the caller and for repair: about 500 bytes
 *  each. */
export const callerJobsMax = 4096;
export const repairJobsMax = 4096;

/** Such blocks looked at in a second: faster would ask more of peers than they answer. */
export const jobsPerSecond = 4000;

/** Keys with fewer copies than wanted, because there were no more machines, that are remembered and
 *  cared for when there are. */
export const underReplicatedMax = 64 * 1024;

/** Keys kept here for others' sake that wait to be offered to their homes. */
export const straysMax = 64 * 1024;

/** Owners of public-key blocks kept: as many as a file system has participants. */
export const publicKeyBlocksMax = 65_536;

/** Bytes of a public-key block: a head of a log has about 300. */
export const publicKeyBlockBytesMax = 8 * 1024;

/** Owners asked for at one time. */
export const findsMax = 4096;

/** Storing peers that are asked for the newest version: the homes and as many others. */
export const findWidthFactor = 2;

/** Addresses of a contact, and bytes of one. */
export const contactAddressesMax = 16;
export const addressBytesMax = 256;

/** Bytes that a block to be fetched is taken to have. */
export const blockBytesAssumed = 256 * 1024;

/** A peer's work, in units: a message is one, and four keys are. It may ask for so much at once,
 *  and for so much a second; who asks for more is parted from. */
export const budgetBurst = 100_000;
export const budgetPerSecond = 4000;

/** Blocks are made durable together, and told of then: after this, or when there are so many. */
export const syncMilliseconds = 250;
export const syncKeys = 256;

/** After a failed sync the next is tried after this. */
export const syncFailedMilliseconds = 5000;

/** An offer without a word is given up after this, one that was taken after the other. */
export const offerMilliseconds = 60_000;
export const takenMilliseconds = 600_000;

/** A question is given up, and a connection sought no longer, after these. */
export const askMilliseconds = 10_000;
export const seekMilliseconds = 20_000;

/** Connections sought at one time. */
export const seeksMax = 8;

/** Nodes known by hearsay and not heard themselves; more are passed over. */
export const hearsayMax = 1024;

/** Those who refused a block that nobody else has are asked again after this. */
export const retryMilliseconds = 300_000;

/** What a node says of itself is looked at this often, and sent when it has changed. */
export const helloMilliseconds = 10_000;

/** Blocks looked for by name at one time. */
export const locatesMax = 1024;

/** Names of nodes that are remembered by their keys: as many as a table has. */
export const namesMax = 8192;

/** Upkeep of connections, questions and offers is looked at this often. */
export const upkeepMilliseconds = 1000;

/** Look-ups at one time. */
export const lookupsMax = 8;

/** Pages of a list that are asked of one peer. */
export const listPagesMax = 17;

/** A node that is not connected keeps its place for this long: most come back. */
export const absenceMilliseconds = 3600_000;

/** After the first peer was met nothing is placed for this long: others are about to be met. */
export const settleMilliseconds = 3000;

/** One question of upkeep in this time. */
export const refreshMilliseconds = 60_000;

/** What silent nodes are is forgiven once in this time. */
export const forgiveMilliseconds = 1800_000;

/** Neighbours are compared with soon after the ring has changed, and then less and less often as
 *  long as nothing is found. */
export const compareSoonMilliseconds = 2000;
export const compareRestMilliseconds = 600_000;

/** What is kept here and belongs elsewhere is offered to its homes: after the ring has changed,
 *  after somebody came back, while there is no room here, and once in a long time. */
export const sweepSoonMilliseconds = 5000;
export const sweepReturnMilliseconds = 300_000;
export const sweepFullMilliseconds = 3600_000;
export const sweepRestMilliseconds = 24 * 3600_000;

/** Parts of the tree that a sweep looks at in one turn. */
export const sweepPathsAtOnce = 64;

/** Names of stored blocks read in one turn after a start. */
export const namesAtOnce = 1000;

/** From this share of the quota on, what others keep is dropped here. */
export const dropShare = 0.9;

/** Items in one answer to a comparison, for one path: more than a leaf only where points agree. */
export const comparedItemsMax = 4 * digestLeafItemsMax;

/** Contacts of holders in one answer. */
export const holdersToldMax = contactsFoundMax;
