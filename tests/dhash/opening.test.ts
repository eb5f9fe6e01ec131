// The first words between peers: who knows the secret comes in, nobody else, whatever they say.
import { createHmac } from "node:crypto";
import test from "ava";
import fc from "fast-check";
import type { LinkFrameKind } from "../../dhash/core/link-frame.ts";
import {
  CalledOpening,
  CallerOpening,
  type OpeningOutcome,
  type OpeningStep,
  type OpeningTerms,
} from "../../dhash/core/opening.ts";
import { decodeHello, decodeWelcome, encodeHello } from "../../dhash/core/opening-codec.ts";
import { decodeParting, encodeParting } from "../../dhash/core/parting.ts";
import { peerIdOf, seedOf } from "./transport-peers.ts";

const [alice, bob, carol] = [peerIdOf(seedOf("a")), peerIdOf(seedOf("b")), peerIdOf(seedOf("c"))];
const mac = (secret: string) => (message: Uint8Array) =>
  createHmac("sha256", secret).update(message).digest();

const binding = Buffer.alloc(32, "tls");
const caller: OpeningTerms = {
  ...{ self: alice, peer: bob, versions: { oldest: 1, newest: 1 }, program: "caller" },
  ...{ nonce: Buffer.alloc(32, "n1"), binding, prove: mac("secret"), refuses: () => undefined },
};
const called: OpeningTerms = {
  ...{ ...caller, self: bob, peer: alice, program: "called", nonce: Buffer.alloc(32, "n2") },
};

type Word = OpeningStep["send"][number];

/** Both to the end; also what was said. */
function talk(one: OpeningTerms, other: OpeningTerms) {
  const sides = [new CallerOpening(one), new CalledOpening(other)] as const;
  const outcomes: (OpeningOutcome | undefined)[] = [undefined, undefined];
  const words: Word[] = [];
  let step = sides[0].begin();
  for (let turn = 0; turn < 10; turn++) {
    if (step.outcome !== undefined) outcomes[turn % 2] = step.outcome;
    const [word] = step.send;
    if (word === undefined) break;
    words.push(word);
    step = sides[turn % 2 === 0 ? 1 : 0].receive(word.kind, word.bytes);
  }
  return { caller: outcomes[0], called: outcomes[1], words: words.map(({ kind }) => kind) };
}

const kindOf = (outcome: OpeningOutcome | undefined): string | undefined =>
  outcome === undefined || outcome.kind === "open"
    ? outcome?.kind
    : `${outcome.kind}: ${outcome.words.code}`;

test("with a binding it takes one question and one answer", (t) => {
  const said = talk(caller, called);
  t.deepEqual(said.words, ["hello", "welcome"]);
  t.deepEqual(said.caller, { kind: "open", version: 1, program: "called" });
  t.deepEqual(said.called, { kind: "open", version: 1, program: "caller" });
});

test("without a binding the called side challenges first", (t) => {
  const none = { binding: new Uint8Array(0) };
  const said = talk({ ...caller, ...none }, { ...called, ...none });
  t.deepEqual(said.words, ["hello", "challenge", "hello", "welcome"]);
  t.deepEqual([kindOf(said.caller), kindOf(said.called)], ["open", "open"]);
});

test("a wrong secret, binding or name on either side is a stranger's", (t) => {
  const wrong: readonly Partial<OpeningTerms>[] = [
    { prove: mac("other") },
    { binding: Buffer.alloc(32, "other connection") },
    { self: carol },
    { peer: carol },
  ];
  const strangers = ["refused-there: stranger", "refused-here: stranger"];
  for (const change of wrong) {
    const first = talk({ ...caller, ...change }, called);
    t.deepEqual([kindOf(first.caller), kindOf(first.called)], strangers);
    const second = talk(caller, { ...called, ...change });
    t.deepEqual([kindOf(second.caller), kindOf(second.called)], strangers);
  }
});

test("the called side that cannot prove itself is refused by the caller", (t) => {
  const opening = new CallerOpening(caller);
  const hello = opening.begin().send[0];
  const answer = new CalledOpening(called).receive("hello", hello?.bytes ?? binding).send[0];
  const welcome = Uint8Array.from(answer?.bytes ?? []);
  welcome[40] = (welcome[40] ?? 0) ^ 1;
  t.is(kindOf(opening.receive("welcome", welcome).outcome), "refused-here: stranger");
});

