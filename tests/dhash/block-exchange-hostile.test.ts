// Peers that send garbage, floods, forged blocks or nothing of use: it costs them the connection,
// or nothing but their own time, and others go on.
import test from "ava";
import {
  owedBlocksMax,
  unaskedAnswersMax,
  windowBlocks,
} from "../../dhash/core/block-exchange-limits.ts";
import {
  type BlockMessage,
  decodeBlockMessage,
  encodeBlockMessage,
} from "../../dhash/core/block-message.ts";
import type { BlockExchangeEvent } from "../../dhash/index.ts";
import { BlockNet, BlockParty } from "../support/block-net.ts";
import { type Sample, samples } from "./block-samples.ts";

const all = samples(300);
const keysOf = (some: readonly Sample[]) => some.map(({ key }) => key);

/** One who is connected with a peer that does as the test says. */
class Victim {
  time = 1000;
  readonly party = new BlockParty("anna", () => this.time);
  readonly asked: string[] = [];
  closed: string | undefined;
  closings = 0;
  readonly arrived: string[] = [];

  constructor() {
    this.take(this.party.exchange.connect("mallory"));
  }

  want(some: readonly Sample[], urgency: "now" | "later" = "now"): void {
    this.take(this.party.exchange.want(keysOf(some), urgency));
  }

  hear(message: BlockMessage): void {
    this.hearBytes(encodeBlockMessage(message));
  }

  hearBytes(bytes: Uint8Array): void {
    this.take(this.party.exchange.receive("mallory", bytes));
  }

  wait(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (; this.time < end; this.time += 50) this.take(this.party.exchange.tick());
  }

  take(events: readonly BlockExchangeEvent[]): void {
    for (const event of events) {
      if (event.kind === "close") {
        this.closed = event.why;
        this.closings++;
      }
      if (event.kind === "arrived") this.arrived.push(event.key);
      if (event.kind !== "send" || event.peer !== "mallory") continue;
      const message = decodeBlockMessage(event.bytes);
      if (message.kind === "want") this.asked.push(...message.keys);
    }
  }
}

test("garbage ends the connection", (t) => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("garbage"), Buffer.alloc(5000, 1)]) {
    const victim = new Victim();
    victim.hearBytes(bytes);
    t.regex(victim.closed ?? "", /^it sent a message /);
    victim.hearBytes(bytes);
    victim.hear({ kind: "want", urgency: "now", keys: keysOf(all.slice(0, 1)) });
    t.is(victim.party.exchange.statistics().blocksServed, 0);
  }
});

test("a forged block ends the connection and is not stored; another peer is asked", (t) => {
  const victim = new Victim();
  const [wanted, other] = all;
  if (wanted === undefined || other === undefined) return t.fail();
  victim.want([wanted]);
  victim.hear({ kind: "block", key: wanted.key, bytes: other.bytes });
  t.is(victim.closings, 1);
  t.is(victim.closed, `it sent other bytes as block ${wanted.key}`);
  t.false(victim.party.holds(wanted.key) || victim.party.holds(other.key));
  const events = victim.party.exchange.connect("ben");
  t.is(events.length, 1);
  victim.take(
    victim.party.exchange.receive("ben", encodeBlockMessage({ kind: "block", ...wanted })),
  );
  t.deepEqual(victim.arrived, [wanted.key]);
});

test("blocks that nobody asked for are dropped, and too many end the connection", (t) => {
  const victim = new Victim();
  all.slice(0, unaskedAnswersMax).forEach((each) => {
    victim.hear({ kind: "block", ...each });
  });
  t.is(victim.closed, undefined);
  t.is(victim.party.blocks.statistics().blocks, 0);
  victim.hear({ kind: "block", ...(all[200] ?? all[0] ?? never()) });
  t.is(victim.closed, "it sends what it was not asked for");
});

function never(): never {
  throw new Error("there are samples");
}

test("lacks that nobody asked about are forgotten, and too many end the connection", (t) => {
  const victim = new Victim();
  victim.hear({ kind: "lack", keys: keysOf(all.slice(0, 64)) });
  t.is(victim.closed, undefined);
  victim.want(all.slice(0, 1));
  t.is(victim.asked.length, 1);
  victim.hear({ kind: "lack", keys: keysOf(all.slice(0, 64)) });
  t.is(victim.closed, "it sends what it was not asked for");
});

