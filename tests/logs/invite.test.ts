// Invites: the link as text, being let in by any member who may, and every reason to be refused.
import test from "ava";
import type { InviteLink } from "../../logs/index.ts";
import { decodeInviteLink, encodeInviteLink, isMalformed } from "../../logs/index.ts";
import { crypto, flipped, hasher, makeKeyPair, someBlockKey } from "../support/logs.ts";
import { clock, found, inviteSeed, makeInvite, Party, spread } from "../support/members.ts";
import { expectNoTrouble } from "../support/memory-disk.ts";

const link: InviteLink = {
  fileSystem: someBlockKey,
  swarmSecret: Buffer.alloc(32, 3),
  inviteSeed: inviteSeed(1),
  addresses: ["/ip4/192.0.2.7/tcp/4001", "/dns4/example.net/tcp/443"],
};

function decode(text: string): InviteLink | string {
  const decoded = decodeInviteLink(hasher, text);
  return isMalformed(decoded) ? decoded.why : decoded;
}

function plain(decoded: InviteLink | string): unknown {
  if (typeof decoded === "string") return decoded;
  const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");
  return { ...decoded, swarmSecret: hex(decoded.swarmSecret), inviteSeed: hex(decoded.inviteSeed) };
}

test("a link is one word that fits a URL, and holds what was put in", (t) => {
  for (const each of [link, { ...link, inviteSeed: undefined }, { ...link, addresses: [] }]) {
    const text = encodeInviteLink(hasher, each);
    t.regex(text, /^ivy:\/\/join\/[A-Za-z0-9_-]+$/);
    t.deepEqual(plain(decode(text)), plain(each));
  }
});

test("a link that was wrapped, quoted or shouted on its way is still one", (t) => {
  const text = encodeInviteLink(hasher, link);
  const wrapped = `  <${text.slice(0, 60)}\r\n ${text.slice(60)}>\n`;
  for (const each of [wrapped, `${text}.`, text.replace("ivy://join", "IVY://JOIN")]) {
    t.deepEqual(plain(decode(each)), plain(link));
  }
});

test("every changed, lost or added character of a link is noticed", (t) => {
  const text = encodeInviteLink(hasher, { ...link, addresses: [] });
  const start = "ivy://join/".length;
  for (let at = start; at < text.length; at++) {
    const other = text[at] === "A" ? "B" : "A";
    // The last character may have bits that no byte has.
    const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
    if (
      Buffer.from(changed.slice(start), "base64url").equals(
        Buffer.from(text.slice(start), "base64url"),
      )
    )
      continue;
    t.is(typeof decode(changed), "string", `character ${at} changed`);
    t.is(typeof decode(text.slice(0, at)), "string", `cut at ${at}`);
  }
  t.regex(String(decode(text.slice(0, -6))), /missing or was changed/);
});

test("what is no link, or one of a newer program, is told apart", (t) => {
  t.regex(String(decode("https://example.net/")), /does not look like/);
  t.regex(String(decode("ivy://join/")), /does not look like/);
  t.regex(String(decode("ivy://join/AAAA")), /end is missing/);
  t.regex(String(decode(`ivy://join/${"A".repeat(9000)}`)), /too long/);
  const ofVersion = (version: number): string => {
    const bytes = Buffer.from(
      encodeInviteLink(hasher, link).slice("ivy://join/".length),
      "base64url",
    );
    const content = Buffer.concat([Buffer.of(version), bytes.subarray(1, -4)]);
    const check = hasher.hash("ivy invite link 1", [content]).subarray(0, 4);
    return `ivy://join/${Buffer.concat([content, check]).toString("base64url")}`;
  };
  t.regex(String(decode(ofVersion(2))), /version 2, and this program knows 1/);
  t.regex(String(decode(ofVersion(0))), /version 0/);
  const manyAddresses = { ...link, addresses: Array.from({ length: 17 }, () => "a") };
  t.regex(String(decode(encodeInviteLink(hasher, manyAddresses))), /addresses/);
  t.regex(String(decode(encodeInviteLink(hasher, { ...link, addresses: ["a b"] }))), /address/);
  const short = { ...link, swarmSecret: Buffer.alloc(31) };
  t.regex(String(decode(encodeInviteLink(hasher, short))), /swarm secret/);
});

/** Anna founded; Ben is writer. */
function world(): { anna: Party; ben: Party; dora: Party } {
  const founding = found(makeKeyPair(1), "anna");
  const anna = new Party("anna", 1, founding);
  const ben = new Party("ben", 2, { key: founding.key });
  anna.change({ kind: "admit", logId: ben.logId, name: "ben", role: "writer" });
  spread([anna, ben]);
  return { anna, ben, dora: new Party("dora", 4, { key: founding.key }) };
}

/** What `member` answers: "admitted", "member" or the refusal. */
function ask(member: Party, request: Uint8Array, seconds = clock.seconds): string {
  const answer = expectNoTrouble(member.views.answerJoin(request, seconds));
  return answer.kind === "refused" ? answer.refusal : answer.kind;
}

