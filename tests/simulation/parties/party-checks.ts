// What must hold of a party when everything is healed and had time: whoever is in holds the same
// tree, all records and all blocks, and nothing waits. Of a member that lies all hold the same.
import type { BlockKey } from "../../../dhash/index.ts";
import { isTrouble } from "../../../dhash/index.ts";
import { sequenceMax } from "../../../logs/core/limits.ts";
import { mayWrite } from "../../../logs/core/view.ts";
import type { LogId } from "../../../logs/index.ts";
import { dotSequence, isMalformed, verifyForkProof } from "../../../logs/index.ts";
import type { HomeParts } from "../../../mount-tool/compose/home-parts.ts";
import { closeParts, openParts } from "../../../mount-tool/compose/home-parts.ts";
import { blocksIn, changesOf } from "../../../mount-tool/compose/record-changes.ts";
import type { MemberFigures, SharingFigures } from "../../../mount-tool/sharing-messages.ts";
import { expectNoTrouble } from "../../support/memory-disk.ts";
import { homePath } from "../world.ts";
import type { Participant } from "./participant.ts";

/** Who is looked at, and who is not to be believed. */
export interface Gathering {
  readonly members: readonly Participant[];
  readonly everybody: readonly Participant[];
  readonly liars: readonly { readonly name: string; readonly logId: string }[];
}

/** Why they are not of one mind yet; undefined: they are. Cheap. */
export function whyUnsettled(gathering: Gathering): string | undefined {
  let first: string | undefined;
  for (const member of gathering.members) {
    const sharing = figuresOf(member);
    const why = whyBehind(member, sharing, gathering);
    if (why !== undefined) return `${member.name}: ${why}`;
    // Of those who may not write some hold more than others, which does not count.
    const known = sharing.members.map(({ name, role, folded }) => {
      return mayWrite(role) ? `${name} ${role} ${folded}` : `${name} ${role}`;
    });
    const text = known.sort().join(", ");
    first ??= text;
    if (text !== first) return `${member.name} knows ${text}; others ${first}`;
  }
  return undefined;
}

function whyBehind(
  { name, waiting }: Participant,
  sharing: SharingFigures,
  { members, liars }: Gathering,
): string | undefined {
  const isLyingOr = (each: MemberFigures): boolean => isLiar(liars, each.logId);
  for (const each of sharing.members) {
    const { name: author, role, folded, newest, trouble } = each;
    // What is said about those who are out, or may only read since, is no trouble.
    if (isLyingOr(each) || (role === "removed" && folded === newest)) continue;
    if (trouble !== undefined && mayWrite(role)) return `${author}'s log: ${trouble}`;
    const written = members.find((one) => one.name === author)?.acknowledged.length;
    const wanted = mayWrite(role) ? (written ?? newest) : newest;
    if (newest !== wanted) return `it has ${newest} records of ${author}, there are ${wanted}`;
    if (folded !== newest && role !== "removed") {
      return `it folded ${folded} of ${newest} records of ${author}`;
    }
  }
  const { blocksToFetch, blocksWaitedFor } = sharing;
  // Who is out may have blocks that nobody else has, and a liar names some that nobody has.
  const isWhole = sharing.members.every((each) => each.role !== "removed" && !isLyingOr(each));
  if (isWhole && blocksToFetch + blocksWaitedFor > 0) {
    return `${blocksToFetch} blocks are to be fetched, ${blocksWaitedFor} waited for`;
  }
  return isWhole && waiting > 0 ? `${waiting} requests of ${name} wait` : undefined;
}

export function figuresOf(member: Participant): SharingFigures {
  const answer = member.ask({ kind: "sharing" });
  if (answer.kind !== "sharing") throw new Error(`${member.name} does not say how it stands`);
  return answer.sharing;
}

/** A member with another tree than the first one; undefined: all have the same. */
export function whoDiffers({ members }: Gathering): string | undefined {
  const digests = members.map(({ machine }) => machine.digest());
  return members.find((_, at) => digests[at] !== digests[0])?.name;
}

/** Throws when a member's tree is another than its logs fold to. All have the same one. */
export async function checkTrees({ members, liars }: Gathering): Promise<string> {
  const digest = members[0]?.machine.digest() ?? "";
  for (const { name, machine } of members) {
    const report = await machine.verify();
    if (isTrouble(report)) throw new Error(`${name}, verify: ${report.message}`);
    const problem = report.problems.find(
      ({ thing, why }) =>
        !isUnfinished(why) && !liars.some(({ logId }) => `${thing} ${why}`.includes(logId)),
    );
    if (problem !== undefined) {
      throw new Error(`${name}, verify: ${problem.thing}, ${problem.where}: ${problem.why}`);
    }
    if (report.digest !== digest) throw new Error(`${name}'s logs fold to another tree`);
  }
  return digest;
}

