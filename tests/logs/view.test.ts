// Views: founding and entering a file system, who may change the members, and what a view must not
// look like.
import test from "ava";
import { invariant } from "../../dhash/index.ts";
import { ivy } from "../../logs/core/generated/logs.js";
import { signContent } from "../../logs/core/signed.ts";
import type { OpenView, ViewNames } from "../../logs/core/view.ts";
import { allGap, bareView, noGaps } from "../../logs/core/view.ts";
import { decodeView, encodeView, viewLabel } from "../../logs/core/view-codec.ts";
import type { KeyPair, OpenMember, Role } from "../../logs/index.ts";
import { foundFileSystem, hexToBytes, isMalformed } from "../../logs/index.ts";
import { type EnteredView, enterView } from "../support/entered-view.ts";
import {
  crypto,
  flipped,
  groupKey,
  hasher,
  logIdOf,
  makeKeyPair,
  someBlockKey,
} from "../support/logs.ts";

const founder = makeKeyPair(1);
const guest = makeKeyPair(2);
const stranger = makeKeyPair(3);

function memberOf(keyPair: KeyPair, slot: number, role: Role): OpenMember {
  const sealedKey =
    role === "removed" ? new Uint8Array(0) : crypto.sealTo(groupKey, keyPair.publicKey);
  invariant(sealedKey !== undefined, "a valid key");
  const gaps = role === "removed" || role === "reader" ? allGap : noGaps;
  return { slot, logId: logIdOf(keyPair), role, sealedKey, gaps };
}

const firstView: OpenView & ViewNames = {
  ...bareView,
  previous: undefined,
  root: 1,
  replicas: 3,
  keyEpoch: 1,
  members: [memberOf(founder, 1, "admin")],
  name: "photos",
  memberNames: ["anna"],
  olderKeys: [],
};

function viewBytes(fields: Partial<OpenView & ViewNames>, signer = founder): Uint8Array {
  return encodeView({ ...firstView, ...fields }, { crypto, groupKey, signer });
}

function enter(bytes: Uint8Array, keyPair = founder, before?: EnteredView): EnteredView | string {
  const entered = enterView({ crypto, hasher, keyPair }, bytes, before);
  return isMalformed(entered) ? entered.why : entered;
}

function enterWell(bytes: Uint8Array, keyPair = founder, before?: EnteredView): EnteredView {
  const entered = enter(bytes, keyPair, before);
  if (typeof entered === "string") throw new Error(entered);
  return entered;
}

test("who founds a file system is its admin in slot 1, with name and group key", (t) => {
  const founding = {
    crypto,
    hasher,
    name: "photos",
    participantName: "anna",
    keyPair: founder,
    root: 1,
  };
  const { key, bytes } = foundFileSystem(founding);
  const entered = enterWell(bytes);
  t.is(entered.key, key);
  t.is(entered.name, "photos");
  t.is(entered.groupKey.length, 32);
  const [member] = entered.members;
  t.deepEqual(
    [member?.slot, member?.role, member?.name, member?.logId],
    [1, "admin", "anna", logIdOf(founder)],
  );
  t.not(foundFileSystem(founding).key, key);
});

test("names are not in the open, and only members get the key", (t) => {
  const bytes = viewBytes({});
  t.false(Buffer.from(bytes).includes("photos") || Buffer.from(bytes).includes("anna"));
  t.false(Buffer.from(bytes).includes(groupKey));
  t.regex(String(enter(bytes, stranger)), /not a member/);
});

test("a second view adds a member, who can enter it", (t) => {
  const first = enterWell(viewBytes({}));
  const members = [memberOf(founder, 1, "admin"), memberOf(guest, 2, "writer")];
  const second = viewBytes({ previous: first.key, members, memberNames: ["anna", "björn"] });
  t.deepEqual(
    enterWell(second, guest, first).members.map(({ name, role }) => `${name} ${role}`),
    ["anna admin", "björn writer"],
  );
  t.regex(String(enter(second, guest)), /follows another/);
});

test("only an admin of the view before may sign the next", (t) => {
  const members = [memberOf(founder, 1, "admin"), memberOf(guest, 2, "writer")];
  const memberNames = ["anna", "björn"];
  const first = enterWell(viewBytes({ members, memberNames }));
  const next = { previous: first.key, members, memberNames };
  t.regex(String(enter(viewBytes(next, guest), founder, first)), /no admin/);
  t.regex(String(enter(viewBytes(next, stranger), founder, first)), /no admin/);
  t.is(typeof enter(viewBytes(next), founder, first), "object");
  t.regex(String(enter(viewBytes({}, stranger))), /no admin/);
});