test("a proof that was heard is of no use to anybody else", (t) => {
  const hello = new CallerOpening(caller).begin().send[0]?.bytes ?? binding;
  const tries: readonly Partial<OpeningTerms>[] = [
    { binding: Buffer.alloc(32, "another connection") },
    { peer: carol },
    // Reflected to the one who said it.
    { self: alice, peer: bob },
    // Where there is no binding a first proof proves nothing.
    { binding: new Uint8Array(0) },
  ];
  for (const change of tries) {
    const { outcome } = new CalledOpening({ ...called, ...change }).receive("hello", hello);
    t.is(kindOf(outcome), "refused-here: stranger");
  }
  t.is(kindOf(new CalledOpening(called).receive("hello", hello).outcome), "open");
});

test("a challenge is answered once, and challenges are made once", (t) => {
  const none = { binding: new Uint8Array(0) };
  const one = new CallerOpening({ ...caller, ...none });
  one.begin();
  t.is(one.receive("challenge", Buffer.alloc(32)).outcome, undefined);
  t.is(kindOf(one.receive("challenge", Buffer.alloc(32)).outcome), "refused-here: nonsense");
  const other = new CalledOpening({ ...called, ...none });
  const first = new CallerOpening({ ...caller, ...none }).begin().send[0]?.bytes ?? binding;
  t.is(other.receive("hello", first).outcome, undefined);
  t.is(kindOf(other.receive("hello", first).outcome), "refused-here: nonsense");
});

test("versions: the newest that both speak, else both say which they are", (t) => {
  const versions = (oldest: number, newest: number) => ({ versions: { oldest, newest } });
  const agreed = talk({ ...caller, ...versions(2, 7) }, { ...called, ...versions(1, 5) });
  t.is(agreed.called?.kind === "open" && agreed.called.version, 5);
  const apart = talk({ ...caller, ...versions(6, 7) }, { ...called, ...versions(1, 5) });
  t.deepEqual(
    [kindOf(apart.caller), kindOf(apart.called)],
    ["refused-there: version", "refused-here: version"],
  );
  const words = apart.caller?.kind === "refused-there" ? apart.caller.words.text : "";
  const both = "the caller (caller) speaks protocol version 6 to 7, the one called (called) 1 to 5";
  t.is(words, both);
});

test("membership is asked on both sides, after the proof", (t) => {
  const words = { code: "not-admitted", text: "no" } as const;
  const there = talk(caller, { ...called, refuses: () => words });
  t.is(kindOf(there.caller), "refused-there: not-admitted");
  const here = talk({ ...caller, refuses: () => words }, called);
  t.is(kindOf(here.caller), "refused-here: not-admitted");
  const stranger = talk({ ...caller, prove: mac("x") }, { ...called, refuses: () => words });
  t.is(kindOf(stranger.caller), "refused-there: stranger");
});

test("no words of a stranger open anything or throw", (t) => {
  const kinds: readonly LinkFrameKind[] = ["data", "ping", "open", "welcome", "hello", "challenge"];
  const word = fc.record({
    kind: fc.constantFrom(...kinds),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc
        .record({ nonce: bytes32, proof: bytes32, program: fc.string() })
        .map((parts) => encodeHello({ versions: { oldest: 1, newest: 1 }, ...parts })),
    ),
  });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const sides = [new CallerOpening(caller), new CalledOpening(called)];
      for (const side of sides) {
        for (const { kind, bytes } of words) {
          t.not(side.receive(kind, bytes).outcome?.kind, "open");
        }
      }
    }),
  );
  t.pass();
});

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("what a peer says for people has no control characters and is short", (t) => {
  const nasty = `\u001b[2J\u0007line\nnext\u202e ${"x".repeat(500)}`;
  const words = decodeParting(encodeParting({ code: "crowded", text: nasty }));
  t.is(words.code, "crowded");
  t.regex(words.text, /^\[2J line next {2}x+$/);
  t.true(words.text.length <= 200);
  t.is(decodeParting(Uint8Array.of(200)).code, "nonsense");
  t.is(decodeParting(new Uint8Array(0)).code, "nonsense");
  const versions = { oldest: 1, newest: 1 };
  const hello = { versions, nonce: binding, proof: undefined, program: nasty };
  t.regex(decodeHello(encodeHello(hello))?.program ?? "", /^\[2J line next {2}x+$/);
});

test("words that are cut short are no words", (t) => {
  const versions = { oldest: 1, newest: 1 };
  const hello = encodeHello({ versions, nonce: binding, proof: binding, program: "" });
  t.not(decodeHello(hello), undefined);
  for (let length = 0; length < hello.length; length++) {
    t.is(decodeHello(hello.subarray(0, length)), undefined);
    if (length < 66) t.is(decodeWelcome(hello.subarray(0, length)), undefined);
  }
});
