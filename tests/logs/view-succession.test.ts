// Which view may follow which: all that a member who is no admin may not do in a view, tried one by
// one on an admission and on a leaving that are good.
import test from "ava";
import { invariant, nameBlock } from "../../dhash/index.ts";
import { proveInvite } from "../../logs/core/invite-proof.ts";
import type { OpenView, ViewNames } from "../../logs/core/view.ts";
import { allGap, bareView, noGaps } from "../../logs/core/view.ts";
import { decodeView, encodeView } from "../../logs/core/view-codec.ts";
import { checkSuccession } from "../../logs/core/view-succession.ts";
import type { Invite, KeyPair, OpenMember, Role } from "../../logs/index.ts";
import { bytesToHex, isMalformed } from "../../logs/index.ts";
import { crypto, groupKey, hasher, logIdOf, makeKeyPair, someBlockKey } from "../support/logs.ts";

type WholeView = OpenView & ViewNames;

const [anna, ben, cleo, dora, emil] = [1, 2, 3, 4, 5].map(makeKeyPair);
invariant(
  anna !== undefined && ben !== undefined && cleo !== undefined && dora !== undefined,
  "keys for all",
);
const inviteKeys = makeKeyPair(9);
const invite: Invite = {
  key: bytesToHex(inviteKeys.publicKey),
  role: "writer",
  expires: undefined,
  uses: 2,
  delegated: true,
};
const other: Invite = { ...invite, key: "ff".repeat(32) };

function memberOf(keyPair: KeyPair | undefined, slot: number, role: Role): OpenMember {
  invariant(keyPair !== undefined, "a key");
  const sealedKey = role === "removed" ? new Uint8Array(0) : Buffer.alloc(80, slot);
  const gaps = role === "removed" || role === "reader" ? allGap : noGaps;
  return { slot, logId: logIdOf(keyPair), role, sealedKey, gaps };
}

const members = [
  memberOf(anna, 1, "admin"),
  memberOf(ben, 2, "writer"),
  memberOf(cleo, 3, "reader"),
];
const first: WholeView = {
  ...bareView,
  ...{ previous: undefined, root: 1, replicas: 3, keyEpoch: 1, members: members.slice(0, 1) },
  ...{ name: "photos", memberNames: ["anna"], olderKeys: [] },
};

function encode(view: WholeView, signer: KeyPair): Uint8Array {
  const memberNames = view.members.map(({ slot }) => `member-${slot}`);
  return encodeView({ ...view, memberNames }, { crypto, groupKey, signer });
}

const fileSystem = nameBlock(hasher, [encode(first, anna)]);
const before: WholeView = { ...first, previous: fileSystem, members, invites: [invite, other] };
const beforeBytes = encode(before, anna);
const beforeKey = nameBlock(hasher, [beforeBytes]);

/** Why `next` may not follow; empty if it may. */
function follow(next: WholeView, signer: KeyPair): string {
  const view = decodeView(crypto, encode(next, signer));
  const held = decodeView(crypto, beforeBytes);
  if (isMalformed(view)) return view.why;
  if (isMalformed(held)) throw new Error(held.why);
  return checkSuccession(crypto, view, { key: beforeKey, view: held, fileSystem })?.why ?? "";
}

const proofFor = (keyPair: KeyPair | undefined): Uint8Array => {
  invariant(keyPair !== undefined, "a key");
  return proveInvite(crypto, { fileSystem, logId: logIdOf(keyPair) }, inviteKeys);
};

const admission: WholeView = {
  ...before,
  previous: beforeKey,
  members: [...members, memberOf(dora, 4, "writer")],
  invites: [{ ...invite, uses: 1 }, other],
  admission: { invite: invite.key, proof: proofFor(dora) },
};

