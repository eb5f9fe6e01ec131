// Who is not in, though somebody thought so: let in by a member who was out by then, excluded, or
// gone. What is said about it to the one and to the others.
import { Trouble } from "../../../dhash/index.ts";
import type { LogId, LogStanding } from "../../../logs/index.ts";
import type { HomeParts } from "../home-parts.ts";

/** Somebody whose way in does not hold. */
export interface NeverIn {
  readonly logId: LogId;
  readonly name: string;
  /** Who let it in. */
  readonly by: string;
  readonly why: string;
}

/** Those who were let in by views aside that do not hold, as long as nobody has decided anew. */
export function neverIn({ views }: Pick<HomeParts, "views">): readonly NeverIn[] {
  const { names } = views.opened;
  const { aside = [], members = [] } = views.membership ?? {};
  const out = new Set(members.flatMap((each) => (each.role === "removed" ? [each.logId] : [])));
  const found = new Map<LogId, NeverIn>();
  for (const { signer, effects } of aside) {
    for (const { effect, fate, why = "" } of effects) {
      if (effect.kind !== "admit" || fate !== "void") continue;
      const { logId, slot } = effect.member;
      const name = names.get(logId) ?? `member-${slot}`;
      if (out.has(logId)) found.set(logId, { logId, name, by: names.get(signer) ?? "?", why });
    }
  }
  return [...found.values()];
}

/** To be told once each, to whoever reads the log of this daemon. */
export function outsiderTroubles(parts: HomeParts, told: Set<LogId>): readonly Trouble[] {
  const troubles: Trouble[] = [];
  const own = parts.file.logId;
  for (const { logId, name, by, why } of neverIn(parts)) {
    if (logId === own || told.has(logId)) continue;
    told.add(logId);
    const next = `An admin can have ${name} in: ivy admit ${name}`;
    troubles.push(
      new Trouble("denied", `member ${name}, let in by ${by}, is out: ${why}. ${next}`),
    );
  }
  const text = outText(parts);
  if (text === undefined) told.delete(own);
  else if (!told.has(own)) {
    told.add(own);
    troubles.push(new Trouble("denied", `this participant: ${text}`));
  }
  return troubles;
}

/** Why this participant is no member; undefined: it is one. */
export function outText(parts: HomeParts): string | undefined {
  const { logId, participant } = parts.file;
  const self = parts.views.membership?.members.find((each) => each.logId === logId);
  if (self?.role !== "removed") return undefined;
  const { names } = parts.views.opened;
  const next = `An admin can change that: ivy admit ${names.get(logId) ?? participant}`;
  const never = neverIn(parts).find((each) => each.logId === logId);
  const what = "not a member any more; what is written here has no effect for others";
  if (never === undefined) return `${what}. ${next}`;
  return `not a member: ${never.by} let it in, but ${never.why}. ${next}`;
}

/** What there is to say about somebody else who is out. */
export function outsiderText(parts: HomeParts, standing: LogStanding): string | undefined {
  const never = neverIn(parts).find(({ logId }) => logId === standing.logId);
  if (never !== undefined) return `let in by ${never.by}, but ${never.why}; see: ivy admit`;
  const beyond = standing.stored.sequence - standing.limit;
  if (beyond <= 0) return undefined;
  return `${beyond} records came after its end and do not count; ivy log shows them`;
}

export function forkedTrouble({ file, views }: HomeParts, logId: LogId): Trouble {
  if (logId === file.logId) {
    const cause = "another machine writes with its key, so that its log has two histories";
    const next = "Mount one of the two homes only; which history counts, an admin says by";
    return new Trouble("damaged", `this participant: ${cause}. ${next} ivy exclude.`);
  }
  const name = views.opened.names.get(logId);
  const cause = "showed two histories of its log, and no more of it is taken";
  if (name === undefined) return new Trouble("damaged", `log ${logId}: its author ${cause}.`);
  const next = `An admin can put ${name} out, and choose what counts: ivy exclude ${name}`;
  return new Trouble("damaged", `member ${name} (log ${logId}): ${cause}. ${next}`);
}
