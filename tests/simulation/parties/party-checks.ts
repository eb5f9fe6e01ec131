// What must hold of a party when everything is healed and had time: whoever is in holds the same
// tree, all records and all blocks, and nothing waits.
import { isTrouble } from "../../../dhash/index.ts";
import { dotSequence } from "../../../logs/index.ts";
import { closeParts, openParts } from "../../../mount-tool/compose/home-parts.ts";
import { changesOf } from "../../../mount-tool/compose/sharing/record-changes.ts";
import type { SharingFigures } from "../../../mount-tool/sharing-messages.ts";
import { expectNoTrouble } from "../../support/memory-disk.ts";
import { homePath } from "../world.ts";
import type { Participant } from "./participant.ts";

/** Why they are not of one mind yet; undefined: they are. Cheap. */
export function whyUnsettled(members: readonly Participant[]): string | undefined {
  let first: string | undefined;
  for (const member of members) {
    const sharing = figuresOf(member);
    const why = whyBehind(member, sharing, members);
    if (why !== undefined) return `${member.name}: ${why}`;
    const known = sharing.members.map(({ name, role, folded }) => `${name} ${role} ${folded}`);
    const text = known.sort().join(", ");
    first ??= text;
    if (text !== first) return `${member.name} knows ${text}; others ${first}`;
  }
  return undefined;
}

function whyBehind(
  { name, waiting }: Participant,
  sharing: SharingFigures,
  members: readonly Participant[],
): string | undefined {
  for (const { name: author, folded, newest, trouble } of sharing.members) {
    if (trouble !== undefined) return `${author}'s log: ${trouble}`;
    const wanted = members.find((each) => each.name === author)?.acknowledged.length ?? newest;
    if (newest !== wanted) return `it has ${newest} records of ${author}, there are ${wanted}`;
    if (folded !== newest) return `it folded ${folded} of ${newest} records of ${author}`;
  }
  const { blocksToFetch, blocksWaitedFor } = sharing;
  // What is out may have blocks that nobody else has.
  if (sharing.members.some(({ role }) => role === "removed")) return undefined;
  if (blocksToFetch + blocksWaitedFor > 0) return `${blocksToFetch} blocks are to be fetched`;
  return waiting > 0 ? `${waiting} requests of ${name} wait` : undefined;
}

function figuresOf(member: Participant): SharingFigures {
  const answer = member.ask({ kind: "sharing" });
  if (answer.kind !== "sharing") throw new Error(`${member.name} does not say how it stands`);
  return answer.sharing;
}

/** Throws when a member's tree is another than the others', or than its logs fold to. */
export async function checkTrees(members: readonly Participant[]): Promise<string> {
  const digests = members.map(({ machine }) => machine.digest());
  const [digest = ""] = digests;
  members.forEach(({ name }, at) => {
    if (digests[at] !== digest) throw new Error(`${name} has another tree than the others`);
  });
  for (const { name, machine } of members) {
    const report = await machine.verify();
    if (isTrouble(report)) throw new Error(`${name}, verify: ${report.message}`);
    const [problem] = report.problems;
    if (problem !== undefined) {
      throw new Error(`${name}, verify: ${problem.thing}, ${problem.where}: ${problem.why}`);
    }
    if (report.digest !== digest) throw new Error(`${name}'s logs fold to another tree`);
  }
  return digest;
}

/** What a member lacks of what all were promised; undefined: nothing. */
export async function whatLacks(
  member: Participant,
  everybody: readonly Participant[],
): Promise<string | undefined> {
  const around = member.machine.surroundings();
  const wish = { home: homePath, around, mode: "read", syncedSequence: 0, log: () => {} } as const;
  const parts = expectNoTrouble(await openParts(wish));
  const out = new Set(everybody.flatMap(({ isOut, logId }) => (isOut ? [logId] : [])));
  const held = new Map<string, Map<number, string>>();
  let lacking: string | undefined;
  for (const item of parts.logs.records(new Map())) {
    if (item.kind !== "record") {
      lacking ??= `reading its logs: ${item.kind}`;
      continue;
    }
    const { logId, dot } = item.stamp;
    const hashes = held.get(logId) ?? new Map<number, string>();
    held.set(logId, hashes.set(dotSequence(dot), item.hash));
    if (out.has(logId)) continue;
    for (const change of changesOf(item)) {
      if (change.kind !== "write") continue;
      for (const { source } of change.extents) {
        if (source.kind !== "block" || parts.blocks.has(source.key) === true) continue;
        lacking ??= `a block of record ${dotSequence(dot)} of log ${logId}`;
      }
    }
  }
  await closeParts(parts);
  return lacking ?? whatIsLost(held, everybody);
}

function whatIsLost(
  held: ReadonlyMap<string, ReadonlyMap<number, string>>,
  everybody: readonly Participant[],
): string | undefined {
  for (const { name, logId, acknowledged, promised, isOut } of everybody) {
    const hashes = held.get(logId);
    const end = isOut ? 0 : promised;
    for (let sequence = 1; sequence <= end; sequence++) {
      const hash = acknowledged[sequence - 1];
      if (hash === undefined || hashes?.get(sequence) === hash) continue;
      return `record ${sequence} that ${name} wrote`;
    }
  }
  return undefined;
}