const badAdmissions: readonly (readonly [string, Partial<WholeView>, RegExp])[] = [
  ["nothing wrong", {}, /^$/],
  ["no such invite", { admission: { invite: "00".repeat(32), proof: proofFor(dora) } }, /not open/],
  ["another's proof", { admission: { invite: invite.key, proof: proofFor(cleo) } }, /not proven/],
  ["another invite's proof", { admission: { invite: other.key, proof: proofFor(dora) } }, /proven/],
  ["nobody new", { members }, /one member at a time/],
  [
    "two who are new",
    { members: [...members, memberOf(dora, 4, "writer"), memberOf(emil, 5, "writer")] },
    /one member at a time/,
  ],
  ["more than its role", { members: [...members, memberOf(dora, 4, "admin")] }, /another role/],
  [
    "a gap",
    {
      members: [
        ...members,
        {
          ...memberOf(dora, 4, "writer"),
          gaps: [{ after: allGap[0]?.after ?? nowhere(), until: 3 }],
        },
      ],
    },
    /gaps/,
  ],
  ["a use that is not counted", { invites: [invite, other] }, /other invites/],
  ["an invite that is gone", { invites: [{ ...invite, uses: 1 }] }, /other invites/],
  ["an invite that is longer", { invites: [{ ...invite, uses: 1, expires: 9 }, other] }, /invites/],
  ["another replica", { replicas: 4 }, /replicas/],
  ["another key", { keyEpoch: 2 }, /key/],
  ["something settled", { settled: [someBlockKey] }, /settle/],
  [
    "another's role",
    {
      members: [
        members[0],
        memberOf(ben, 2, "admin"),
        members[2],
        memberOf(dora, 4, "writer"),
      ].flatMap((each) => each ?? []),
    },
    /other members/,
  ],
  [
    "another's key",
    {
      members: [
        ...members.slice(0, 2),
        { ...memberOf(cleo, 3, "reader"), sealedKey: Buffer.alloc(80) },
        memberOf(dora, 4, "writer"),
      ],
    },
    /other members/,
  ],
];
function nowhere(): { readonly sequence: number; readonly hash: undefined } {
  return { sequence: 0, hash: undefined };
}
for (const [what, fields, why] of badAdmissions) {
  test(`an admission by a writer: ${what}`, (t) => {
    t.regex(follow({ ...admission, ...fields }, ben), why);
  });
}

test("an admission by a reader, by a stranger, and by a writer who may not", (t) => {
  t.regex(follow(admission, cleo), /may not admit/);
  t.regex(follow(admission, dora), /may not admit/);
  t.is(follow(admission, anna), "");
});

const leaving: WholeView = {
  ...before,
  previous: beforeKey,
  members: [...members.slice(0, 1), memberOf(ben, 2, "removed"), ...members.slice(2)],
};

const badLeavings: readonly (readonly [string, Partial<WholeView>, RegExp])[] = [
  ["nothing wrong", {}, /^$/],
  ["it stays", { members }, /no admin/],
  [
    "it becomes admin",
    { members: [...members.slice(0, 1), memberOf(ben, 2, "admin"), ...members.slice(2)] },
    /no admin/,
  ],
  [
    "it takes another along",
    {
      members: [...members.slice(0, 1), memberOf(ben, 2, "removed"), memberOf(cleo, 3, "removed")],
    },
    /other members/,
  ],
  ["it withdraws invites", { invites: [] }, /other invites/],
  ["it changes replicas", { replicas: 2 }, /replicas/],
  ["it changes the key", { keyEpoch: 2 }, /key/],
  ["it settles", { settled: [someBlockKey] }, /settle/],
  [
    "it brings somebody",
    { members: [...leaving.members, memberOf(dora, 4, "writer")] },
    /other members/,
  ],
];
for (const [what, fields, why] of badLeavings) {
  test(`leaving: ${what}`, (t) => {
    t.regex(follow({ ...leaving, ...fields }, ben), why);
  });
}

test("who is no member does not leave, and one leaves for oneself only", (t) => {
  t.regex(follow(leaving, dora), /no admin/);
  t.regex(follow(leaving, cleo), /no admin/);
  t.is(follow(leaving, anna), "");
});

test("malformed views: gaps, invites and admissions", (t) => {
  const bad: readonly (readonly [Partial<WholeView>, RegExp])[] = [
    [{ invites: [other, invite] }, /not in order/],
    [{ invites: [{ ...invite, uses: 0 }] }, /uses/],
    [{ admission: { invite: invite.key, proof: Buffer.alloc(63) } }, /proof/],
    [{ members: [{ ...memberOf(anna, 1, "admin"), gaps: allGap }] }, /open gap/],
    [
      { members: [memberOf(anna, 1, "admin"), { ...memberOf(cleo, 3, "reader"), gaps: noGaps }] },
      /open gap/,
    ],
    [
      {
        members: [
          {
            ...memberOf(anna, 1, "admin"),
            gaps: [
              { after: nowhere(), until: 3 },
              { after: { sequence: 3, hash: undefined }, until: 5 },
            ],
          },
        ],
      },
      /gap/,
    ],
  ];
  for (const [fields, why] of bad)
    t.regex(follow({ ...before, previous: beforeKey, ...fields }, anna), why);
});
