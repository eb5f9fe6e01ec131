// What a newer program says: who is older names both versions, and what to do; nothing of it
// counts, and everything else goes on.
import test from "ava";
import { ivy } from "../../logs/core/generated/logs.js";
import { signContent } from "../../logs/core/signed.ts";
import { viewLabel } from "../../logs/core/view-codec.ts";
import { hexToBytes } from "../../logs/index.ts";
import { crypto } from "../support/logs.ts";
import { threeMembers } from "../support/member-net.ts";
import type { Party } from "../support/members.ts";

const { ExchangeMessage, OpenView, View } = ivy.logs;
/** A field that only the newer version has. */
const newField = Buffer.from([0xfa, 0x7f, 1, 0]);

function newerHello(to: Party): Uint8Array {
  const bytes = ivy.logs.Hello.encode({
    formatVersion: 2,
    fileSystem: hexToBytes(to.fileSystem),
    have: {},
  }).finish();
  const hello = Buffer.concat([bytes, newField]);
  return Buffer.concat([Buffer.of(0x0a, hello.length), hello]);
}

test("a hello of a newer format ends the connection with both versions", (t) => {
  const { anna } = threeMembers();
  anna.exchange.connect("newer");
  const events = anna.exchange.receive("newer", newerHello(anna));
  const why = "message: format version 2, but this program knows 1";
  const next = "The older one of the two programs needs an update.";
  t.deepEqual(events.at(-1), { kind: "close", peer: "newer", why: `${why}. ${next}` });
  const [said] = events.flatMap((event) =>
    event.kind === "send" ? [ExchangeMessage.decode(event.bytes).goodbye?.why] : [],
  );
  t.is(said, `${why}. ${next}`);
  t.deepEqual(anna.exchange.receive("newer", newerHello(anna)), [], "it is not heard any more");
});

test("a view of a newer format does not count, and is told once", (t) => {
  const { anna, ben, net } = threeMembers();
  const [last] = ben.views.blocks().slice(-1);
  if (last === undefined) return t.fail();
  const bytes = OpenView.encode({ formatVersion: 3, root: 1, replicas: 3, keyEpoch: 1 }).finish();
  const open = Buffer.concat([bytes, newField]);
  const content = View.encode({ open, secret: Buffer.alloc(60) }).finish();
  const view = signContent({ crypto, label: viewLabel, keyPair: anna.keyPair }, content);
  const before = ben.members();
  net.link(anna, ben);
  net.settle([anna, ben]);
  const told = [1, 2, 3].flatMap(() => {
    const message = ExchangeMessage.encode({ views: { views: [view] } }).finish();
    return ben.exchange.receive("anna", message).filter(({ kind }) => kind === "trouble");
  });
  t.is(told.length, 1);
  const trouble = told[0]?.kind === "trouble" ? told[0].trouble : undefined;
  t.is(trouble?.reason, "newer");
  t.regex(trouble?.message ?? "", /does not count here: view: format version 3, .* knows 2\. The/);
  t.deepEqual(ben.members(), before);
  anna.write("a1");
  net.settle([anna, ben]);
  ben.accept();
  t.is(ben.folded.at(-1), "a1");
});
