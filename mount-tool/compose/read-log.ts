// `ivy log`: the records of the own log, newest first. It is read backwards in pieces, so that a
// long history costs memory only for the names in it.

import type { Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { decodeChanges, describeChange, LastPlaces } from "../../fs/index.ts";
import type { ReadRecordItem } from "../../logs/index.ts";
import { dotSequence, isMalformed } from "../../logs/index.ts";
import type { LogLine } from "../home-types.ts";
import { membersOf, ownSlot } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";
import { machineSurroundings } from "./surroundings.ts";

const pieceRecords = 20_000;

export async function* readLog(
  home: string,
  options: { readonly path: string | undefined },
): AsyncGenerator<LogLine | Trouble> {
  const around = await machineSurroundings(home);
  const parts = await openParts({ home, around, mode: "read", syncedSequence: 0, log: () => {} });
  if (isTrouble(parts)) {
    yield parts;
    return;
  }
  try {
    const { places, newest } = findPlaces(parts);
    const wanted = options.path === undefined ? undefined : cleanPath(options.path);
    for (let to = newest; to > 0; to -= pieceRecords) {
      const items = readPiece(parts, Math.max(0, to - pieceRecords), to);
      for (const item of items.reverse()) {
        const line = toLine(parts, item, places);
        if (wanted === undefined || concerns(line, wanted)) yield line;
      }
    }
  } finally {
    await closeParts(parts);
  }
}

function findPlaces(parts: HomeParts): { readonly places: LastPlaces; readonly newest: number } {
  const places = new LastPlaces();
  let newest = 0;
  for (const item of parts.logs.records(new Map())) {
    if (item.kind !== "record") continue;
    const changes = decodeChanges(item.changes, item.partCount);
    if (!isMalformed(changes)) places.note(changes);
    newest = Math.max(newest, dotSequence(item.stamp.dot));
  }
  return { places, newest };
}

/** Records after `from` up to `to`, oldest first. */
function readPiece(parts: HomeParts, from: number, to: number): ReadRecordItem[] {
  const items: ReadRecordItem[] = [];
  for (const item of parts.logs.records(new Map([[ownSlot(parts), from]]))) {
    if (item.kind !== "record") continue;
    if (dotSequence(item.stamp.dot) > to) break;
    items.push({ ...item, changes: Uint8Array.from(item.changes) });
  }
  return items;
}

function toLine(parts: HomeParts, item: ReadRecordItem, places: LastPlaces): LogLine {
  const changes = decodeChanges(item.changes, item.partCount);
  const member = membersOf(parts).find(({ logId }) => logId === item.stamp.logId);
  return {
    time: item.stamp.time,
    participant: member?.name ?? item.stamp.logId,
    sequence: dotSequence(item.stamp.dot),
    hash: item.hash,
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
