// Syncs beside this thread, of the files of a home: those of others' records are over before that
// of own ones begins. An own record that power spared would follow what it took, and where the
// author of that lost it, too, the own one would wait for ever at everybody else.
import { invariant } from "../../../dhash/core/index.ts";
import type { PendingSync } from "../../../dhash/index.ts";
import { allSyncs } from "../../../dhash/index.ts";
import { membersOf } from "../folded-home.ts";
import type { HomeParts } from "../home-parts.ts";

/** Where the blocks are that records name, and the heads that prove others' records. */
const blocksDirectory = "blocks";

/** Undefined where nothing is synced beside this thread. */
export function syncInOrder(parts: HomeParts, wake: number | undefined): PendingSync | undefined {
  const { around, file } = parts;
  const unkept = parts.logs.peers()?.keepHeads();
  if (unkept !== undefined) return () => unkept;
  const begin = (directories: readonly string[]): PendingSync | undefined =>
    around.disk.beginSync?.(directories, wake);
  const beginOwn = (): PendingSync | undefined => begin([blocksDirectory, `logs/${file.logId}`]);
  const others = membersOf(parts).filter(({ logId }) => logId !== file.logId);
  const records = begin(others.map(({ logId }) => `logs/${logId}`));
  if (records === undefined) return undefined;
  if (records() === undefined) return beginOwn();
  const heads = begin([blocksDirectory]);
  return heads && oneAfterOther(allSyncs([records, heads]), beginOwn);
}

function oneAfterOther(first: PendingSync, begin: () => PendingSync | undefined): PendingSync {
  let second: PendingSync | undefined;
  return () => {
    const answer = second === undefined ? first() : undefined;
    if (answer !== undefined) return answer;
    second ??= begin();
    invariant(second !== undefined, "where one sync was begun another one can be");
    return second();
  };
}