/** A daemon that runs has begun its first snapshot. */
function isUnfinished(why: string): boolean {
  return why.includes("holds no root");
}

/** How many hold a proof of a fork, by whom it is about. */
export function countProofs(inspections: readonly Inspection[]): ReadonlyMap<LogId, number> {
  const counts = new Map<LogId, number>();
  for (const { proofs } of inspections) {
    for (const logId of proofs) counts.set(logId, (counts.get(logId) ?? 0) + 1);
  }
  return counts;
}

/** Every proof that a member holds is one, and is about a liar. */
function checkProofs(parts: HomeParts, name: string, liars: Gathering["liars"]): readonly LogId[] {
  const { crypto, hasher } = parts;
  const proofs = expectNoTrouble(parts.sharing.proofs());
  for (const [logId, bytes] of proofs) {
    const proven = verifyForkProof({ crypto, hasher }, bytes);
    if (isMalformed(proven)) throw new Error(`${name} keeps a proof: ${proven.why}`);
    if (proven.logId !== logId || !isLiar(liars, logId)) {
      throw new Error(`${name} keeps a proof against ${logId}, who is honest`);
    }
  }
  return [...proofs.keys()];
}

function isLiar(liars: Gathering["liars"], logId: string): boolean {
  return liars.some((each) => each.logId === logId);
}

async function readParts(member: Participant): Promise<HomeParts> {
  const around = member.machine.surroundings();
  const wish = { home: homePath, around, mode: "read", syncedSequence: 0, log: () => {} } as const;
  return expectNoTrouble(await openParts(wish));
}

/** What is on a member's disk. */
export interface Inspection {
  readonly name: string;
  /** What it lacks of what all were promised; undefined: nothing. */
  readonly lacking: string | undefined;
  /** What its own records name, without what it copied of others and has not. */
  readonly ownBlocks: ReadonlySet<BlockKey>;
  /** Of whose two histories it holds the proof. */
  readonly proofs: readonly LogId[];
}

export async function inspect(member: Participant, gathering: Gathering): Promise<Inspection> {
  const { name } = member;
  const parts = await readParts(member);
  const { liars, members } = gathering;
  const proofs = checkProofs(parts, name, liars);
  const present = new Set<string>(members.map(({ logId }) => logId));
  const held = new Map<string, Map<number, string>>();
  const ownBlocks = new Set<BlockKey>();
  const ofOthers = new Set<BlockKey>();
  const standings = parts.logs.peers()?.standings() ?? [];
  const limits = new Map<string, number>(standings.map(({ logId, limit }) => [logId, limit]));
  let lacking: string | undefined;
  for (const item of parts.logs.allRecords(new Map())) {
    if (item.kind !== "record") {
      const isLying = item.kind !== "trouble" && isLiar(liars, item.logId);
      // What who is out has seen, nobody else need have: a liar's other history, say.
      const isOut = item.kind === "waiting" && !present.has(item.logId);
      if (!isLying && !isOut) lacking ??= `reading its logs: ${item.kind}`;
      continue;
    }
    const { logId, dot } = item.stamp;
    const hashes = held.get(logId) ?? new Map<number, string>();
    held.set(logId, hashes.set(dotSequence(dot), item.hash));
    // Data of who is gone may be gone, also where somebody has copied it since.
    const blocks = blocksIn(changesOf(item));
    if (!present.has(logId)) for (const key of blocks) ofOthers.add(key);
    for (const key of present.has(logId) ? blocks : []) {
      const isHere = parts.blocks.has(key) === true;
      if (isHere && logId === member.logId) ownBlocks.add(key);
      const isBeyond = dotSequence(dot) > (limits.get(logId) ?? sequenceMax);
      if (isHere || !member.keepsAll || isBeyond || ofOthers.has(key)) continue;
      lacking ??= `a block of record ${dotSequence(dot)} of log ${logId}`;
    }
  }
  await closeParts(parts);
  lacking ??= whatIsLost(held, limits, members);
  return { name, lacking, ownBlocks, proofs };
}

/** What somebody wrote beyond the end of its log, before it heard of that, is not for others. */
function whatIsLost(
  held: ReadonlyMap<string, ReadonlyMap<number, string>>,
  limits: ReadonlyMap<string, number>,
  members: readonly Participant[],
): string | undefined {
  for (const { name, logId, acknowledged, promised } of members) {
    const hashes = held.get(logId);
    const last = Math.min(promised, limits.get(logId) ?? promised);
    for (let sequence = 1; sequence <= last; sequence++) {
      const hash = acknowledged[sequence - 1];
      if (hash === undefined || hashes?.get(sequence) === hash) continue;
      return `record ${sequence} that ${name} wrote`;
    }
  }
  return undefined;
}
