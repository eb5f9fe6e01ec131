// Participants whose clocks are far off: files carry their author's time, and nothing else follows
// from it. Who is connected is told.
import test, { type ExecutionContext } from "ava";
import { loadCrypto } from "../../logs/index.ts";
import { clockRows } from "../../mount-tool/commands/clock-rows.ts";
import { PeerClocks } from "../../mount-tool/compose/sharing/peer-clocks.ts";
import type { PeerFigures } from "../../mount-tool/network-options.ts";
import type { Participant } from "../simulation/parties/participant.ts";
import { end, inodeOf, look, sharingOf, TwoPeople, writeFile } from "../support/two-people.ts";

const crypto = await loadCrypto();
const yearSeconds = 365 * 86_400;

/** When a file was written, compared with the right time; in days. */
function daysOff(one: Participant, path: string): number {
  const inode = inodeOf(one, path);
  if (inode === undefined) throw new Error(`there is no ${path}`);
  const outcome = one.perform({ kind: "get-attributes", inode });
  if (outcome.kind !== "attributes") throw new Error(outcome.kind);
  const { clock } = one.machine;
  const right = clock.now().seconds - clock.aheadSeconds;
  return Math.round((outcome.attributes.modified.seconds - right) / 86_400) + 0;
}

function sameTrees(t: ExecutionContext, { alice, bob }: TwoPeople): void {
  t.is(bob.machine.digest(), alice.machine.digest());
}

for (const [word, years] of [
  ["ahead", 1],
  ["behind", -1],
  ["before 1970", -60],
] as const) {
  test(`a clock that is far off (${word}) changes only its owner's times`, async (t) => {
    const people = new TwoPeople(crypto);
    const { alice, bob } = people;
    bob.machine.clock.aheadSeconds = years * yearSeconds;
    await people.meet({ mode: "all" });
    const node = people.addNode(7);
    writeFile(alice, "of-alice", 1);
    writeFile(bob, "of-bob", 2);
    await people.pass(3000);
    for (const one of [alice, bob]) {
      t.is(daysOff(one, "of-alice"), 0);
      t.is(daysOff(one, "of-bob"), years * 365);
      t.is(look(one, "of-alice"), "here");
      t.is(look(one, "of-bob"), "here");
    }
    // Who wrote last wins, whatever the clocks say.
    writeFile(alice, "of-bob", 3);
    await people.pass(1000);
    t.is(daysOff(bob, "of-bob"), 0);
    writeFile(bob, "of-alice", 4);
    await people.pass(1000);
    t.is(daysOff(alice, "of-alice"), years * 365);
    sameTrees(t, people);
    // A name that both make while they do not see each other is there twice.
    people.cut();
    await people.pass(100);
    writeFile(alice, "both", 5);
    writeFile(bob, "both", 6);
    people.connect();
    await people.pass(5000);
    sameTrees(t, people);
    const entries = alice.machine.home.volume.inodes;
    t.is(entries, 5, "the root, two files, and one twice");
    // Somebody puts the clock right: the log goes back in time, and on.
    bob.machine.clock.aheadSeconds = 0;
    writeFile(bob, "later", 7);
    await people.pass(12_000);
    t.is(daysOff(alice, "later"), 0);
    t.is(node.headOf(bob.logId), sharingOf(bob).members.find(({ isSelf }) => isSelf)?.newest);
    for (const one of [alice, bob]) await people.restart({ mode: "all" }, one);
    await people.pass(2000);
    sameTrees(t, people);
    await end(t, people);
  });
}

test("a name that two claim at once goes to one, whatever their clocks say", async (t) => {
  const people = new TwoPeople(crypto);
  const { alice, bob } = people;
  bob.machine.clock.aheadSeconds = -yearSeconds;
  await people.meet({ mode: "all" });
  const wish = { kind: "make", type: "directory", mode: 0o755, target: "", umask: 0 } as const;
  const caller = { uid: 0, gid: 0 };
  const parent = inodeOf(alice, "");
  if (parent === undefined) return t.fail();
  for (let round = 0; round < 10; round++) {
    const name = `name-${round}`;
    const both = round % 2 === 0 ? [alice, bob] : [bob, alice];
    for (const one of both) one.perform({ ...wish, parent, name, device: 0, caller });
    await people.pass(3000);
    t.deepEqual([alice.waiting, bob.waiting], [0, 0]);
    t.is(alice.machine.home.volume.inodes, 2 + round, "one was made");
  }
  sameTrees(t, people);
  await end(t, people);
});

const peerWith = (logId: string, clockAheadSeconds: number | undefined): PeerFigures => ({
  ...{ peer: logId, logId, isNode: false, address: "", direction: "incoming", isRelayed: false },
  ...{ encryption: "tls", bytesSent: 0, bytesReceived: 0, roundTripMilliseconds: 1 },
  clockAheadSeconds,
});

test("a peer's clock that is off by more than a minute is told once, and named in status", (t) => {
  const clocks = new PeerClocks(() => 1_800_000_000_000);
  t.is(clocks.hear("bob", 1_800_000_059_000), undefined);
  t.is(clocks.hear("bob", undefined), undefined);
  const told = clocks.hear("bob", 1_831_536_000_000);
  t.is(told, "says that it is 2028-01-15T08:00:00.000Z; one of the two clocks is wrong");
  t.is(clocks.hear("bob", 1_831_536_000_000), undefined, "once");
  t.is(clocks.aheadOf("bob"), yearSeconds);
  t.regex(String(clocks.hear("eve", Number.MAX_SAFE_INTEGER)), /9007199254740991 ms after 1970/);
  clocks.forget("bob");
  t.is(clocks.aheadOf("bob"), undefined);
});

test("what status says of clocks", (t) => {
  const members = ["alice", "bob", "carol"].map((name) => ({ name, logId: `of ${name}` }));
  const rows = (...ahead: readonly (number | undefined)[]): unknown =>
    clockRows(
      ahead.map((each, at) => peerWith(members[at]?.logId ?? "of nobody", each)),
      members,
    );
  const effect = "Files carry the time of whoever wrote them.";
  t.deepEqual(rows(), []);
  t.deepEqual(rows(60, -60, undefined, 999), []);
  t.deepEqual(rows(61, 0), [
    ["CLOCK", `alice's is 1 min 1 s ahead of this one: somebody's clock is wrong. ${effect}`],
  ]);
  t.deepEqual(rows(-yearSeconds, 3, 7200), [
    [
      "CLOCK",
      `alice's is 365 d 0 h behind this one, carol's is 2 h 0 min ahead of this one: ` +
        `somebody's clock is wrong. ${effect}`,
    ],
  ]);
  t.deepEqual(rows(yearSeconds, yearSeconds + 1), [
    [
      "CLOCK",
      `this machine's clock is 365 d 0 h behind theirs, of all who are connected. ${effect}`,
    ],
  ]);
});
