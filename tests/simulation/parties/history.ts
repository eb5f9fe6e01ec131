// One history of a member that lies: logs, views and an exchange of the product, on memory. A liar
// has two, under one key, and shows each to others.
import type { BlockKey } from "../../../dhash/index.ts";
import { nodeHasher } from "../../../dhash/index.ts";
import type { Change } from "../../../fs/core/index.ts";
import { encodeChanges } from "../../../fs/core/index.ts";
import type { Crypto, ExchangeEvent, KeyPair, LogId, LogSet, Time } from "../../../logs/index.ts";
import {
  bytesToLogId,
  encodeJoinRequest,
  isMalformed,
  LogExchange,
  MemorySharing,
  openLogSet,
  openSharedViews,
  type SharedViews,
} from "../../../logs/index.ts";
import { expectNoTrouble } from "../../support/memory-disk.ts";

export interface HistoryTools {
  readonly crypto: Crypto;
  readonly keyPair: KeyPair;
  readonly fileSystem: BlockKey;
  readonly now: () => Time;
}

export const hasher = nodeHasher();

export function logOf({ publicKey }: KeyPair): LogId {
  const logId = bytesToLogId(publicKey);
  if (logId === undefined) throw new Error("a public key is the name of a log");
  return logId;
}

export class History {
  readonly #tools: HistoryTools;
  readonly store = new MemorySharing();
  readonly logId: LogId;
  views: SharedViews;
  logs: LogSet;
  exchange: LogExchange;

  constructor(tools: HistoryTools, views: readonly Uint8Array[] = []) {
    this.#tools = tools;
    this.logId = logOf(tools.keyPair);
    this.views = this.#openViews();
    expectNoTrouble(this.views.take(views));
    const opened = this.#open();
    this.logs = opened.logs;
    this.exchange = opened.exchange;
  }

  /** It has become a member: its own log can be written. */
  restart(): void {
    this.views = this.#openViews();
    const opened = this.#open();
    this.logs = opened.logs;
    this.exchange = opened.exchange;
  }

  get isMember(): boolean {
    const members = this.views.membership?.members ?? [];
    return members.some(({ logId, role }) => logId === this.logId && role !== "removed");
  }

  get slot(): number {
    return this.views.membership?.members.find(({ logId }) => logId === this.logId)?.slot ?? 0;
  }

  get sequence(): number {
    return this.logs.peers()?.own()?.place.sequence ?? 0;
  }

  /** True: it is written. */
  write(changes: readonly Change[]): boolean {
    return this.writeBytes(encodeChanges(changes), []);
  }

  writeBytes(changes: Uint8Array, parts: readonly Uint8Array[]): boolean {
    const stamp = this.logs.append(this.#tools.now(), changes, parts);
    expectNoTrouble(this.logs.sync());
    return "dot" in stamp;
  }

  /** Takes in what came of others. */
  accept(): void {
    while (this.logs.accept(100).length > 0);
    if (this.logs.peers()?.own() !== undefined) this.logs.noteOthers();
  }

  joinRequest(name: string, inviteSeed: Uint8Array): Uint8Array {
    const { crypto, keyPair: own, fileSystem } = this.#tools;
    const request = encodeJoinRequest(crypto, { own, inviteSeed }, { fileSystem, name });
    if (isMalformed(request)) throw new Error(request.why);
    return request;
  }

  /** What its exchange says is to be sent to this peer. */
  sent(peer: string, events: readonly ExchangeEvent[]): readonly Uint8Array[] {
    return events.flatMap((event) => {
      return event.kind === "send" && event.peer === peer ? [event.bytes] : [];
    });
  }

  #openViews(): SharedViews {
    const { crypto, keyPair, fileSystem } = this.#tools;
    const { store } = this;
    return expectNoTrouble(openSharedViews({ crypto, hasher, fileSystem, keyPair, store }));
  }

  #open(): { readonly logs: LogSet; readonly exchange: LogExchange } {
    const { crypto, keyPair, fileSystem, now } = this.#tools;
    const { store, views, isMember } = this;
    const nobody = { view: fileSystem, members: [], groupKeysByEpoch: new Map(), keyEpoch: 1 };
    const logs = expectNoTrouble(
      openLogSet({
        ...{ crypto, hasher, fileSystem, ...(views.inForce() ?? nobody) },
        journals: isMember ? [store.openJournal(this.logId)] : [],
        own: isMember ? keyPair : undefined,
        syncedSequence: 0,
        sharing: store,
      }),
    );
    const peers = logs.peers();
    if (peers === undefined) throw new Error("a log set with a store has peers");
    if (isMember) expectNoTrouble(logs.sync());
    const parts = { crypto, hasher, fileSystem, logs, views, store };
    return { logs, exchange: new LogExchange({ ...parts, now }, peers) };
  }
}
