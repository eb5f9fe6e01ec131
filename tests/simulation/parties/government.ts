// What people do to the members of a party: invite, exclude, take back, leave. Admins do so without
// asking each other; only the founder is left alone, so that somebody has the last word.
import { isBlockKey } from "../../../dhash/index.ts";
import type { Chance } from "../../support/chance.ts";
import type { Invitation } from "./newcomer.ts";
import type { Participant } from "./participant.ts";

export interface Government {
  readonly chance: Chance;
  readonly everybody: readonly Participant[];
  readonly founder: Participant;
  readonly note: (line: string) => void;
}

/** A link for one; undefined: the founder is away. */
export function makeInvitation({ chance, founder, note }: Government): Invitation | undefined {
  if (!founder.isRunning || founder.isDead) return undefined;
  const { fileSystemId } = founder.machine.home.info;
  const role = chance.pick(["writer", "writer", "writer", "admin", "reader"] as const);
  if (role === undefined || !isBlockKey(fileSystemId)) return undefined;
  const answer = founder.ask({ kind: "invite", role, expires: undefined, uses: 1 });
  if (answer.kind !== "invited") return undefined;
  note(`a link for a ${role}`);
  return { fileSystem: fileSystemId, inviteSeed: answer.inviteSeed };
}

/** Somebody leaves, is put out, or is taken back; what was done. */
export function govern(government: Government): string {
  const { chance, everybody, founder, note } = government;
  const running = everybody.filter((each) => each.isRunning && !each.isDead);
  const actor = chance.pick(running);
  const other = chance.pick(everybody);
  if (actor === undefined || other === undefined || other === founder) return "nothing";
  const answered = (what: string, answer: { readonly kind: string }): string => {
    const done = answer.kind === "done" ? what : `${what}: refused`;
    if (answer.kind === "done") note(`${actor.name}: ${done} ${other.name}`);
    return done;
  };
  switch (chance.below(5)) {
    case 0:
      if (actor === founder) return "nothing";
      return answered("leaves", actor.ask({ kind: "leave" }));
    case 1:
    case 2:
      return answered("excludes", actor.ask(exclusion(chance, other.name)));
    default: {
      const role = chance.pick(["writer", "writer", "admin", "reader"] as const) ?? "writer";
      return answered("takes back", actor.ask({ kind: "admit", name: other.name, role }));
    }
  }
}

function exclusion(chance: Chance, name: string) {
  const sequence = 1 + chance.below(20);
  const from = chance.below(3) === 0 ? ({ kind: "sequence", sequence } as const) : undefined;
  return { kind: "exclude", name, from } as const;
}
