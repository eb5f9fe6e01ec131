// The golden vectors of membership and exchange are read as what they stand for.
import { readFileSync } from "node:fs";
import test from "ava";
import { decodeExchange } from "../../logs/core/exchange-message.ts";
import { decodeJoinRequest } from "../../logs/core/join-request.ts";
import { decodeView } from "../../logs/core/view-codec.ts";
import { openViewNames } from "../../logs/core/view-names.ts";
import { decodeInviteLink, hexToBytes, isMalformed } from "../../logs/index.ts";
import { goldenPath } from "../support/golden-logs.ts";
import { crypto, groupKey, hasher } from "../support/logs.ts";

const golden: unknown = JSON.parse(readFileSync(goldenPath, "utf8"));

function at(...path: readonly (string | number)[]): string {
  let found = golden;
  for (const step of path) found = Reflect.get(Object(found), step);
  if (typeof found !== "string") throw new Error(`no vector ${path.join(".")}`);
  return found;
}

test("the second view has gaps, invites, an admission and older keys", (t) => {
  const view = decodeView(crypto, hexToBytes(at("secondView")));
  if (isMalformed(view)) return t.fail(view.why);
  t.is(String(view.previous), at("view", "key"));
  t.deepEqual(
    view.members.map(({ slot, role, gaps }) => [slot, role, gaps.at(-1)?.until]),
    [
      [1, "admin", 5],
      [700, "reader", undefined],
      [65_535, "removed", undefined],
    ],
  );
  t.like(view.invites[0], { role: "writer", expires: 1_900_000_000, uses: 3, delegated: true });
  t.is(view.admission?.invite, view.invites[0]?.key);
  const names = openViewNames(crypto, view, groupKey);
  if (isMalformed(names)) return t.fail(names.why);
  t.deepEqual(names.memberNames, ["anna", "björn", "cleo"]);
  t.is(names.olderKeys[0]?.keyEpoch, 1);
  return undefined;
});

test("the links and the request are read", (t) => {
  const link = decodeInviteLink(hasher, at("inviteLink"));
  if (isMalformed(link)) return t.fail(link.why);
  t.is(String(link.fileSystem), at("view", "key"));
  t.deepEqual(link.addresses, ["/ip4/192.0.2.7/tcp/4001"]);
  const node = decodeInviteLink(hasher, at("nodeLink"));
  t.true(!isMalformed(node) && node.inviteSeed === undefined);
  const request = decodeJoinRequest(crypto, hexToBytes(at("joinRequest")));
  if (isMalformed(request)) return t.fail(request.why);
  t.is(request.name, "björn");
  return undefined;
});

test("every message between peers is read", (t) => {
  const kinds = ["hello", "have", "want", "runs", "want-views", "views", "proofs", "join"];
  for (const [index, kind] of [...kinds, "joined", "joined", "goodbye"].entries()) {
    t.is(at("exchange", index, "what"), kind);
    const message = decodeExchange(hexToBytes(at("exchange", index, "hex")));
    t.is(String(message.kind), kind);
  }
});
