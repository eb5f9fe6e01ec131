// A small world of members for tests: participants with views, logs and an exchange, and a network
// between them that does what it is told.
import type { BlockKey, Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import { encodeJoinRequest } from "../../logs/core/join-request.ts";
import type { Invite } from "../../logs/core/view.ts";
import type { MemberChange } from "../../logs/core/view-change.ts";
import type {
  ChangeRefusal,
  ExchangeEvent,
  KeyPair,
  LogId,
  LogPlace,
  RecordHash,
  Recount,
} from "../../logs/index.ts";
import {
  bytesToHex,
  foundFileSystem,
  isMalformed,
  isRefusal,
  LogExchange,
  type LogSet,
  MemorySharing,
  openLogSet,
  openSharedViews,
  type SharedViews,
} from "../../logs/index.ts";
import { crypto, describeItem, hasher, logIdOf, makeKeyPair, noTime } from "./logs.ts";
import { expectNoTrouble } from "./memory-disk.ts";

/** Founds a file system named "photos"; slot 1 is `keyPair`'s. */
export function found(
  keyPair: KeyPair,
  participantName: string,
): {
  readonly key: BlockKey;
  readonly bytes: Uint8Array;
} {
  const root = 1;
  return foundFileSystem({ crypto, hasher, name: "photos", participantName, keyPair, root });
}

export const inviteSeed = (number: number): Uint8Array => Buffer.alloc(32, 0x80 + number);

export function makeInvite(number: number, fields: Partial<Invite> = {}): Invite {
  const key = bytesToHex(crypto.keyPair(inviteSeed(number)).publicKey);
  const plain = { role: "writer", expires: undefined, uses: 1, delegated: true } as const;
  return { key, ...plain, ...fields };
}

/** The seconds that all clocks of the world show. */
export const clock = { seconds: 1_800_000_000 };

/** One participant on one machine. */
export class Party {
  readonly name: string;
  readonly keyPair: KeyPair;
  readonly logId: LogId;
  readonly fileSystem: BlockKey;
  readonly store = new MemorySharing();
  views: SharedViews;
  logs: LogSet;
  exchange: LogExchange;
  /** What was told to the fold: changes as text, in the order of telling. */
  readonly folded: string[] = [];
  readonly recounts: Recount[] = [];
  readonly events: ExchangeEvent[] = [];

  constructor(name: string, number: number, founding: { key: BlockKey; bytes?: Uint8Array }) {
    this.name = name;
    this.keyPair = makeKeyPair(number);
    this.logId = logIdOf(this.keyPair);
    this.fileSystem = founding.key;
    if (founding.bytes !== undefined) this.store.keepView(founding.key, founding.bytes);
    const opened = this.#open();
    this.views = opened.views;
    this.logs = opened.logs;
    this.exchange = opened.exchange;
  }

  /** The program starts again on what is kept. */
  restart(): void {
    const opened = this.#open();
    this.views = opened.views;
    this.logs = opened.logs;
    this.exchange = opened.exchange;
  }

  #open(): Pick<Party, "views" | "logs" | "exchange"> {
    const { store, keyPair, fileSystem } = this;
    const views = expectNoTrouble(openSharedViews({ crypto, hasher, fileSystem, keyPair, store }));
    const inForce = views.inForce();
    const isMember = inForce?.members.some(({ logId }) => logId === this.logId) ?? false;
    const logs = expectNoTrouble(
      openLogSet({
        ...{ crypto, hasher, fileSystem },
        view: inForce?.view ?? fileSystem,
        members: inForce?.members ?? [],
        groupKeysByEpoch: inForce?.groupKeysByEpoch ?? new Map(),
        keyEpoch: inForce?.keyEpoch ?? 1,
        journals: isMember ? [store.openJournal(this.logId)] : [],
        own: isMember ? keyPair : undefined,
        syncedSequence: 0,
        sharing: store,
      }),
    );
    if (isMember) expectNoTrouble(logs.sync());
    const peers = logs.peers();
    if (peers === undefined) throw new Error("a log set with a store has peers");
    const options = { crypto, hasher, fileSystem, logs, views, store };
    const now = () => ({ seconds: clock.seconds, nanoseconds: 0 });
    return { views, logs, exchange: new LogExchange({ ...options, now }, peers) };
  }

  /** Is this participant a member, as far as it knows? */
  get isMember(): boolean {
    return this.views.inForce()?.members.some(({ logId }) => logId === this.logId) ?? false;
  }

  write(text: string): void {
    expectNoTrouble(this.logs.append(noTime, Buffer.from(text), []));
    expectNoTrouble(this.logs.sync());
  }

  /** Why writing is refused; empty if it is not. */
  tryToWrite(text: string): string {
    const written = this.logs.append(noTime, Buffer.from(text), []);
    expectNoTrouble(this.logs.sync());
    return isTrouble(written) ? written.message : "";
  }

  /** Changes the members; the refusal's kind, or "done". */
  change(change: MemberChange): string {
    return this.#changed(this.views.change(change));
  }

  leave(): string {
    const head = this.logs.head();
    return this.#changed(this.views.leave({ sequence: head?.sequence ?? 0, hash: head?.hash }));
  }

  #changed(changed: object | ChangeRefusal | Trouble): string {
    if (isTrouble(changed)) throw new Error(changed.message);
    if (isRefusal(changed)) return changed.refusal;
    this.enter();
    return "done";
  }

  /** Has the log set follow the views. */
  enter(): void {
    const inForce = this.views.inForce();
    if (inForce !== undefined) this.recounts.push(...expectNoTrouble(this.logs.enter(inForce)));
  }

  /** Where somebody's log stands here. */
  placeOf(logId: LogId): LogPlace {
    const own = this.logs.peers()?.own();
    if (own?.logId === logId) return own.place;
    const found = this.logs
      .peers()
      ?.standings()
      .find((each) => each.logId === logId);
    return found?.proven ?? { sequence: 0, hash: undefined };
  }

  /** Hash of a record that is held here. */
  hashOf(logId: LogId, sequence: number): RecordHash {
    const record = this.store.openJournal(logId).read(sequence);
    if (isTrouble(record)) throw new Error(record.message);
    return record.hash;
  }

  slotOf(logId: LogId): number {
    const member = this.views.inForce()?.members.find((each) => each.logId === logId);
    if (member === undefined) throw new Error("no such member");
    return member.slot;
  }

  /** A request to join by invite `number`. */
  joinRequest(number: number, name = this.name, seed = inviteSeed(number)): Uint8Array {
    const { keyPair: own, fileSystem } = this;
    const request = encodeJoinRequest(crypto, { own, inviteSeed: seed }, { fileSystem, name });
    if (isMalformed(request)) throw new Error(request.why);
    return request;
  }

  /** Folds what can be. */
  accept(recordsMax = 7): void {
    for (;;) {
      const items = this.logs.accept(recordsMax);
      if (items.length === 0) break;
      for (const { changes } of items) this.folded.push(Buffer.from(changes).toString());
    }
    if (this.isMember && this.logs.peers()?.own() !== undefined) this.logs.noteOthers();
  }

  /** Everything that counts, in order, read from the journals again; problems as text. */
  read(): readonly string[] {
    return [...this.logs.records(new Map())].map(describeItem);
  }

  /** Who is a member: name and role, by slot. */
  members(): readonly string[] {
    const { names } = this.views.opened;
    const members = this.views.membership?.members ?? [];
    return members.map(({ logId, role }) => `${names.get(logId) ?? "?"} ${role}`).sort();
  }
}

/** Everybody has all views. */
export function spread(parties: readonly Party[]): void {
  const views = parties.flatMap(({ views: each }) => each.beyond([], Number.POSITIVE_INFINITY));
  for (const party of parties) {
    const wasMember = party.logs.peers()?.own() !== undefined;
    expectNoTrouble(party.views.take(views));
    if (!wasMember && party.isMember) party.restart();
    else party.enter();
  }
}
