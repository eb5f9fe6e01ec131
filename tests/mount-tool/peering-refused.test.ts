// Peers with whom it does not work, over a real network: why is said, members go on, and nobody is
// called again and again. And what connected peers know of each other's clocks.
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { isBlockKey } from "../../dhash/index.ts";
import { PeerRefusals } from "../../mount-tool/compose/sharing/peer-refusals.ts";
import { Peering, type PeeringOptions } from "../../mount-tool/compose/sharing/peering.ts";
import { peerIdOf, seedOf } from "../dhash/transport-peers.ts";
import { until } from "../support/ivy.ts";
import { makeTemporaryDirectory } from "../support/temporary.ts";

const temporary = makeTemporaryDirectory();
test.after.always(() => temporary.remove());

const fileSystemId = `12${createHash("sha256").digest("hex")}`;
const now = 1_800_000_000_000;
const yearMilliseconds = 365 * 86_400_000;

interface Seen {
  readonly peering: Peering;
  readonly log: string[];
  readonly connected: string[];
}

async function open(
  t: ExecutionContext,
  name: string,
  options: Partial<PeeringOptions> = {},
): Promise<Seen> {
  if (!isBlockKey(fileSystemId)) throw new Error("a block key");
  const home = `${temporary.path}/${name}`;
  mkdirSync(home);
  const log: string[] = [];
  const connected: string[] = [];
  const nothing = (): void => {};
  const secret = Buffer.alloc(32, 5);
  const peering = new Peering({
    ...{ home, listen: ["/ip4/127.0.0.1/tcp/0"], announce: [], isFoundNearby: false },
    swarm: { fileSystemId, seed: seedOf(name), secret, members: [], isShared: true },
    program: `ivy ${name}`,
    clock: () => now,
    log: (level, message) => void log.push(`${level}: ${message}`),
    onConnected: (peer) => void connected.push(peer),
    ...{ onGone: nothing, onFull: nothing, onDrained: nothing, onFrame: nothing },
    ...options,
  });
  t.teardown(() => peering.close());
  const trouble = await peering.open();
  if (trouble !== undefined) throw new Error(trouble.message);
  return { peering, log, connected };
}

test("clocks that are a year apart are told on both sides, and hinder nothing", async (t) => {
  const alice = await open(t, "alice");
  const bob = await open(t, "bob", { clock: () => now + yearMilliseconds });
  bob.peering.seek({ peer: "", addresses: alice.peering.addresses() });
  const said = (log: readonly string[]) => log.some((line) => line.includes("two clocks"));
  await until("both have told it", () => said(alice.log) && said(bob.log));
  t.is(alice.peering.peers()[0]?.clockAheadSeconds, yearMilliseconds / 1000);
  t.is(bob.peering.peers()[0]?.clockAheadSeconds, -yearMilliseconds / 1000);
  t.regex(alice.log.join("\n"), /^warn: peer .* says that it is 2028-01-15.*clocks is wrong$/m);
  t.deepEqual([alice.peering.refusals(), bob.peering.refusals()], [[], []]);
});

test("who is not understood is called more and more seldom, and it is said", async (t) => {
  const host = await open(t, "host");
  const newer = await open(t, "newer", {
    onConnected: (peer) => {
      newer.connected.push(peer);
      newer.peering.disconnect(peer, "format version 1 is too old");
    },
  });
  host.peering.seek({ peer: "", addresses: newer.peering.addresses() });
  await until("they have met", () => newer.connected.length > 0);
  await wait(5000);
  // Without rests that grow there would be one each second, from both sides.
  t.true(newer.connected.length <= 5, `${newer.connected.length} connections`);
  await until("it is told", () => host.peering.refusals().length === 1);
  const id = peerIdOf(seedOf("newer"));
  t.deepEqual(host.peering.refusals(), [`peer ${id}: it says: format version 1 is too old`]);
});

test("so many peers' refusals are remembered, and none of who is connected", (t) => {
  const refusals = new PeerRefusals();
  const [first, ...rest] = Array.from({ length: 300 }, (_, at) => peerIdOf(seedOf(`peer ${at}`)));
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return t.fail();
  const parting = { kind: "ended-there", code: "not-admitted", text: "who are you?" } as const;
  for (const peer of [first, ...rest]) t.true(refusals.ended(peer, parting));
  const sentences = refusals.sentences((peer) => peer);
  t.is(sentences.length, 256);
  t.is(sentences.at(-1), `${last}: it says: who are you?`);
  t.false(sentences.some((sentence) => sentence.startsWith(first)));
  refusals.connected(last);
  t.is(refusals.sentences((peer) => peer).length, 255);
  t.false(refusals.ended(first, { kind: "lost", text: "reset" }));
  t.false(refusals.ended(first, { ...parting, code: "closed" }));
});