test("a writer lets in by an admin's invite, while the admin is away", (t) => {
  const { anna, ben, dora } = world();
  anna.change({ kind: "invite", invite: makeInvite(1) });
  spread([anna, ben]);
  t.is(ask(ben, dora.joinRequest(1)), "admitted");
  spread([ben, dora]);
  t.is(dora.tryToWrite("d1"), "");
  t.is(ask(ben, dora.joinRequest(1)), "member");
  spread([anna, ben]);
  t.deepEqual(anna.members(), ["anna admin", "ben writer", "dora writer"]);
  t.deepEqual(anna.views.membership?.invites, []);
});

test("an invite gives its role, and counts its uses", (t) => {
  const { anna } = world();
  anna.change({ kind: "invite", invite: makeInvite(1, { uses: 2, role: "reader" }) });
  const guests = [4, 5, 6].map(
    (number) => new Party(`guest-${number}`, number, { key: anna.fileSystem }),
  );
  t.deepEqual(
    guests.map((guest) => ask(anna, guest.joinRequest(1))),
    ["admitted", "admitted", "used-up"],
  );
  t.deepEqual(anna.members().slice(-2), ["guest-4 reader", "guest-5 reader"]);
});

test("every reason to refuse a newcomer", (t) => {
  const { anna, ben, dora } = world();
  anna.change({ kind: "invite", invite: makeInvite(1, { expires: clock.seconds }) });
  anna.change({ kind: "invite", invite: makeInvite(2, { delegated: false }) });
  anna.change({ kind: "invite", invite: makeInvite(3) });
  anna.change({ kind: "withdraw", invite: makeInvite(3).key });
  spread([anna, ben]);
  t.is(ask(anna, dora.joinRequest(1), clock.seconds + 601), "expired");
  t.is(ask(ben, dora.joinRequest(2)), "not-delegated");
  t.is(ask(anna, dora.joinRequest(3)), "withdrawn");
  t.is(ask(anna, dora.joinRequest(9)), "unknown-invite");
  t.is(ask(anna, dora.joinRequest(1, "Ben")), "name-taken");
  t.is(ask(anna, dora.joinRequest(1, "d o r a")), "bad-name");
  const other = new Party("dora", 4, found(makeKeyPair(7), "max"));
  t.is(ask(anna, other.joinRequest(1)), "other-file-system");
  t.is(ask(anna, flipped(dora.joinRequest(1), 40)), "forged");
  t.is(ask(anna, Buffer.from("garbage")), "forged");
  const place = anna.placeOf(ben.logId);
  anna.change({ kind: "exclude", logId: ben.logId, cut: place });
  t.is(ask(anna, ben.joinRequest(2)), "excluded");
  t.is(ask(dora, dora.joinRequest(1)), "not-now");
  t.is(ask(anna, dora.joinRequest(1), clock.seconds + 599), "admitted");
});

test("a clock that is far off decides nothing but its own answer", (t) => {
  const { anna, ben, dora } = world();
  anna.change({ kind: "invite", invite: makeInvite(1, { expires: clock.seconds + 60 }) });
  spread([anna, ben]);
  const year2038 = 2_150_000_000;
  t.is(ask(ben, dora.joinRequest(1), year2038), "expired");
  t.is(ask(anna, dora.joinRequest(1), 0), "admitted");
  spread([anna, ben]);
  t.true(ben.members().includes("dora writer"));
});

test("one use of an invite on two sides admits one, and the other is listed", (t) => {
  const { anna, ben, dora } = world();
  anna.change({ kind: "invite", invite: makeInvite(1) });
  spread([anna, ben]);
  const emil = new Party("emil", 5, { key: anna.fileSystem });
  t.is(ask(anna, dora.joinRequest(1)), "admitted");
  t.is(ask(ben, emil.joinRequest(1)), "admitted");
  spread([anna, ben]);
  t.deepEqual(anna.members(), ["anna admin", "ben writer", "dora writer", "emil removed"]);
  t.deepEqual(ben.members(), anna.members());
  const [lost] = anna.views.membership?.aside ?? [];
  t.regex(lost?.effects[0]?.why ?? "", /used up/);
  t.is(ask(ben, emil.joinRequest(1)), "used-up");
  anna.change({ kind: "invite", invite: makeInvite(2) });
  spread([anna, ben, emil]);
  t.is(ask(ben, emil.joinRequest(2)), "excluded");
});

test("an admission that says anything else than the invite is no view", (t) => {
  const { anna, ben, dora } = world();
  anna.change({ kind: "invite", invite: makeInvite(1) });
  spread([anna, ben]);
  const forged = dora.joinRequest(1, "dora", crypto.keyPair(inviteSeed(2)).seed);
  t.is(ask(ben, forged), "unknown-invite");
  anna.change({ kind: "exclude", logId: ben.logId, cut: anna.placeOf(ben.logId) });
  t.is(ask(ben, dora.joinRequest(1)), "admitted");
  spread([anna, ben]);
  t.deepEqual(anna.members(), ["anna admin", "ben removed", "dora removed"]);
  const [lost] = anna.views.membership?.aside ?? [];
  t.regex(lost?.effects[0]?.why ?? "", /may not admit/);
});
