// The end of a party: all is well from now on, and after some time everybody who is in has
// everything. A member whose lies keep the others apart is put out by the founder, as an admin
// would who reads `ivy status`.
import { noFaults } from "../faults.ts";
import type { Participant } from "./participant.ts";
import type { Party } from "./party.ts";
import type { Gathering, Inspection } from "./party-checks.ts";
import {
  checkTrees,
  countProofs,
  figuresOf,
  inspect,
  whoDiffers,
  whyUnsettled,
} from "./party-checks.ts";

const millisecondsMax = 600_000;
/** How long the founder waits before it puts out who lies. */
const patience = 60_000;
/** From how many on not everybody is connected with everybody. */
const crowd = 12;

/** Who is connected with whom: everybody, each with the next one, or some, and all with the
 *  founder. */
type Shape = "all" | "chain" | "some";
const steps: Readonly<Record<Shape, readonly number[]>> = {
  all: Array.from({ length: crowd }, (_, at) => at + 1),
  chain: [1],
  some: [1, 5, 11],
};

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
  const isPassedOn = everybody.every(({ keepsAll }) => keepsAll);
  const isChain = isPassedOn && chance.below(2) === 0;
  const shape = everybody.length > crowd ? "some" : "all";
  await settle(party, isChain ? "chain" : shape);
  // Now that nobody is apart from others, much is owed to whoever is strict.
  if (await party.workTogether()) await settle(party, isChain ? "chain" : shape);
  party.note(`digest ${await checkTrees(gather(party))}`);
}

/** They meet until all have everything. */
async function settle(party: Party, shape: Shape): Promise<void> {
  const { network } = party;
  const begin = network.time;
  let why = await meet(party, shape);
  while (why !== undefined && network.time < begin + millisecondsMax) {
    if (network.time > begin + patience) putOutLiars(party, why);
    why = await meet(party, shape);
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

/** Data comes by those who keep it: none of them knows only such as keep little. */
function connectKeepers(party: Party, present: readonly Participant[]): void {
  const keepers = present.filter(({ keepsAll }) => keepsAll);
  for (const [at, keeper] of keepers.entries()) {
    const next = keepers[at + 1];
    if (next !== undefined) party.connect(keeper, next);
  }
}

/** They connect, and have some time. */
async function meet(party: Party, shape: Shape): Promise<string | undefined> {
  const { everybody, founder } = party;
  const present = everybody.filter(({ isAway }) => !isAway);
  const { members } = gather(party);
  present.forEach((a, at) => {
    for (const step of steps[shape]) {
      const b = present[at + step];
      if (b !== undefined) party.connect(a, b);
    }
    // Some links only an admin takes; who is out keeps no chain together, nor who takes the next
    // one for out.
    const isGuest = !a.hasHome || !members.includes(a);
    const isAlone = isGuest || isCutOff(present, at, members);
    if (isAlone || shape === "some") party.connect(a, founder);
  });
  if (shape === "some") connectKeepers(party, present);
  party.nodes.meet(present);
  await party.pass(2000, everybody.length > crowd ? 80 : 40);
  const out = figuresOf(founder).members.filter(({ role }) => role === "removed");
  // Who was put out before it heard that it is in stays where it is.
  const joining = present.find(
    ({ hasHome, logId }) => !hasHome && !out.some((each) => each.logId === logId),
  );
  if (joining !== undefined) return `${joining.name} is not in yet: ${joining.refusal ?? "?"}`;
  const gathering = gather(party);
  const unsettled = whyUnsettled(gathering);
  if (unsettled !== undefined) return unsettled;
  const other = whoDiffers(gathering);
  if (other !== undefined) return `${other} has another tree than the others`;
  const inspections: Inspection[] = [];
  for (const member of gathering.members) {
    const inspection = await inspect(member, gathering);
    if (inspection.lacking !== undefined) return `${member.name} lacks ${inspection.lacking}`;
    inspections.push(inspection);
  }
  const short = party.nodes.whatIsShort(inspections);
  if (short !== undefined) return short;
  for (const [logId, proofs] of countProofs(inspections)) {
    const all = inspections.length;
    if (proofs !== all) return `${proofs} of ${all} hold the proof of the fork of ${logId}`;
    party.countOf("forks proven");
  }
  return undefined;
}

/** The one before in the chain is out, or one of the two takes the other for that. */
function isCutOff(
  present: readonly Participant[],
  at: number,
  members: readonly Participant[],
): boolean {
  const [before, one] = [present[at - 1], present[at]];
  if (before === undefined || one === undefined) return false;
  const isLinked = before.admits(one.name) && one.admits(before.name);
  return !isLinked || !members.includes(before);
}