test("endless lack costs one question for each block in a while", (t) => {
  const victim = new Victim();
  victim.want(all.slice(0, 10), "now");
  victim.want(all.slice(10, 30), "later");
  let answered = 0;
  for (let round = 0; round < 1200; round++) {
    const asked = new Set(victim.asked.slice(answered));
    answered = victim.asked.length;
    for (const key of keysOf(all).filter((each) => asked.has(each))) {
      victim.hear({ kind: "lack", keys: [key] });
    }
    victim.wait(50);
  }
  t.is(victim.closed, undefined);
  t.true(victim.asked.length > 20 * 10);
  // A minute: thirty times ten urgent ones, once or twice twenty others.
  t.true(victim.asked.length <= 30 * 10 + 2 * 20, `${victim.asked.length} questions`);
});

test("of one who never answers each time another block is asked", (t) => {
  const victim = new Victim();
  victim.want(all.slice(0, 30), "later");
  victim.wait(150_000);
  t.true(victim.asked.length >= 24);
  t.is(new Set(victim.asked).size, victim.asked.length);
});

test("who says Have of anything changes nothing but what it may be asked for", (t) => {
  const victim = new Victim();
  victim.want(all.slice(0, 1));
  for (let round = 0; round < 100; round++)
    victim.hear({ kind: "have", keys: keysOf(all.slice(0, 64)) });
  t.is(victim.asked.length, 1);
  victim.hear({ kind: "lack", keys: keysOf(all.slice(0, 1)) });
  t.is(victim.asked.length, 1);
  victim.hear({ kind: "have", keys: keysOf(all.slice(0, 64)) });
  t.is(victim.asked.length, 2);
});

test("who asks for more than it takes is closed with a reason", (t) => {
  const victim = new Victim();
  for (const { key, bytes } of all) victim.party.blocks.put(key, bytes);
  victim.party.exchange.hold("mallory");
  for (let at = 0; at < 300; at += windowBlocks) {
    const keys = keysOf(all.slice(at, at + windowBlocks));
    victim.hear({ kind: "want", urgency: "later", keys });
    if (at + windowBlocks <= owedBlocksMax) t.is(victim.closed, undefined);
  }
  t.is(victim.closed, "it asked for more than 64 blocks without taking them");
  t.is(victim.party.exchange.statistics().blocksServed, 0);
});

test("asking for the same block again and again queues it once", (t) => {
  const victim = new Victim();
  for (const { key, bytes } of all) victim.party.blocks.put(key, bytes);
  victim.party.exchange.hold("mallory");
  for (let round = 0; round < 1000; round++) {
    const keys = keysOf(all.slice(0, 1));
    victim.hear({
      kind: "want",
      urgency: round % 2 === 0 ? "now" : "later",
      keys: [...keys, ...keys],
    });
  }
  t.is(victim.closed, undefined);
  victim.take(victim.party.exchange.drained("mallory"));
  t.is(victim.party.exchange.statistics().blocksServed, 1);
});

test("a peer that swallows questions delays a reader for a moment only", (t) => {
  const net = new BlockNet("anna", "ben", "cleo");
  const [anna, ben, cleo] = [net.party(0), net.party(1), net.party(2)];
  net.linkAll();
  for (const { key, bytes } of all) cleo.blocks.put(key, bytes);
  const swallow = ({ to }: { to: BlockParty }) => (to === ben ? Number.POSITIVE_INFINITY : 5);
  for (let at = 0; at < 200; at += 10) {
    const some = all.slice(at, at + 10);
    net.take(anna, anna.exchange.want(keysOf(some), "now"));
    net.run(at === 0 ? 400 : 100, swallow);
    t.true(
      some.every(({ key }) => anna.holds(key)),
      `from ${at} on`,
    );
  }
});

test("nobody is heard who is not connected", (t) => {
  const victim = new Victim();
  const message = encodeBlockMessage({
    kind: "want",
    urgency: "now",
    keys: keysOf(all.slice(0, 1)),
  });
  t.deepEqual(victim.party.exchange.receive("nobody", message), []);
  t.deepEqual(victim.party.exchange.drained("nobody"), []);
  t.deepEqual(victim.party.exchange.disconnect("nobody"), []);
});
