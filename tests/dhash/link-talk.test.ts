// What is said over a link, and when.
import test from "ava";
import type { LinkFrameKind } from "../../dhash/core/link-frame.ts";
import { LinkTalk } from "../../dhash/core/link-talk.ts";
import { encodeParting } from "../../dhash/core/parting.ts";
import { pingMilliseconds, silenceMilliseconds } from "../../dhash/core/transport-limits.ts";

const nothing = new Uint8Array(0);
const hear = (talk: LinkTalk, kind: LinkFrameKind, now = 0): string =>
  talk.receive({ kind, bytes: nothing }, now).kind;

function opened(): LinkTalk {
  const talk = new LinkTalk(0);
  hear(talk, "open");
  talk.welcome();
  return talk;
}

test("the called side is asked and agrees; the caller asks and is welcomed", (t) => {
  const [called, caller] = [new LinkTalk(0), new LinkTalk(0)];
  caller.asked();
  t.is(hear(called, "open"), "asked");
  t.false(called.isOpen);
  t.true(called.welcome());
  t.false(called.welcome());
  t.is(hear(caller, "welcome"), "welcomed");
  t.true(called.isOpen && caller.isOpen);
});

test("nothing but its answer is heard before a link is open", (t) => {
  for (const kind of ["data", "ping", "pong", "hello", "challenge", "welcome"] as const) {
    t.is(hear(new LinkTalk(0), kind), "nonsense", kind);
    const asked = new LinkTalk(0);
    hear(asked, "open");
    t.is(hear(asked, kind), "nonsense", kind);
  }
  const asking = new LinkTalk(0);
  asking.asked();
  t.is(hear(asking, "open"), "nonsense");
});

test("over an open link every frame has one meaning", (t) => {
  const meanings = { data: "frame", ping: "pinged", pong: "nothing", close: "ended" } as const;
  for (const kind of ["data", "ping", "pong", "close"] as const) {
    t.is(hear(opened(), kind), meanings[kind], kind);
  }
  for (const kind of ["open", "welcome", "hello", "challenge"] as const) {
    t.is(hear(opened(), kind), "nonsense", kind);
  }
  t.is(opened().receive({ kind: "too-large", bytes: 2 ** 30 }, 0).kind, "nonsense");
  t.is(opened().receive({ kind: "unknown-kind", number: 77 }, 0).kind, "nonsense");
});

test("a goodbye carries the words of who says it, and there is one end", (t) => {
  const talk = opened();
  const words = { code: "closed", text: "done" } as const;
  const step = talk.receive({ kind: "close", bytes: encodeParting(words) }, 0);
  t.deepEqual(step, { kind: "ended", parting: { kind: "ended-there", ...words } });
  t.deepEqual([talk.end(), talk.end(), talk.isEnded], [true, false, true]);
});

test("a quiet peer is asked for a sign of life, and probed when none comes", (t) => {
  const talk = opened();
  t.is(talk.due(pingMilliseconds / 2), "nothing");
  t.is(talk.due(pingMilliseconds), "ping");
  t.is(talk.due(silenceMilliseconds + 1), "probe");
  talk.heard(silenceMilliseconds);
  t.is(talk.due(silenceMilliseconds + 1), "nothing");
});

test("a round trip runs from the first question to its answer", (t) => {
  const talk = opened();
  hear(talk, "pong", 5);
  t.is(talk.roundTripMilliseconds, undefined);
  talk.pinged(10);
  talk.pinged(20);
  hear(talk, "pong", 25);
  t.is(talk.roundTripMilliseconds, 15);
});
