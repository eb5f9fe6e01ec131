// What members may do to the membership, asked by a command on this machine.
import { isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { ChangeRefusal, LogId, LogPlace, TakenViews } from "../../../logs/index.ts";
import { bytesToHex, compareTimes, dotSequence, isRefusal } from "../../../logs/index.ts";
import type { Moment } from "../../home-types.ts";
import type { MemberAnswer, MemberQuestion } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";

type Change = Extract<MemberQuestion, { kind: "invite" | "exclude" | "leave" }>;

export function answerQuestion(parts: HomeParts, question: Change): MemberAnswer {
  switch (question.kind) {
    case "invite":
      return invite(parts, question);
    case "exclude":
      return exclude(parts, question.name, question.from);
    case "leave": {
      const head = parts.logs.head();
      return told(parts.views.leave({ sequence: head?.sequence ?? 0, hash: head?.hash }));
    }
  }
}

function invite(
  { crypto, views }: HomeParts,
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
  return told(parts.views.change({ kind: "exclude", logId: member.logId, cut }));
}

/** The last record that counts, or why there is none to be found. */
function cutOf(parts: HomeParts, logId: LogId, from: Moment | undefined): LogPlace | string {
  const standings = parts.logs.peers()?.standings() ?? [];
  const standing = standings.find((each) => each.logId === logId);
  if (standing === undefined) return "That is this participant itself; see: ivy leave";
  if (from === undefined) return standing.proven;
  let place: LogPlace = { sequence: 0, hash: undefined };
  for (const item of parts.logs.records(new Map())) {
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

function told(changed: TakenViews | ChangeRefusal | Trouble): MemberAnswer {
  if (isTrouble(changed)) return { kind: "refused", why: changed.message };
  return isRefusal(changed) ? { kind: "refused", why: changed.why } : { kind: "done" };
}
