// Named limits of placement, tables and look-ups, each with its reason.
import { invariant } from "../invariant.ts";

/** Entries of a table beside its owner. An entry takes about 500 bytes of memory, so a full table
 *  2 MiB; a swarm below this is known whole, and a look-up in it asks nobody. */
export const tableEntriesMax = 4096;

/** Nearest ids known on each side. With half of all nodes gone at once, 16 leave a side empty once
 *  in 2^16 cases. */
export const leavesPerSide = 16;

/** Contacts in one answer to "find": with half of all nodes gone, fewer than three of them are left
 *  once in 50,000 times. */
export const contactsFoundMax = 24;

/** Contacts of the own table with which a look-up starts; they cost no message. */
export const lookupStartsMax = 64;

/** Contacts on one page of a list: 24 KiB, and 16 pages for a whole table. */
export const contactsListedMax = 256;

/** Questions of a look-up that are unanswered and not yet slow. */
export const lookupParallel = 3;

/** Candidates, nearest first, among which a look-up chooses whom to ask. */
export const lookupWidth = 8;

/** Candidates a look-up remembers; the farthest are forgotten first. */
export const lookupCandidatesMax = 128;

/** Questions of one look-up in all. Half of 100,000 nodes gone costs 15 on average; a swarm that
 *  answers nonsense costs no more than this. */
export const lookupAsksMax = 64;

/** Nodes that are told of a newcomer who does not know everyone. Others learn of it by what it
 *  asks. */
export const announcedMax = 512;

/** Copies of a block, where the file system does not say otherwise. */
export const copiesDefault = 3;

/** Largest number of copies that can be asked for: they must fit into one answer. */
export const copiesMax = 8;

/** Copies beside the wanted ones that are kept, because holders come back (Carbonite). */
export const spareCopiesMax = 3;

/** Unanswered questions in a row after which a node is taken for away. */
export const failuresMax = 3;

/** A node away for this long has left: its disk is not expected back. */
export const goneAfterMilliseconds = 30 * 24 * 3600 * 1000;

/** Silent nodes remembered for each of two periods: about as many as a table can lose at once. */
export const silencesMax = 4096;

/** Nodes whose presence is followed; those that are present and oldest unheard of go first. */
export const presencesMax = 2 * tableEntriesMax;

/** Text of a machine's name. */
export const machineNameMax = 64;

invariant(2 * leavesPerSide < tableEntriesMax, "a table has room beside its leaves");
invariant(copiesMax * 2 <= contactsFoundMax, "an answer holds twice the copies");
invariant(contactsFoundMax < 2 * leavesPerSide, "one leaf set answers a whole question");
invariant(lookupStartsMax + contactsFoundMax < lookupCandidatesMax, "an answer is not forgotten");
invariant(lookupParallel <= lookupWidth, "there are candidates for all questions at once");
