// What a peer may send that makes no sense, is false or never ends: it costs the connection, or one
// question, and changes nothing.
import test from "ava";
import type { ExchangeMessage } from "../../logs/core/exchange-message.ts";
import { decodeExchange, encodeExchange } from "../../logs/core/exchange-message.ts";
import { exchangeBytesMax } from "../../logs/core/limits.ts";
import { isMalformed } from "../../logs/index.ts";
import { flipped, groupKey, makeKeyPair, someBlockKey } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import { found, Party } from "../support/members.ts";

const hello = (fields: Partial<Extract<ExchangeMessage, { kind: "hello" }>> = {}) =>
  ({
    kind: "hello",
    fileSystem: someBlockKey,
    have: { positions: [], views: [] },
    forked: [],
    ...fields,
  }) as const;

/** What a peer gets who sends these bytes after a fitting hello. */
function send(to: Party, ...messages: readonly Uint8Array[]): readonly string[] {
  to.exchange.connect("mallory");
  const greeting = encodeExchange(hello({ fileSystem: to.fileSystem }));
  const events = [greeting, ...messages].flatMap((bytes) => to.exchange.receive("mallory", bytes));
  to.accept();
  return events.flatMap((event) => {
    if (event.kind !== "send") return [event.kind];
    const message = decodeExchange(event.bytes);
    return isMalformed(message) ? ["nonsense"] : [message.kind];
  });
}

test("garbage ends the connection, and nothing else", (t) => {
  const { anna, ben } = threeMembers();
  anna.write("a1");
  const before = [anna.read(), anna.members()];
  const garbage = [
    Buffer.from("garbage"),
    Buffer.alloc(0),
    Buffer.alloc(1000, 0xff),
    Buffer.alloc(exchangeBytesMax + 1),
    encodeExchange({ kind: "have", have: { positions: [], views: [] } }).subarray(0, 1),
  ];
  for (const bytes of garbage) t.deepEqual(send(anna, bytes).slice(-2), ["goodbye", "close"]);
  t.deepEqual([anna.read(), anna.members()], before);
  t.is(ben.tryToWrite("b1"), "");
});

test("another file system is told so and left", (t) => {
  const { anna } = threeMembers();
  anna.exchange.connect("mallory");
  const events = anna.exchange.receive("mallory", encodeExchange(hello()));
  t.deepEqual(
    events.map(({ kind }) => kind),
    ["send", "close"],
  );
});

test("who says nothing of itself first is not heard", (t) => {
  const { anna } = threeMembers();
  anna.exchange.connect("mallory");
  const want = encodeExchange({ kind: "want", number: 1, ranges: [] });
  t.deepEqual(anna.exchange.receive("mallory", want), []);
  t.deepEqual(anna.exchange.receive("nobody", want), []);
});

test("huge numbers, false views and foreign logs cost one question each", (t) => {
  const { anna, ben } = threeMembers();
  const place = { sequence: 2 ** 37 - 1, hash: undefined };
  const positions = [{ logId: ben.logId, place: { ...place, hash: hashLike } }];
  const stranger = new Party("x", 9, found(makeKeyPair(9), "x")).logId;
  positions.push({ logId: stranger, place: { ...place, hash: hashLike } });
  const have = encodeExchange({ kind: "have", have: { positions, views: [someBlockKey] } });
  t.deepEqual(
    send(anna, have).filter((kind) => kind.startsWith("want")),
    ["want-views", "want"],
  );
  const answer = encodeExchange({ kind: "runs", answers: 1, runs: [], isFull: false });
  t.deepEqual(anna.exchange.receive("mallory", answer), []);
  t.deepEqual(anna.exchange.receive("mallory", encodeExchange({ kind: "views", views: [] })), []);
  for (let tick = 0; tick < 100; tick++) {
    for (const event of anna.exchange.tick()) t.not(event.kind, "close");
  }
});

const hashLike = (() => {
  const { anna } = threeMembers();
  anna.write("a");
  return anna.hashOf(anna.logId, 1);
})();

test("an answer that is always of no use is not asked for again and again", (t) => {
  const { anna, ben } = threeMembers();
  ben.write("b1");
  const positions = [{ logId: ben.logId, place: { sequence: 9, hash: hashLike } }];
  const have = encodeExchange({ kind: "have", have: { positions, views: [] } });
  send(anna, have);
  let questions = 0;
  for (let round = 1; round < 50; round++) {
    const runs = { kind: "runs", answers: round, runs: [], isFull: false } as const;
    const events = anna.exchange.receive("mallory", encodeExchange(runs));
    questions += events.filter(({ kind }) => kind === "send").length;
  }
  t.is(questions, 0);
});

test("a forged proof ends the connection, a true one is kept", (t) => {
  const { anna } = threeMembers();
  const proofs = encodeExchange({ kind: "proofs", proofs: [Buffer.from("no proof")] });
  t.deepEqual(send(anna, proofs).slice(-2), ["goodbye", "close"]);
  t.is(anna.store.proofs().size, 0);
});

test("every message is read back as it was written", (t) => {
  const { anna, ben } = threeMembers();
  const logId = ben.logId;
  const place = { sequence: 7, hash: hashLike };
  const have = { positions: [{ logId, place }], views: [someBlockKey] };
  const messages: readonly ExchangeMessage[] = [
    hello({ fileSystem: anna.fileSystem, have, forked: [logId] }),
    {
      kind: "have",
      have: { positions: [{ logId, place: { sequence: 0, hash: undefined } }], views: [] },
    },
    { kind: "want", number: 3, ranges: [{ logId, first: 1, last: 2 ** 37 - 1 }] },
    {
      kind: "runs",
      answers: 3,
      runs: [{ logId, envelopes: [groupKey], head: undefined }],
      isFull: true,
    },
    { kind: "runs", answers: 0, runs: [{ logId, envelopes: [], head: groupKey }], isFull: false },
    { kind: "want-views", known: [someBlockKey] },
    { kind: "views", views: [groupKey] },
    { kind: "proofs", proofs: [groupKey] },
    { kind: "join", request: groupKey },
    { kind: "joined", refusal: undefined, why: "" },
    { kind: "joined", refusal: "expired", why: "late" },
    { kind: "joined", refusal: "not-now", why: "later" },
    { kind: "goodbye", reason: "closing", why: "bye" },
  ];
  for (const message of messages) {
    const bytes = encodeExchange(message);
    t.deepEqual(plain(decodeExchange(bytes)), plain(message), message.kind);
    for (let at = 0; at < bytes.length; at++) {
      t.notThrows(() => decodeExchange(flipped(bytes, at, 0x80)));
      t.notThrows(() => decodeExchange(bytes.subarray(0, at)));
    }
  }
});

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, each: unknown) =>
      each instanceof Uint8Array ? Buffer.from(each).toString("hex") : each,
    ),
  );
}

test("a request to join with other bytes is refused, not believed", (t) => {
  const { anna } = threeMembers();
  const join = encodeExchange({ kind: "join", request: Buffer.from("no request") });
  t.deepEqual(send(anna, join).slice(-1), ["joined"]);
  t.deepEqual(anna.members(), ["anna admin", "ben writer", "cleo writer"]);
});
