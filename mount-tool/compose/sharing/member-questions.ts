// What commands on this machine ask a home that is served, and its answers.
import type { BlockExchange, Trouble } from "../../../dhash/index.ts";
import type { InodeDifference, Volume } from "../../../fs/index.ts";
import { diffRoots } from "../../../fs/index.ts";
import type { MemberAnswer, MemberQuestion } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { answerQuestion } from "./answer-question.ts";
import { describeConflicts, resolveConflict } from "./conflicts.ts";
import type { DataKeeping } from "./data-keeping.ts";
import type { HeldByOthers } from "./held-by-others.ts";
import type { Placing } from "./placing.ts";
import { describeSharing } from "./sharing-figures.ts";

export interface Answering {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly blocks: BlockExchange;
  readonly keeping: DataKeeping;
  readonly placing: Placing;
  readonly held: HeldByOthers;
  readonly isConnected: boolean;
  readonly report: (trouble: Trouble) => void;
  /** The tree was changed on behalf of a command. */
  readonly differ: (differences: readonly InodeDifference[]) => void;
  /** The members were. */
  readonly noteViews: () => void;
}

export function answerMember(around: Answering, question: MemberQuestion): MemberAnswer {
  const { parts, volume, keeping, placing, held } = around;
  switch (question.kind) {
    case "sharing": {
      const figures = { keep: keeping.figures(), placing: placing.figures() };
      const data = Math.max(held.data, placing.placed);
      const elsewhere = { records: held.records, data };
      const blocks = around.blocks.statistics();
      const sharing = describeSharing(parts, { blocks, ...figures, elsewhere });
      return { kind: "sharing", sharing };
    }
    case "conflicts":
      return { kind: "conflicts", conflicts: describeConflicts(parts, volume.freeze()) };
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
      return keeping.answer(question, around.isConnected);
    case "invite":
    case "exclude":
    case "leave": {
      const answer = answerQuestion(parts, question);
      if (answer.kind === "refused") return answer;
      around.noteViews();
      if (question.kind === "leave") placing.leave();
      return answer;
    }
  }
}
