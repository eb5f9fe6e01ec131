// What commands on this machine ask a home that is served, and its answers.
import type { InodeDifference, Volume } from "../../../fs/index.ts";
import { diffRoots } from "../../../fs/index.ts";
import type { Habits } from "../../habits.ts";
import type { LentFigures, MemberAnswer, MemberQuestion } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { describeConflicts, resolveConflict } from "./conflicts.ts";
import { changeMembership } from "./member-changes.ts";
import type { SharedData } from "./shared-data.ts";
import { describeSharing } from "./sharing-figures.ts";

export interface Answering {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly data: SharedData;
  readonly habits: Habits;
  readonly lent: () => LentFigures | undefined;
  /** The tree was changed on behalf of a command. */
  readonly differ: (differences: readonly InodeDifference[]) => void;
  /** The members were. */
  readonly noteViews: () => void;
}

export function answerMember(around: Answering, question: MemberQuestion): MemberAnswer {
  const { parts, volume, data, habits } = around;
  switch (question.kind) {
    case "sharing": {
      const sharing = describeSharing(parts, { ...data.figures(), habits, lent: around.lent() });
      return { kind: "sharing", sharing };
    }
    case "conflicts":
      return { kind: "conflicts", ...describeConflicts(parts, volume.freeze()) };
    case "resolve": {
      const before = volume.freeze();
      const answer = resolveConflict({ parts, volume }, question);
      around.differ([...diffRoots(before, volume.freeze())]);
      return answer;
    }
    case "pin":
    case "unpin":
    case "pins":
    case "get":
      return data.answer(question);
    case "invite":
    case "withdraw":
    case "exclude":
    case "admit":
    case "leave": {
      const answer = changeMembership(parts, question);
      if (answer.kind === "refused") return answer;
      around.noteViews();
      if (question.kind === "leave") data.leave();
      return answer;
    }
  }
}
