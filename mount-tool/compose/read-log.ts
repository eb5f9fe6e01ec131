// `ivy log`: the records of all logs that are here, newest first in their order, those that do not
// count included. It is read backwards in pieces, so that a long history costs memory only for the
// names in it.

import type { Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { decodeChanges, describeChange, LastPlaces } from "../../fs/index.ts";
import type { ReadRecordItem, Slot } from "../../logs/index.ts";
import { countsRecord, dotSequence, dotSlot, isMalformed } from "../../logs/index.ts";
import type { LogLine } from "../home-types.ts";
import { membersOf } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";
import type { Surroundings } from "./surroundings.ts";
import { machineSurroundings } from "./surroundings.ts";

const pieceRecords = 20_000;

interface ReadLogOptions {
  readonly path: string | undefined;
  /** Absent: `pieceRecords`. */
  readonly pieceRecords?: number;
}

export async function* readLog(
  home: string,
  options: ReadLogOptions,
): AsyncGenerator<LogLine | Trouble> {
  yield* readLogIn(await machineSurroundings(home), home, options);
}

export async function* readLogIn(
  around: Surroundings,
  home: string,
  options: ReadLogOptions,
): AsyncGenerator<LogLine | Trouble> {
  const parts = await openParts({ home, around, mode: "read", syncedSequence: 0, log: () => {} });
  if (isTrouble(parts)) {
    yield parts;
    return;
  }
  try {
    const { places, starts } = findPlaces(parts, options.pieceRecords ?? pieceRecords);
    const wanted = options.path === undefined ? undefined : cleanPath(options.path);
    for (const start of starts.reverse()) {
      const items = readPiece(parts, start);
      for (const item of items.reverse()) {
        const line = toLine(parts, item, places);
        if (wanted === undefined || concerns(line, wanted)) yield line;
      }
    }
  } finally {
    await closeParts(parts);
  }
}

/** Where a piece begins: what is known before it, and how many records it has. */
interface Start {
  readonly known: ReadonlyMap<Slot, number>;
  records: number;
}

function findPlaces(
  parts: HomeParts,
  recordsMax: number,
): { readonly places: LastPlaces; readonly starts: Start[] } {
  const places = new LastPlaces();
  const starts: Start[] = [];
  const known = new Map<Slot, number>();
  for (const item of parts.logs.allRecords(new Map())) {
    if (item.kind !== "record") continue;
    const changes = decodeChanges(item.changes, item.partCount);
    if (!isMalformed(changes) && counts(parts, item)) places.note(changes);
    const last = starts.at(-1);
    if (last !== undefined && last.records < recordsMax) last.records += 1;
    else starts.push({ known: new Map(known), records: 1 });
    known.set(dotSlot(item.stamp.dot), dotSequence(item.stamp.dot));
  }
  return { places, starts };
}

/** Oldest first. */
function readPiece(parts: HomeParts, { known, records }: Start): ReadRecordItem[] {
  const items: ReadRecordItem[] = [];
  for (const item of parts.logs.allRecords(known)) {
    if (item.kind !== "record") continue;
    items.push({ ...item, changes: Uint8Array.from(item.changes) });
    if (items.length === records) break;
  }
  return items;
}

function counts(parts: HomeParts, { stamp }: ReadRecordItem): boolean {
  const member = membersOf(parts).find(({ logId }) => logId === stamp.logId);
  return member !== undefined && countsRecord({ gaps: member.gaps ?? [] }, dotSequence(stamp.dot));
}

function toLine(parts: HomeParts, item: ReadRecordItem, places: LastPlaces): LogLine {
  const changes = decodeChanges(item.changes, item.partCount);
  const member = membersOf(parts).find(({ logId }) => logId === item.stamp.logId);
  return {
    time: item.stamp.time,
    participant: member?.name ?? item.stamp.logId,
    sequence: dotSequence(item.stamp.dot),
    hash: item.hash,
    counts: counts(parts, item),
    changes: isMalformed(changes)
      ? [`unreadable: ${changes.why}`]
      : changes.map((change) => describeChange(change, places)),
  };
}

function cleanPath(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}

/** Does a change of the record speak of the path or of something below it? */
function concerns(line: LogLine, path: string): boolean {
  if (path === "" || path === ".") return true;
  return line.changes.some((text) => {
    const padded = ` ${text} `;
    return padded.includes(` ${path} `) || padded.includes(` ${path}/`);
  });
}
