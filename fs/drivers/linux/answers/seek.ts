// lseek(2) with SEEK_DATA and SEEK_HOLE. The kernel asks without writing back first what it holds
// in its write-back cache, so whatever the Volume takes for a hole may be about to be filled:
// exactly that range is written back, and asked again.
import type { InodeNumber } from "../../../core/inode-number.ts";
import type { Outcome } from "../../../core/request.ts";
import type { Exchange, FileRange, Verdict } from "../verdict.ts";
import { invalid, unfinished } from "../verdict.ts";

const whences: Readonly<Record<number, "data" | "hole">> = { 3: "data", 4: "hole" };

export function seek(exchange: Exchange): Verdict {
  const { incoming, outgoing } = exchange;
  incoming.skip(8);
  const offset = incoming.uint53("no-device-address");
  const whence = whences[incoming.uint32()];
  if (whence === undefined) return invalid;
  const inode = incoming.node;
  const outcome = ask(exchange, inode, offset, whence);
  const range = believedHole(exchange, offset, whence, outcome);
  if (range !== undefined && !covers(exchange.flushed, range)) return { kind: "flush", range };
  if (outcome.kind !== "count") return unfinished(outcome);
  outgoing.int64(outcome.count);
  return "replied";
}

/** The hole, or what lies beyond the end of the file, that the outcome rests on. */
function believedHole(
  exchange: Exchange,
  offset: number,
  whence: "data" | "hole",
  outcome: Outcome,
): FileRange | undefined {
  const inode = exchange.incoming.node;
  const pastEnd = outcome.kind === "refused" && outcome.refusal === "no-device-address";
  if (pastEnd) return { inode, offset, end: Number.POSITIVE_INFINITY };
  if (outcome.kind !== "count") return undefined;
  const found = outcome.count;
  if (whence === "data") return found > offset ? { inode, offset, end: found } : undefined;
  const next = ask(exchange, inode, found, "data");
  return {
    inode,
    offset: found,
    end: next.kind === "count" ? next.count : Number.POSITIVE_INFINITY,
  };
}

function ask(
  { volume }: Exchange,
  inode: InodeNumber,
  offset: number,
  whence: "data" | "hole",
): Outcome {
  return volume.perform({ kind: "seek", inode, offset, whence });
}

function covers(flushed: FileRange | undefined, range: FileRange): boolean {
  return flushed !== undefined && flushed.offset <= range.offset && flushed.end >= range.end;
}