test("a slot is never used again, and epoch and root do not go back", (t) => {
  const both = [memberOf(founder, 1, "admin"), memberOf(guest, 2, "writer")];
  const memberNames = ["anna", "björn"];
  const first = enterWell(viewBytes({ members: both, memberNames, keyEpoch: 2 }));
  const follow = (fields: Partial<OpenView & ViewNames>): string => {
    const next = { previous: first.key, keyEpoch: 2, members: both, memberNames, ...fields };
    const entered = enter(viewBytes(next), founder, first);
    return typeof entered === "string" ? entered : "entered";
  };
  t.is(
    follow({ members: [memberOf(founder, 1, "admin"), memberOf(guest, 2, "removed")] }),
    "entered",
  );
  t.regex(follow({ members: [memberOf(founder, 1, "admin")], memberNames: ["anna"] }), /slot 2/);
  t.regex(
    follow({ members: [memberOf(founder, 1, "admin"), memberOf(stranger, 2, "writer")] }),
    /slot 2/,
  );
  t.regex(follow({ keyEpoch: 1 }), /epoch/);
  t.regex(follow({ root: 2 }), /root/);
});

test("no changed byte of a view is accepted", (t) => {
  const bytes = viewBytes({});
  for (let at = 0; at < bytes.length; at++) {
    t.true(isMalformed(decodeView(crypto, flipped(bytes, at))), `byte ${at}`);
  }
});

const { OpenView: OpenViewMessage, View } = ivy.logs;
type WireView = ivy.logs.OpenView.$Properties;
const wireMember = {
  slot: 1,
  logId: hexToBytes(logIdOf(founder)),
  role: 3,
  sealedKey: Buffer.alloc(80),
};
const fine: WireView = {
  formatVersion: 1,
  root: 1,
  replicas: 3,
  keyEpoch: 1,
  members: [wireMember],
};
const bad: readonly (readonly [string, WireView, RegExp])[] = [
  ["nothing wrong", fine, /^$/],
  ["no version", { ...fine, formatVersion: 0 }, /version/],
  ["a newer version", { ...fine, formatVersion: 3 }, /version 3, but this program knows 2/],
  ["a previous that is no key", { ...fine, previous: Buffer.alloc(33) }, /previous/],
  ["root 0", { ...fine, root: 0 }, /root/],
  ["no replicas", { ...fine, replicas: 0 }, /replicas/],
  ["very many replicas", { ...fine, replicas: 33 }, /replicas/],
  ["epoch 0", { ...fine, keyEpoch: 0 }, /epoch/],
  ["no members", { ...fine, members: [] }, /admin/],
  ["no admin", { ...fine, members: [{ ...wireMember, role: 2 }] }, /admin/],
  ["slot 0", { ...fine, members: [{ ...wireMember, slot: 0 }] }, /slot/],
  ["a slot twice", { ...fine, members: [wireMember, wireMember] }, /slot/],
  ["a log twice", { ...fine, members: [wireMember, { ...wireMember, slot: 2 }] }, /two slots/],
  ["a short log id", { ...fine, members: [{ ...wireMember, logId: Buffer.alloc(31) }] }, /log id/],
  [
    "a short sealed key",
    { ...fine, members: [{ ...wireMember, sealedKey: Buffer.alloc(79) }] },
    /sealed key/,
  ],
];
for (const [what, message, why] of bad) {
  test(`malformed view: ${what}`, (t) => {
    const open = OpenViewMessage.encode(message).finish();
    const content = View.encode({ open, secret: Buffer.alloc(60) }).finish();
    const bytes = signContent({ crypto, label: viewLabel, keyPair: founder }, content);
    const decoded = decodeView(crypto, bytes);
    t.regex(isMalformed(decoded) ? decoded.why : "", why);
  });
}

test("names of no length, of too much, or with control characters are refused", (t) => {
  for (const name of ["", "x".repeat(256), "a\nb", "a\u0000"]) {
    t.regex(String(enter(viewBytes({ name }))), /name/);
    t.regex(String(enter(viewBytes({ memberNames: [name] }))), /name/);
  }
  t.regex(String(enter(viewBytes({ memberNames: [] }))), /names do not match/);
});

test("a key that is sealed to somebody else does not open", (t) => {
  const [own] = firstView.members;
  const { sealedKey } = memberOf(guest, 2, "writer");
  if (own === undefined) return t.fail();
  t.regex(String(enter(viewBytes({ members: [{ ...own, sealedKey }] }))), /does not open/);
  t.regex(String(enter(viewBytes({ previous: someBlockKey }))), /follows another/);
  return undefined;
});
