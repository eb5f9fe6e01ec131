// What peers send each other (FORMAT "Exchange"; schema logs.proto): the messages and their bytes.
// Everything is checked for its shape here, and for its truth by whoever takes it.
import type { BlockKey } from "../../dhash/core/index.ts";
import { blockKeyToBytes } from "../../dhash/core/index.ts";
import type { JoinRefusal } from "./admission.ts";
import { ivy } from "./generated/logs.js";
import type { LogId } from "./hash.ts";
import { hexToBytes } from "./hash.ts";
import {
  envelopeBytesMax,
  exchangeBytesMax,
  sequenceMax,
  viewTipsMax,
  wantedRangesMax,
  whyBytesMax,
} from "./limits.ts";
import type { LogRun } from "./log-run.ts";
import type { Malformed } from "./message.ts";
import {
  malformed,
  readMessage,
  refuse,
  requireBytes,
  requireInteger,
  requireKnownFields,
} from "./message.ts";
import {
  checkBlockKey,
  checkHash,
  checkLogId,
  isPresent,
  recordFormatVersion,
  requireFormatVersion,
} from "./record-codec.ts";
import type { LogPlace } from "./view.ts";

const { ExchangeMessage: WireMessage } = ivy.logs;

export interface Position {
  readonly logId: LogId;
  readonly place: LogPlace;
}

export interface WantedRange {
  readonly logId: LogId;
  readonly first: number;
  readonly last: number;
}

export interface Have {
  readonly positions: readonly Position[];
  /** All views that nothing follows; none: as before. */
  readonly views: readonly BlockKey[];
}

export type GoodbyeReason = "malformed" | "other-file-system" | "forged" | "closing";

export type ExchangeMessage =
  | {
      readonly kind: "hello";
      readonly fileSystem: BlockKey;
      readonly have: Have;
      /** Logs of which a fork proof is held. */
      readonly forked: readonly LogId[];
    }
  | { readonly kind: "have"; readonly have: Have }
  | { readonly kind: "want"; readonly number: number; readonly ranges: readonly WantedRange[] }
  | {
      readonly kind: "runs";
      /** Number of the question; 0: nobody asked. */
      readonly answers: number;
      readonly runs: readonly LogRun[];
      /** There is more, which did not fit. */
      readonly isFull: boolean;
    }
  | { readonly kind: "want-views"; readonly known: readonly BlockKey[] }
  | { readonly kind: "views"; readonly views: readonly Uint8Array[] }
  | { readonly kind: "proofs"; readonly proofs: readonly Uint8Array[] }
  | { readonly kind: "join"; readonly request: Uint8Array }
  | { readonly kind: "joined"; readonly refusal: JoinRefusal | undefined; readonly why: string }
  | { readonly kind: "goodbye"; readonly reason: GoodbyeReason; readonly why: string };

const goodbyeReasons: readonly GoodbyeReason[] = [
  "malformed",
  "other-file-system",
  "forged",
  "closing",
];

/** 0 stands for none; the order is part of the format. */
const joinRefusals: readonly JoinRefusal[] = [
  "other-file-system",
  "unknown-invite",
  "used-up",
  "withdrawn",
  "expired",
  "forged",
  "bad-name",
  "name-taken",
  "excluded",
  "not-delegated",
  "not-now",
];

export function encodeExchange(message: ExchangeMessage): Uint8Array {
  return WireMessage.encode(toWire(message)).finish();
}

function toWire(message: ExchangeMessage): ivy.logs.ExchangeMessage.$Properties {
  switch (message.kind) {
    case "hello": {
      const { fileSystem, have, forked } = message;
      const hello = {
        formatVersion: recordFormatVersion,
        fileSystem: blockKeyToBytes(fileSystem),
        have: haveToWire(have),
        forked: forked.map(hexToBytes),
      };
      return { hello };
    }
    case "have":
      return { have: haveToWire(message.have) };
    case "want": {
      const ranges = message.ranges.map(({ logId, first, last }) => ({
        logId: hexToBytes(logId),
        first,
        last,
      }));
      return { want: { number: message.number, ranges } };
    }
    case "runs": {
      const runs = message.runs.map(({ logId, envelopes, head }) => ({
        logId: hexToBytes(logId),
        envelopes: [...envelopes],
        head: head ?? null,
      }));
      return { runs: { answers: message.answers, runs, isFull: message.isFull } };
    }
    case "want-views":
      return { wantViews: { known: message.known.map(blockKeyToBytes) } };
    case "views":
      return { views: { views: [...message.views] } };
    case "proofs":
      return { proofs: { proofs: [...message.proofs] } };
    case "join":
      return { join: { request: message.request } };
    case "joined": {
      const { refusal, why } = message;
      const number = refusal === undefined ? 0 : 1 + joinRefusals.indexOf(refusal);
      return { joined: { refusal: number, why } };
    }
    case "goodbye":
      return { goodbye: { reason: 1 + goodbyeReasons.indexOf(message.reason), why: message.why } };
  }
}

function haveToWire({ positions, views }: Have): ivy.logs.Have.$Properties {
  return {
    positions: positions.map(({ logId, place }) => ({
      logId: hexToBytes(logId),
      sequence: place.sequence,
      hash: place.hash === undefined ? null : hexToBytes(place.hash),
    })),
    views: views.map(blockKeyToBytes),
  };
}

