// The end of a party: all is well from now on, and after some time everybody who is in has
// everything. A member whose lies keep the others apart is put out by the founder, as an admin
// would who reads `ivy status`.
import { noFaults } from "../faults.ts";
import type { Participant } from "./participant.ts";
import type { Party } from "./party.ts";
import type { Gathering } from "./party-checks.ts";
import {
  checkProofs,
  checkTrees,
  figuresOf,
  whatLacks,
  whoDiffers,
  whyUnsettled,
} from "./party-checks.ts";

const millisecondsMax = 600_000;
/** How long the founder waits before it puts out who lies. */
const patience = 60_000;

export async function heal(party: Party): Promise<void> {
  const { everybody, network, chance, liars } = party;
  party.note("everything is healed");
  network.heal();
  for (const each of everybody) {
    each.setDisk(noFaults);
    if (each.isDead) each.stop("kill");
    else each.machine.process.dieAtCall(Number.POSITIVE_INFINITY);
    if (!each.hasHome || each.isRunning) continue;
    await each.start();
    party.askAtOnce(each);
  }
  for (const { name } of liars.all) network.leave(name);
  // Who keeps little passes little on.
  const isChain = everybody.every(({ keepsAll }) => keepsAll) && chance.below(2) === 0;
  await settle(party, isChain);
  // Now that nobody is apart from others, much is owed to whoever is strict.
  if (await party.workTogether()) await settle(party, isChain);
  const gathering = gather(party);
  for (const _ of await checkProofs(party.crypto, gathering)) party.countOf("forks proven");
  party.note(`digest ${await checkTrees(gathering)}`);
}

/** They meet until all have everything. */
async function settle(party: Party, isChain: boolean): Promise<void> {
  const { network } = party;
  const begin = network.time;
  let why = await meet(party, isChain);
  while (why !== undefined && network.time < begin + millisecondsMax) {
    if (network.time > begin + patience) putOutLiars(party, why);
    why = await meet(party, isChain);
  }
  if (why !== undefined) throw new Error(`after all was healed: ${why}`);
}

/** Whoever is a member as the founder sees it. */
function gather({ everybody, founder, liars: { all: liars } }: Party): Gathering {
  const figures = figuresOf(founder);
  const inside = figures.members.filter(({ role }) => role !== "removed");
  const isIn = ({ logId }: Participant): boolean => inside.some((each) => each.logId === logId);
  return { members: everybody.filter((each) => each.isRunning && isIn(each)), everybody, liars };
}

/** Whoever lies and is complained about; somebody is. */
function putOutLiars(party: Party, why: string): void {
  const { founder } = party;
  const liars = party.liars.all;
  if (liars.length === 0) return;
  const { members } = gather(party);
  const figures = members.flatMap((each) => figuresOf(each).members);
  const inside = liars.filter(({ logId }) => {
    return figures.some((each) => each.logId === logId && each.role !== "removed");
  });
  if (inside.length === 0) return;
  const noticed = inside.filter(({ logId }) => {
    return figures.some((each) => each.logId === logId && each.trouble !== undefined);
  });
  // Where one is out already, that may take its time.
  if (noticed.length === 0 && inside.length === liars.length) {
    throw new Error(`nobody says that somebody lies, but ${why}`);
  }
  for (const liar of noticed) {
    const known = figuresOf(founder).members.find(({ logId }) => logId === liar.logId);
    const { name = liar.name } = known ?? {};
    const answer = founder.ask({ kind: "exclude", name, from: undefined });
    if (answer.kind === "done") party.note(party.countOf("a liar is put out"));
  }
}

/** They connect, each with all or only with the next one, and have some time. */
async function meet(party: Party, isChain: boolean): Promise<string | undefined> {
  const { everybody, founder } = party;
  const present = everybody.filter(({ isAway }) => !isAway);
  present.forEach((a, at) => {
    for (const b of isChain ? present.slice(at + 1, at + 2) : present.slice(at + 1)) {
      party.connect(a, b);
    }
    // Some links only an admin takes; who is out keeps no chain together, nor who takes the next
    // one for out.
    const isGuest = !a.hasHome || !gather(party).members.includes(a);
    if (isGuest || isCutOff(present, at, party)) party.connect(a, founder);
  });
  party.nodes.meet(present);
  await party.pass(2000, 40);
  const out = figuresOf(founder).members.filter(({ role }) => role === "removed");
  // Who was put out before it heard that it is in stays where it is.
  const joining = present.find(
    ({ hasHome, logId }) => !hasHome && !out.some((each) => each.logId === logId),
  );
  if (joining !== undefined) return `${joining.name} is not in yet: ${joining.refusal ?? "?"}`;
  const gathering = gather(party);
  const unsettled = whyUnsettled(gathering);
  if (unsettled !== undefined) return unsettled;
  for (const member of gathering.members) {
    const lacking = await whatLacks(member, gathering);
    if (lacking !== undefined) return `${member.name} lacks ${lacking}`;
  }
  const other = whoDiffers(gathering);
  if (other !== undefined) return `${other} has another tree than the others`;
  const short = await party.nodes.whatIsShort(gathering.members);
  if (short !== undefined) return short;
  const all = gathering.members.length;
  for (const [logId, proofs] of await checkProofs(party.crypto, gathering)) {
    if (proofs !== all) return `${proofs} of ${all} hold the proof of the fork of ${logId}`;
  }
  return undefined;
}

/** The one before in the chain is out, or one of the two takes the other for that. */
function isCutOff(present: readonly Participant[], at: number, party: Party): boolean {
  const [before, one] = [present[at - 1], present[at]];
  if (before === undefined || one === undefined) return false;
  const isLinked = before.admits(one.name) && one.admits(before.name);
  return !isLinked || !gather(party).members.includes(before);
}
