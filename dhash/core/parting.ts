// Why two peers part (FORMAT "Connections"): a number and a sentence for people, sent before a
// connection is closed so that both sides can say the same.
import { peerTextMax } from "./transport-limits.ts";
import { Trouble, type TroubleReason } from "./trouble.ts";

/** The numbers are on the wire. */
const partingCodes = {
  closed: 0, // the program ends, or has no more use for the connection
  version: 1, // no protocol version in common
  stranger: 2, // no proof of the swarm's secret
  "not-admitted": 3, // membership says no
  crowded: 4, // too many connections here
  nonsense: 5, // bytes that mean nothing here, or a frame beyond the limit
  duplicate: 6, // there is a connection already
  replaced: 7, // a newer or better connection takes over
} as const;

export type PartingCode = keyof typeof partingCodes;

/** How a connection ended. `text` is what the one who ended it said, fit for a terminal. */
export type Parting =
  | { readonly kind: "ended-here"; readonly code: PartingCode; readonly text: string }
  | { readonly kind: "ended-there"; readonly code: PartingCode; readonly text: string }
  /** Nobody said anything: reset, silence, a process that died. */
  | { readonly kind: "lost"; readonly text: string };

export interface PartingWords {
  readonly code: PartingCode;
  readonly text: string;
}

export function encodeParting(words: PartingWords): Uint8Array {
  const text = new TextEncoder().encode(words.text.slice(0, peerTextMax));
  const bytes = new Uint8Array(1 + text.length);
  bytes[0] = partingCodes[words.code];
  bytes.set(text, 1);
  return bytes;
}

/** A peer's words; what is not understood of them counts as nonsense. */
export function decodeParting(bytes: Uint8Array): PartingWords {
  const code = codesByNumber.get(bytes[0] ?? -1) ?? "nonsense";
  return { code, text: decodePeerText(bytes.subarray(1)) };
}

/** Text of a peer for a person: no control characters, no more than fits a line or two. */
export function decodePeerText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * peerTextMax));
  return [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")].slice(0, peerTextMax).join("").trim();
}

/** One line for people. */
export function describeParting(parting: Parting): string {
  if (parting.kind === "lost") return `connection lost: ${parting.text}`;
  const who = parting.kind === "ended-here" ? "ended here" : "ended by the peer";
  return `${who} (${parting.code}): ${parting.text}`;
}

/** What a connection that did not come about means to who asked for it. */
export function partingToTrouble(whom: string, parting: Parting): Trouble {
  if (parting.kind === "lost") {
    return new Trouble("unreachable", `${whom}: the connection was lost: ${parting.text}.`);
  }
  const who = parting.kind === "ended-there" ? "it" : "this side";
  const step = steps[parting.code] ?? "";
  const message = `${whom}: ${who} refused the connection: ${parting.text}.${step}`;
  return new Trouble(reasons[parting.code], message);
}

const reasons: Readonly<Record<PartingCode, TroubleReason>> = {
  closed: "unreachable",
  version: "newer",
  stranger: "denied",
  "not-admitted": "denied",
  crowded: "busy",
  nonsense: "failed",
  duplicate: "busy",
  replaced: "unreachable",
};

const steps: Readonly<Partial<Record<PartingCode, string>>> = {
  version: " The older one of the two programs needs an update.",
  stranger: " Is the invitation for this swarm?",
  "not-admitted": " Ask somebody with the role admin.",
  crowded: " Try again later.",
};

const codesByNumber = new Map<number, PartingCode>(
  Object.entries(partingCodes).flatMap(([code, number]) =>
    isPartingCode(code) ? [[number, code] as const] : [],
  ),
);

function isPartingCode(text: string): text is PartingCode {
  return text in partingCodes;
}
