// Logs of members in tests as blocks, and read from blocks again.
import { type BlockKey, isTrouble, nameBlock } from "../../dhash/index.ts";
import { isMalformed, LogFetch, LogSegments, type PublishedLog } from "../../logs/index.ts";
import { hasher, noTime } from "./logs.ts";
import type { Party } from "./members.ts";

/** Blocks that nodes have. */
export class Blocks {
  readonly bytesByKey = new Map<BlockKey, Uint8Array>();
  readonly put = (bytes: Uint8Array): BlockKey => {
    const key = nameBlock(hasher, [bytes]);
    this.bytesByKey.set(key, bytes);
    return key;
  };
  readonly get = (key: BlockKey): Uint8Array | undefined => this.bytesByKey.get(key);
}

export function segmentsOf(party: Party, blocks: Blocks, index?: BlockKey): LogSegments {
  const logs = party.logs.peers();
  if (logs === undefined) throw new Error("a party has peers");
  return new LogSegments({ hasher, logId: party.logId, logs, ...blocks }, index);
}

export function publish(segments: LogSegments): PublishedLog {
  for (let more = segments.cut(); more !== false; more = segments.cut()) {
    if (isTrouble(more)) throw more;
  }
  const published = segments.publish(noTime, undefined);
  if (published === undefined || isTrouble(published)) throw new Error("nothing is published");
  return published;
}

/** Fetches what is missing and takes it; how many blocks that took, or why it ended. */
export function fetch(
  party: Party,
  author: Party,
  from: PublishedLog,
  blocks: Blocks,
): number | string {
  const stored = party.placeOf(author.logId).sequence;
  const { head, index } = from;
  const { logId } = author;
  const standing = party.logs.peers()?.standings();
  const tracedFrom = standing?.find((each) => each.logId === logId)?.traced?.last;
  const reading = new LogFetch({ hasher, logId, head, index, stored, tracedFrom });
  let count = 0;
  while (!reading.isDone) {
    // The last that are wanted come first.
    const [key] = [...reading.wanted()].reverse();
    const bytes = key && blocks.get(key);
    if (key === undefined || bytes === undefined) return "a block is missing";
    const runs = reading.take(key, bytes);
    if (isMalformed(runs)) return runs.why;
    for (const run of runs) {
      const { absorbed } = party.exchange.takeRun(run);
      if (absorbed.kind !== "stored" && absorbed.kind !== "traced") return absorbed.kind;
    }
    if (++count > 10_000) return "it never ends";
  }
  party.accept();
  return count;
}