export function decodeExchange(bytes: Uint8Array): ExchangeMessage | Malformed {
  if (bytes.length > exchangeBytesMax) return malformed(`message: ${bytes.length} bytes`);
  return readMessage({ what: "message", decode: WireMessage.decode }, bytes, checkMessage);
}

function checkMessage(wire: ivy.logs.ExchangeMessage.$Properties): ExchangeMessage {
  const kinds = [wire.hello, wire.have, wire.want, wire.runs, wire.wantViews, wire.views];
  const others = [wire.proofs, wire.join, wire.joined, wire.goodbye];
  if ([...kinds, ...others].filter(isPresent).length !== 1) refuse("not exactly one kind");
  return checkLogs(wire) ?? checkRest(wire) ?? refuse("not exactly one kind");
}

function checkLogs(wire: ivy.logs.ExchangeMessage.$Properties): ExchangeMessage | undefined {
  const { hello, have, want, runs } = wire;
  if (isPresent(hello)) {
    requireFormatVersion(hello.formatVersion);
    requireKnownFields(hello);
    const fileSystem = checkBlockKey(hello.fileSystem, "file system");
    const forked = (hello.forked ?? []).map(checkLogId);
    return { kind: "hello", fileSystem, have: checkHave(hello.have ?? {}), forked };
  }
  if (isPresent(have)) return { kind: "have", have: checkHave(have) };
  if (isPresent(want)) {
    requireKnownFields(want);
    const number = requireInteger(want.number, "number", { min: 1, max: 0xffff_ffff });
    if ((want.ranges ?? []).length > wantedRangesMax) refuse("too many ranges");
    return { kind: "want", number, ranges: (want.ranges ?? []).map(checkRange) };
  }
  if (!isPresent(runs)) return undefined;
  requireKnownFields(runs);
  const answers = requireInteger(runs.answers, "number", { min: 0, max: 0xffff_ffff });
  const isFull = runs.isFull ?? false;
  return { kind: "runs", answers, runs: (runs.runs ?? []).map(checkRun), isFull };
}

function checkRest(wire: ivy.logs.ExchangeMessage.$Properties): ExchangeMessage | undefined {
  const { wantViews, views, proofs, join, joined, goodbye } = wire;
  if (isPresent(wantViews)) {
    requireKnownFields(wantViews);
    return { kind: "want-views", known: checkKeys(wantViews.known ?? []) };
  }
  if (isPresent(views)) {
    requireKnownFields(views);
    return { kind: "views", views: views.views ?? [] };
  }
  if (isPresent(proofs)) {
    requireKnownFields(proofs);
    return { kind: "proofs", proofs: proofs.proofs ?? [] };
  }
  if (isPresent(join)) {
    requireKnownFields(join);
    const request = requireBytes(join.request, "request", { min: 1, max: 4096 });
    return { kind: "join", request };
  }
  if (isPresent(joined)) {
    requireKnownFields(joined);
    const number = requireInteger(joined.refusal, "refusal", { min: 0, max: joinRefusals.length });
    return { kind: "joined", refusal: joinRefusals[number - 1], why: checkWhy(joined.why) };
  }
  if (!isPresent(goodbye)) return undefined;
  requireKnownFields(goodbye);
  const number = requireInteger(goodbye.reason, "reason", { min: 1, max: goodbyeReasons.length });
  const reason = goodbyeReasons[number - 1] ?? refuse("reason");
  return { kind: "goodbye", reason, why: checkWhy(goodbye.why) };
}

function checkHave(have: ivy.logs.Have.$Properties): Have {
  requireKnownFields(have);
  const positions = (have.positions ?? []).map((position) => {
    requireKnownFields(position);
    const range = { min: 0, max: sequenceMax };
    const sequence = requireInteger(position.sequence, "sequence", range);
    const hash = isPresent(position.hash) ? checkHash(position.hash, "hash") : undefined;
    if ((sequence === 0) !== (hash === undefined)) refuse("only an empty log has no hash");
    return { logId: checkLogId(position.logId), place: { sequence, hash } };
  });
  return { positions, views: checkKeys(have.views ?? []) };
}

function checkKeys(keys: readonly Uint8Array[]): readonly BlockKey[] {
  if (keys.length > viewTipsMax) refuse(`${keys.length} views`);
  return keys.map((key) => checkBlockKey(key, "view"));
}

function checkRange(range: ivy.logs.WantedRange.$Properties): WantedRange {
  requireKnownFields(range);
  const first = requireInteger(range.first, "first record", { min: 1, max: sequenceMax });
  const last = requireInteger(range.last, "last record", { min: first, max: sequenceMax });
  return { logId: checkLogId(range.logId), first, last };
}

function checkRun(run: ivy.logs.Run.$Properties): LogRun {
  requireKnownFields(run);
  const envelopes = run.envelopes ?? [];
  for (const envelope of envelopes) {
    requireBytes(envelope, "envelope", { min: 1, max: envelopeBytesMax });
  }
  const head = isPresent(run.head)
    ? requireBytes(run.head, "head", { min: 1, max: 1024 })
    : undefined;
  return { logId: checkLogId(run.logId), envelopes, head };
}

/** Text from outside that people will see. */
function checkWhy(why: string | null | undefined): string {
  const text = why ?? "";
  if (Buffer.byteLength(text) > whyBytesMax) refuse("a long explanation");
  return text.replaceAll(/\p{Cc}/gu, " ");
}
