// Who may come in: the terms under which connections are opened, and the words about those who were
// refused, which libp2p does not carry through to whoever dialled.
import { createHmac, randomBytes } from "node:crypto";
import type { MessageStream, StreamMessageEvent } from "@libp2p/interface";
import type { OpeningOutcome, OpeningTerms } from "../../core/opening.ts";
import type { ProtocolVersions } from "../../core/opening-codec.ts";
import { OpeningTalk, type OpeningWords } from "../../core/opening-talk.ts";
import type { Parting, PartingWords } from "../../core/parting.ts";
import type { PeerId } from "../../core/peer-id.ts";
import type { Refused } from "../../transport-port.ts";

export interface SwarmTerms {
  readonly self: PeerId;
  /** 32 bytes that everybody in the swarm has. */
  readonly secret: Uint8Array;
  readonly versions: ProtocolVersions;
  readonly program: string;
  /** Undefined if the peer may connect now, else why not. */
  refuses(peer: PeerId): PartingWords | undefined;
  /** Told of everybody who was refused. */
  onRefused(refused: Refused): void;
}

/** The other side, or this one, does not want the connection. */
export class OpeningRefused extends Error {
  readonly parting: Parting;
  constructor(parting: Parting) {
    super(parting.text);
    this.parting = parting;
  }
}

export interface OpeningSide {
  readonly role: "caller" | "called";
  readonly peer: PeerId;
  readonly address: string;
  /** From the encryption, or empty. */
  readonly binding: Uint8Array;
}

/** Exchanges the first words on an encrypted stream. Afterwards the stream is as if they had not
 *  been; on refusal it is closed, the other side has been told, and this rejects. */
export async function passGate(
  stream: MessageStream,
  terms: SwarmTerms,
  side: OpeningSide,
  signal: AbortSignal,
): Promise<void> {
  const { self, versions, program, secret } = terms;
  const opening: OpeningTerms = {
    self,
    peer: side.peer,
    versions,
    program,
    nonce: randomBytes(32),
    binding: side.binding,
    prove: (message) => createHmac("sha256", secret).update(message).digest(),
    refuses: (peer) => terms.refuses(peer),
  };
  const outcome = await exchange(stream, side.role, opening, signal);
  if (outcome.kind === "open") return;
  const kind = outcome.kind === "refused-here" ? "ended-here" : "ended-there";
  const parting: Parting = { kind, ...outcome.words };
  terms.onRefused({ peer: side.peer, address: side.address, parting });
  await stream.close({ signal: AbortSignal.timeout(1000) }).catch(() => {});
  throw new OpeningRefused(parting);
}

function exchange(
  stream: MessageStream,
  role: "caller" | "called",
  terms: OpeningTerms,
  signal: AbortSignal,
): Promise<OpeningOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<OpeningOutcome>();
  const talk = new OpeningTalk(role, terms);
  const leave = (): void => {
    stream.removeEventListener("message", onMessage);
    stream.removeEventListener("close", onClose);
    signal.removeEventListener("abort", onAbort);
  };
  const fail = (reason: unknown): void => {
    leave();
    reject(reason);
  };
  const onClose = (): void => fail(new Error("closed before the first words"));
  const onAbort = (): void => fail(signal.reason);
  const say = ({ send, end }: OpeningWords): void => {
    for (const word of send) stream.send(word);
    if (end === undefined) return;
    leave();
    resolve(end.outcome);
    if (stream.status === "open") stream.unshift(end.rest);
  };
  const onMessage = ({ data }: StreamMessageEvent): void => {
    try {
      say(talk.receive(data instanceof Uint8Array ? [data] : data));
    } catch (error) {
      // The connection closes while the answer is written.
      fail(error);
    }
  };
  stream.addEventListener("message", onMessage);
  stream.addEventListener("close", onClose);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  else if (stream.status !== "open") onClose();
  else say(talk.begin());
  return promise;
}
