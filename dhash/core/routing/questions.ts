// What nodes ask each other to find their way, and the answers: plain data in, plain data out.
// Every question carries the contact of who asks, so that tables learn from use.
import type { HolderPointers, Pointer } from "../repair/holder-pointers.ts";
import { pointedAtOnceMax, pointerMilliseconds } from "../repair/limits.ts";
import type { Contact } from "./contact.ts";
import { contactsFoundMax, contactsListedMax } from "./limits.ts";
import { type NodeId, pointAfter, type RingPoint } from "./ring-point.ts";
import type { Nearest, RoutingTable, TableState } from "./routing-table.ts";

export type Question =
  /** Who is nearest to the key, and who holds it? */
  | { readonly kind: "find"; readonly key: RingPoint; readonly count: number }
  /** Whom do you know whose id begins with the prefix, from this point on? */
  | { readonly kind: "list"; readonly prefix: string; readonly from: RingPoint }
  /** I have copies of these; point others to me who are nearer than you. At most
   *  `pointedAtOnceMax`, and for `pointerMilliseconds`. */
  | { readonly kind: "hold"; readonly keys: readonly RingPoint[] }
  /** I have no copies of these any more. */
  | { readonly kind: "release"; readonly keys: readonly RingPoint[] }
  /** I am here. */
  | { readonly kind: "announce" }
  /** I leave and take nothing with me. */
  | { readonly kind: "leave" };

export type Reply =
  | (Nearest & {
      readonly kind: "nearest";
      /** Nodes with a copy that are not its homes. */
      readonly holders: readonly NodeId[];
    })
  | {
      readonly kind: "page";
      readonly contacts: readonly Contact[];
      /** Where the next page begins; absent on the last one. */
      readonly next: RingPoint | undefined;
      /** Of the one who answers. */
      readonly table: TableState;
    }
  | { readonly kind: "noted" };

export interface Asked {
  /** Undefined: one who keeps nothing for others, and is no node of the ring. */
  readonly asker: Contact | undefined;
  readonly question: Question;
  /** Of the one who answers, in milliseconds. */
  readonly now: number;
}

export interface Answerer {
  readonly table: RoutingTable;
  readonly pointers: HolderPointers;
}

/** Answers from a table and the pointers kept; the table learns, or forgets, who asked. */
export function answerQuestion(
  { asker, question, now }: Asked,
  { table, pointers }: Answerer,
): Reply {
  if (question.kind === "leave") {
    if (asker !== undefined) table.forget(asker.id);
    return { kind: "noted" };
  }
  if (asker !== undefined) table.learn(asker);
  switch (question.kind) {
    case "announce":
      return { kind: "noted" };
    case "hold":
      if (asker !== undefined) {
        const pointer = { holder: asker.id, until: now + pointerMilliseconds };
        notePointers(pointer, question.keys, { table, pointers });
      }
      return { kind: "noted" };
    case "release":
      if (asker !== undefined) {
        for (const key of question.keys.slice(0, pointedAtOnceMax)) pointers.drop(key, asker.id);
      }
      return { kind: "noted" };
    case "find": {
      const count = Math.max(1, Math.min(question.count, contactsFoundMax));
      const nearest = table.nearest(question.key, count);
      return { kind: "nearest", ...nearest, holders: pointers.holdersOf(question.key, now) };
    }
    case "list":
      return listContacts(table, question.prefix, question.from);
  }
}

/** For keys near which the owner is. Nobody looks for the others here, and nobody needs more room
 *  than there is near a home. */
function notePointers(
  pointer: Pointer,
  keys: readonly RingPoint[],
  { table, pointers }: Answerer,
): void {
  for (const key of keys.slice(0, pointedAtOnceMax)) {
    const { contacts } = table.nearest(key, contactsFoundMax);
    if (contacts.includes(table.own)) pointers.note(key, pointer);
  }
}

function listContacts(table: RoutingTable, prefix: string, from: RingPoint): Reply {
  const contacts = table.list({ prefix, from, count: contactsListedMax });
  const last = contacts.length < contactsListedMax ? undefined : contacts.at(-1);
  const next = last === undefined ? undefined : pointAfter(last.id, 1n);
  const isEnd = next === undefined || next < from;
  return { kind: "page", contacts, next: isEnd ? undefined : next, table: table.state };
}
