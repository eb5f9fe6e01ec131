// Runs of records that members in tests give each other by hand, without an exchange.
import type { Absorbed, LogRun } from "../../logs/index.ts";
import { noTime } from "./logs.ts";
import { Party } from "./members.ts";
import { expectNoTrouble } from "./memory-disk.ts";

/** Records `first` to `last` of `author`'s log as `from` gives them. */
export function runOf(
  from: Party,
  author: Party,
  first = 1,
  last = Number.MAX_SAFE_INTEGER,
): LogRun {
  const bounds = { bytesMax: Number.MAX_SAFE_INTEGER, last, time: noTime };
  const run = from.logs.peers()?.run(author.logId, first, bounds);
  if (run === undefined) throw new Error(`${from.name} has no such records`);
  return run;
}

export function give(from: Party, author: Party, to: Party): string {
  const next = to.placeOf(author.logId).sequence + 1;
  const absorbed = describe(to.logs.absorb(runOf(from, author, next)));
  to.accept();
  return absorbed;
}

export function describe(absorbed: Absorbed): string {
  switch (absorbed.kind) {
    case "stored":
      return `stored ${absorbed.records}`;
    case "refused":
      return `refused: ${absorbed.why}`;
    case "gap":
      return `gap ${absorbed.from}`;
    case "trouble":
      return absorbed.trouble.message;
    default:
      return absorbed.kind;
  }
}

/** Another machine with the same key and the same log as of now. */
export function twinOf(party: Party): Party {
  const twin = new Party(party.name, 2, { key: party.fileSystem });
  expectNoTrouble(twin.views.take(party.views.beyond([], Number.POSITIVE_INFINITY)));
  const journal = twin.store.openJournal(party.logId);
  for (const item of party.store.openJournal(party.logId).scan(1)) {
    if ("kind" in item && item.kind === "record") expectNoTrouble(journal.append(item));
  }
  twin.restart();
  return twin;
}
