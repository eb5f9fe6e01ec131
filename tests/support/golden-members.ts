// The golden vectors of membership and exchange: a second view with all fields, an invite link, a
// request to join, and one of each message between peers.
import type { BlockKey } from "../../dhash/index.ts";
import type { ExchangeMessage } from "../../logs/core/exchange-message.ts";
import { encodeExchange } from "../../logs/core/exchange-message.ts";
import type { RecordHash } from "../../logs/core/hash.ts";
import { proveInvite } from "../../logs/core/invite-proof.ts";
import type { OpenMember } from "../../logs/core/view.ts";
import { allGap } from "../../logs/core/view.ts";
import { encodeView } from "../../logs/core/view-codec.ts";
import type { Crypto, InviteLink } from "../../logs/index.ts";
import { bytesToHex, encodeInviteLink, encodeJoinRequest, isMalformed } from "../../logs/index.ts";
import { groupKey, hasher, logIdOf, makeKeyPair } from "./logs.ts";

const founder = makeKeyPair(1);
const guest = makeKeyPair(2);
const inviteSeed = Buffer.alloc(32, 0x81);

export interface GoldenParts {
  readonly crypto: Crypto;
  readonly fileSystem: BlockKey;
  /** The group key, sealed to the founder. */
  readonly sealedKey: Uint8Array;
  /** Of some record. */
  readonly hash: RecordHash;
  readonly envelope: Uint8Array;
  readonly head: Uint8Array;
}

export function makeGoldenMembers(parts: GoldenParts): Record<string, unknown> {
  const { crypto, fileSystem } = parts;
  const wish = { fileSystem, name: "björn" };
  const request = encodeJoinRequest(crypto, { own: guest, inviteSeed }, wish);
  if (isMalformed(request)) throw new Error(request.why);
  return {
    secondView: hex(makeSecondView(parts)),
    inviteLink: encodeInviteLink(hasher, goldenLink(fileSystem)),
    nodeLink: encodeInviteLink(hasher, { ...goldenLink(fileSystem), inviteSeed: undefined }),
    joinRequest: hex(request),
    exchange: goldenMessages({ ...parts, request }).map((message) => ({
      what: message.kind,
      hex: hex(encodeExchange(message)),
    })),
  };
}

export function goldenLink(fileSystem: BlockKey): InviteLink {
  const addresses = ["/ip4/192.0.2.7/tcp/4001"];
  return { fileSystem, swarmSecret: Buffer.alloc(32, 0x33), inviteSeed, addresses };
}

function makeSecondView({ crypto, fileSystem, sealedKey, hash }: GoldenParts): Uint8Array {
  const inviteKeys = crypto.keyPair(inviteSeed);
  const members: readonly OpenMember[] = [
    {
      ...{ slot: 1, logId: logIdOf(founder), role: "admin", sealedKey },
      gaps: [{ after: { sequence: 2, hash }, until: 5 }],
    },
    { slot: 700, logId: logIdOf(guest), role: "reader", sealedKey, gaps: allGap },
    {
      ...{ slot: 65_535, logId: logIdOf(makeKeyPair(3)), role: "removed" },
      ...{ sealedKey: new Uint8Array(0) },
      gaps: [{ after: { sequence: 9, hash }, until: undefined }],
    },
  ];
  const view = {
    previous: fileSystem,
    root: 1,
    replicas: 4,
    keyEpoch: 65_537,
    members,
    settled: [fileSystem],
    invites: [
      {
        ...{ key: bytesToHex(inviteKeys.publicKey), role: "writer" as const },
        ...{ expires: 1_900_000_000, uses: 3, delegated: true },
      },
    ],
    admission: {
      invite: bytesToHex(inviteKeys.publicKey),
      proof: proveInvite(crypto, { fileSystem, logId: logIdOf(guest) }, inviteKeys),
    },
    name: "photos",
    memberNames: ["anna", "björn", "cleo"],
    olderKeys: [{ keyEpoch: 1, key: groupKey }],
  };
  return encodeView(view, { crypto, groupKey, signer: founder });
}

export function goldenMessages(
  parts: GoldenParts & { readonly request: Uint8Array },
): readonly ExchangeMessage[] {
  const { fileSystem, hash, envelope, head, request } = parts;
  const logId = logIdOf(founder);
  const positions = [{ logId, place: { sequence: 2, hash } }];
  const empty = { logId: logIdOf(guest), place: { sequence: 0, hash: undefined } };
  return [
    {
      ...{ kind: "hello", fileSystem, forked: [logId] },
      have: { positions: [...positions, empty], views: [fileSystem] },
    },
    { kind: "have", have: { positions, views: [] } },
    { kind: "want", number: 1, ranges: [{ logId, first: 1, last: 2 }] },
    { kind: "runs", answers: 1, runs: [{ logId, envelopes: [envelope], head }], isFull: true },
    { kind: "want-views", known: [fileSystem] },
    { kind: "views", views: [Buffer.from("a view block")] },
    { kind: "proofs", proofs: [Buffer.from("a fork proof")] },
    { kind: "join", request },
    { kind: "joined", refusal: undefined, why: "" },
    { kind: "joined", refusal: "expired", why: "Too late." },
    { kind: "goodbye", reason: "other-file-system", why: "Elsewhere." },
  ];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
