// What members may do to the membership, asked by a command on this machine.
import { isTrouble, type Trouble } from "../../../dhash/index.ts";
import type {
  ChangeRefusal,
  LogId,
  LogPlace,
  Membership,
  TakenViews,
} from "../../../logs/index.ts";
import { bytesToHex, compareTimes, dotSequence, isRefusal, makeDot } from "../../../logs/index.ts";
import type { Moment } from "../../moment.ts";
import type { MemberAnswer, MemberQuestion } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";

type Change = Extract<
  MemberQuestion,
  { kind: "invite" | "withdraw" | "exclude" | "admit" | "leave" }
>;

export function changeMembership(parts: HomeParts, question: Change): MemberAnswer {
  switch (question.kind) {
    case "invite":
      return invite(parts, question);
    case "withdraw":
      return told(parts.views.change({ kind: "withdraw", invite: question.invite }));
    case "exclude":
      return exclude(parts, question.name, question.from);
    case "admit":
      return admit(parts, question);
    case "leave": {
      // The view will name the newest record as the last one: power must not take it.
      const trouble = parts.data.sync() ?? parts.logs.sync();
      if (trouble !== undefined) return { kind: "refused", why: trouble.message };
      const head = parts.logs.head();
      return told(parts.views.leave({ sequence: head?.sequence ?? 0, hash: head?.hash }));
    }
  }
}

function invite(
  { crypto, views, around }: HomeParts,
  { role, expires, uses }: Extract<Change, { kind: "invite" }>,
): MemberAnswer {
  const inviteSeed = Buffer.alloc(32);
  crypto.random(inviteSeed);
  const key = bytesToHex(crypto.keyPair(inviteSeed).publicKey);
  // Whoever writes may let in whom an admin invited: the admin need not be there.
  const delegated = role !== "admin";
  const changed = views.change({
    kind: "invite",
    invite: { key, role, expires, uses, delegated },
    now: around.clock.now().seconds,
  });
  const answer = told(changed);
  return answer.kind === "done" ? { kind: "invited", inviteSeed } : answer;
}

function exclude(parts: HomeParts, name: string, from: Moment | undefined): MemberAnswer {
  const { names } = parts.views.opened;
  const members = parts.views.membership?.members ?? [];
  const member = members.find(({ logId, role }) => names.get(logId) === name && role !== "removed");
  if (member === undefined) {
    return { kind: "refused", why: `There is no member named ${name}. See: ivy members` };
  }
  const cut = cutOf(parts, member.logId, from);
  if (typeof cut === "string") return { kind: "refused", why: cut };
  const before = parts.views.membership;
  const answer = told(parts.views.change({ kind: "exclude", logId: member.logId, cut }));
  if (answer.kind !== "done" || before === undefined) return answer;
  const notes = [countNote(name, cut), ...companions(parts, before, { logId: member.logId, name })];
  return { kind: "done", notes };
}

function countNote(name: string, { sequence }: LogPlace): string {
  const later = `What ${name} wrote before and has not come here yet does not count, and stays`;
  const next = `with ${name}; to have it: ivy admit ${name}, and exclude again when it is here.`;
  return `Records of ${name} up to ${sequence} count. ${later} ${next}`;
}

/** Whoever is out with the one who was excluded, and whom it had let in. */
function companions(
  { views }: HomeParts,
  before: Membership,
  out: { readonly logId: LogId; readonly name: string },
): readonly string[] {
  const { names } = views.opened;
  const isIn = (logId: LogId): boolean =>
    views.membership?.members.some((each) => each.logId === logId && each.role !== "removed") ??
    false;
  const nameOf = (logId: LogId): string => names.get(logId) ?? logId;
  const along = before.members.filter(
    ({ logId, role }) => role !== "removed" && logId !== out.logId && !isIn(logId),
  );
  const letIn = views.letInBy(out.logId).filter(isIn);
  const notes: string[] = [];
  if (along.length > 0) {
    const who = along.map(({ logId }) => nameOf(logId)).join(", ");
    notes.push(`Out with ${out.name}: ${who}. To have them in: ivy admit NAME`);
  }
  if (letIn.length > 0) {
    const who = letIn.map(nameOf).join(", ");
    notes.push(`${out.name} had let in: ${who}. They stay; to put them out: ivy exclude NAME`);
  }
  return notes;
}

function admit(parts: HomeParts, { name, role }: Extract<Change, { kind: "admit" }>): MemberAnswer {
  const { names } = parts.views.opened;
  const members = parts.views.membership?.members ?? [];
  const member = members.find((each) => names.get(each.logId) === name);
  if (member === undefined) {
    return { kind: "refused", why: `Nobody here was ever named ${name}. For a link: ivy invite` };
  }
  if (member.role !== "removed") return { kind: "refused", why: `${name} is a member already.` };
  const { logId, gaps } = member;
  const standings = parts.logs.peers()?.standings() ?? [];
  // All counts of one who never got in: who let it in was out by then, which is not its fault.
  const wasIn = gaps[0]?.after.sequence !== 0 || gaps[0].until !== undefined;
  const stored = standings.find((each) => each.logId === logId)?.stored;
  const place = wasIn ? stored : { sequence: 0, hash: undefined };
  if (place === undefined) return { kind: "refused", why: "That is this participant itself." };
  return told(parts.views.change({ kind: "set-role", logId, role, place }));
}

/** The last record that counts, or why there is none to be found. */
function cutOf(parts: HomeParts, logId: LogId, from: Moment | undefined): LogPlace | string {
  const standings = parts.logs.peers()?.standings() ?? [];
  const standing = standings.find((each) => each.logId === logId);
  if (standing === undefined) return "That is this participant itself; see: ivy leave";
  // What waits for records that never come, as a liar's may, must not count: whoever followed it
  // would wait, too.
  if (from === undefined) return placeAt(parts, logId, standing.accepted);
  let place: LogPlace = { sequence: 0, hash: undefined };
  for (const item of parts.logs.acceptedRecords(new Map())) {
    if (item.kind !== "record" || item.stamp.logId !== logId) continue;
    const sequence = dotSequence(item.stamp.dot);
    const isFrom =
      (from.kind === "sequence" && sequence >= from.sequence) ||
      (from.kind === "time" && compareTimes(item.stamp.time, from.time) >= 0) ||
      (from.kind === "hash" && item.hash.startsWith(from.prefix));
    if (isFrom) return place;
    place = { sequence, hash: item.hash };
  }
  return from.kind === "hash" ? `No record's hash begins with ${from.prefix}.` : place;
}

function placeAt({ logs, views }: HomeParts, logId: LogId, sequence: number): LogPlace {
  const slot = views.membership?.members.find((each) => each.logId === logId)?.slot ?? 0;
  return { sequence, hash: sequence === 0 ? undefined : logs.hashOf(makeDot(slot, sequence)) };
}

function told(changed: TakenViews | ChangeRefusal | Trouble): MemberAnswer {
  if (isTrouble(changed)) return { kind: "refused", why: changed.message };
  return isRefusal(changed) ? { kind: "refused", why: changed.why } : { kind: "done", notes: [] };
}
