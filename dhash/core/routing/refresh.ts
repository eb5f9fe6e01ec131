// Upkeep of a table: now and then a node asks somebody for a part of his list, so that tables stay
// right although announcements were missed, and cells fill with nearer nodes (Pastry's routing
// table maintenance). Chance is handed in.
import type { Contact } from "./contact.ts";
import type { Ask } from "./join.ts";
import { contactsFoundMax, contactsListedMax } from "./limits.ts";
import type { Reply } from "./questions.ts";
import { wholeRing } from "./ring-point.ts";
import type { RoutingTable } from "./routing-table.ts";

/** The next question of upkeep; undefined when nobody is known. `chance` is in [0, 1) and is drawn
 *  anew for each call.
 *
 *  One in four goes to a neighbour and is about who is near that one, since misses there cost
 *  answers; neighbours at the edge know who is missing at the edge. The others go to any entry and
 *  are about the row in which it is: it knows more of those cells. */
export function refreshQuestion(table: RoutingTable, chance: number): Ask | undefined {
  if (table.size === 0) return undefined;
  const part = chance * 4;
  const rest = part % 1;
  if (part < 1) {
    const leaves = table.leaves();
    const to = leaves[Math.floor(rest * leaves.length)];
    if (to === undefined) return undefined;
    return { to, question: { kind: "find", key: to.id, count: contactsFoundMax } };
  }
  const others = [...table.contacts()].filter(({ id }) => id !== table.own.id);
  const spot = rest * others.length;
  const to = others[Math.floor(spot)];
  if (to === undefined) return undefined;
  let row = 0;
  while (to.id[row] === table.own.id[row]) row++;
  // From a random point on, because a page does not hold all of the upper rows. A point before the
  // first is the beginning, so that the first come up as often as others.
  const place = Math.floor((spot % 1) * (others.length + contactsListedMax)) - contactsListedMax;
  const from = others[place]?.id ?? wholeRing.from;
  return { to, question: { kind: "list", prefix: to.id.slice(0, row), from } };
}

/** Takes the answer to it. Returns those who are news, whether they fitted or not: each is asked
 *  something, which measures it, and then learned or forgotten. */
export function takeRefresh(
  table: RoutingTable,
  { by, reply }: { readonly by: Contact; readonly reply: Reply },
): readonly Contact[] {
  table.learn(by);
  if (reply.kind === "noted") return [];
  const news = reply.contacts.filter((contact) => table.hearOf(contact));
  if (reply.kind === "page" && news.length === 0) table.agree(reply.table);
  return news;
}
