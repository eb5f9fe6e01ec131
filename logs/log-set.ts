// The logs of one file system on this machine: the participant's own, to which it appends, and
// those of others, which it reads, and shares in if it has a store for that. It keeps the chain of
// each and the keys; bytes are the journals'.
import { invariant, isTrouble, Trouble } from "../dhash/core/index.ts";
import type { ChainState } from "./core/chain.ts";
import { emptyChain } from "./core/chain.ts";
import type { Dot, Slot } from "./core/dot.ts";
import { dotSequence, dotSlot, makeDot } from "./core/dot.ts";
import type { RecordHash } from "./core/hash.ts";
import { bytesToHex, bytesToLogId } from "./core/hash.ts";
import { sequenceMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";
import type { RecordKeys } from "./core/record-sealing.ts";
import { deriveRecordKeys } from "./core/record-sealing.ts";
import type { KnownSequences, Stamp } from "./core/stamp.ts";
import { compareStamps } from "./core/stamp.ts";
import type { Time } from "./core/time.ts";
import { hashIn } from "./foreign-log.ts";
import { HeldRecords } from "./held-records.ts";
import type { MembersInForce, Recount, ViewInForce } from "./log-members.ts";
import { LogMembers } from "./log-members.ts";
import type { LogItem, ReadRecordItem } from "./log-reading.ts";
import type { Replay } from "./log-replay.ts";
import { rebuildLog, replayLogs } from "./log-replay.ts";
import type { LogMember, LogSetOptions, OwnHead } from "./log-set-options.ts";
import { LogsForPeers } from "./logs-for-peers.ts";
import { OwnLog } from "./own-log.ts";
import { OwnRecovery } from "./own-recovery.ts";
import type { Journal, JournalDamage } from "./ports.ts";
import type { Absorbed, AbsorptionTools } from "./shared-log.ts";
import { Sharing } from "./sharing.ts";

const unwanted: Absorbed = { kind: "unwanted" };

/** Opens the logs; the own one is ready to be appended to. */
export function openLogSet(options: LogSetOptions): LogSet | Trouble {
  const logs = new LogSet(options);
  return logs.openOthers() ?? logs.openOwn() ?? logs;
}

export class LogSet {
  readonly #options: LogSetOptions;
  readonly #keysByEpoch: Map<number, Uint8Array>;
  readonly #keys: RecordKeys;
  readonly #members: LogMembers;
  readonly #journalsBySlot = new Map<Slot, Journal>();
  readonly #held: HeldRecords;
  readonly #sharing: Sharing | undefined;
  #inForce: ViewInForce;
  #own: OwnLog | undefined;
  #recovery: OwnRecovery | undefined;
  /** Own records up to here are never cut: they survive power loss, or others have seen them. */
  #fixedSequence: number;

  constructor(options: LogSetOptions) {
    this.#options = options;
    const { crypto, view, keyEpoch } = options;
    this.#keysByEpoch = new Map(deriveRecordKeys(crypto, options.groupKeysByEpoch).keysByEpoch);
    this.#keys = { crypto, keysByEpoch: this.#keysByEpoch };
    const journalsByLog = new Map(options.journals.map((journal) => [journal.logId, journal]));
    this.#members = new LogMembers(options.members);
    for (const { slot, logId } of options.members) {
      const journal = journalsByLog.get(logId);
      if (journal !== undefined) this.#journalsBySlot.set(slot, journal);
    }
    this.#held = new HeldRecords(this.#keys, this.#journalsBySlot);
    this.#sharing = this.#makeSharing();
    this.#inForce = { view, keyEpoch, isNamed: true };
    this.#fixedSequence = options.syncedSequence;
  }

  /** Opens the logs of other members, if there is a store for them; called once. */
  openOthers(): Trouble | undefined {
    const resets = this.#sharing?.enter(this.#options.members);
    return isTrouble(resets) ? resets : undefined;
  }

  /** Finds the state of the own log; called once. */
  openOwn(): Trouble | undefined {
    const { own: keyPair } = this.#options;
    if (keyPair === undefined) return undefined;
    const logId = bytesToHex(keyPair.publicKey);
    const member = this.#options.members.find((each) => each.logId === logId);
    const journal = member && this.#journalsBySlot.get(member.slot);
    invariant(
      member !== undefined && journal !== undefined,
      "the own log is a member's and is open",
    );
    const empty = emptyChain(member.slot, member.logId);
    const sequence = journal.newest()?.sequence ?? 0;
    const state = sequence === 0 ? empty : rebuildLog(this.#parts(), { journal, empty, sequence });
    if (isTrouble(state)) return state;
    this.#own = new OwnLog(journal, keyPair, state);
    const tools = this.#absorptionTools();
    this.#recovery = tools && new OwnRecovery(tools, this.#own);
    this.noteOthers();
    return undefined;
  }

  /** Appends an own record. On Trouble nothing is acknowledged, and the next has its sequence. */
  append(time: Time, changes: Uint8Array, parts: readonly Uint8Array[]): Stamp | Trouble {
    const own = this.#requireOwn();
    const { keyEpoch, view, isNamed } = this.#inForce;
    const denied = this.#recovery?.trouble() ?? this.#whyReadOnly(own, keyEpoch);
    if (denied !== undefined) return denied;
    const tools = { keys: this.#keys, hasher: this.#options.hasher, keyEpoch };
    const isDue = own.state.sequence === 0 || !isNamed;
    const stamp = own.append(
      { ...tools, view: isDue ? view : undefined },
      { time, changes, parts },
    );
    if (!isTrouble(stamp)) this.#inForce = { ...this.#inForce, isNamed: true };
    return stamp;
  }

  /** Takes a run of somebody's records, or of own ones lost here. Needs a sharing store. */
  absorb(run: LogRun): Absorbed {
    if (run.logId === this.#own?.state.logId) return this.#recovery?.absorb(run) ?? unwanted;
    return this.#sharing?.absorb(run) ?? unwanted;
  }

  /** The next records of others that count, at most `recordsMax`, in order among themselves; late
   * ones may come before what is folded already. None: nothing more to accept now. */
  accept(recordsMax: number): readonly ReadRecordItem[] {
    const adopted = this.#recovery?.takeAdopted() ?? [];
    const accepted = this.#sharing?.accept(recordsMax) ?? [];
    return [...adopted, ...accepted].sort((a, b) => compareStamps(a.stamp, b.stamp));
  }

  /** Records of others that `accept` has given since this was opened. */
  get acceptedCount(): number {
    return this.#sharing?.acceptedCount ?? 0;
  }

  /** Other members, keys or view are in force. Returns whose records count differently now. After
   * trouble it is to be called again, and returns all that differs since the last time. */
  enter(next: MembersInForce): readonly Recount[] | Trouble {
    const { crypto } = this.#options;
    for (const [epoch, key] of deriveRecordKeys(crypto, next.groupKeysByEpoch).keysByEpoch) {
      this.#keysByEpoch.set(epoch, key);
    }
    const journals = this.#journalsBySlot;
    this.#members.enter(next.members, (slot) => journals.get(slot)?.newest()?.sequence ?? 0);
    const isNamed = this.#inForce.isNamed && this.#inForce.view === next.view;
    this.#inForce = { view: next.view, keyEpoch: next.keyEpoch, isNamed };
    const resets = this.#sharing?.enter(next.members) ?? [];
    if (isTrouble(resets)) return resets;
    if (resets.length > 0) this.#held.clear();
    return [...this.#members.takeRecounts(), ...resets.map((slot) => ({ slot, from: 1 }))];
  }

  /** Inline data of any record held here. The bytes are shared: not to be changed. */
  readPart(dot: Dot, part: number): Uint8Array | Trouble {
    const body = this.#held.body(dot);
    if (isTrouble(body)) return body;
    const absent = `record ${dotSequence(dot)} of slot ${dotSlot(dot)} has no part ${part}.`;
    return body.parts[part] ?? new Trouble("absent", absent);
  }

  /** Everything appended survives power loss once it returns undefined, and may go to others. What
   * the records name is to be durable before. */
  sync(): Trouble | undefined {
    return this.#sharing?.sync() ?? this.#requireOwn().sync();
  }

  /** The same for what there was when the own log stood there: the device has it. */
  noteDurable(state: ChainState): void {
    this.#requireOwn().noteDurable(state);
  }

  /** The records after those in `known`, of all logs in the total order, each checked; damage is
   * told in its place. `changes` are to be decoded before the next step or copied. To be folded. */
  records(known: KnownSequences): Generator<LogItem> {
    return replayLogs(this.#replay(), known, (dot) => this.#members.counts(dot));
  }

  /** Of these the ones that `accept` has given, or `records`: beside a tree that holds them. */
  acceptedRecords(known: KnownSequences): Generator<LogItem> {
    return replayLogs(this.#replay(false), known, (dot) => this.#members.counts(dot));
  }

  /** As `records` with those that do not count. */
  allRecords(known: KnownSequences): Generator<LogItem> {
    return replayLogs(this.#replay(), known, () => true);
  }

  #replay(isAccepting = true): Replay {
    const own = this.#own?.state;
    return { ...this.#parts(), sharing: this.#sharing, own, isAccepting };
  }

  /** The newest own record; undefined before the first. */
  head(): OwnHead | undefined {
    return this.#requireOwn().head();
  }

  /** Hash of a record that is here, accepted or not; undefined when it is not, or damaged. */
  hashOf(dot: Dot): RecordHash | undefined {
    return hashIn(this.#journalsBySlot.get(dotSlot(dot)), dotSequence(dot));
  }

  /** The same of the own log. */
  hashAt(sequence: number): RecordHash | undefined {
    return hashIn(this.#requireOwn().journal, sequence);
  }

  /** Signs the newest record for others; from then on it is never cut. Undefined before the first
   * record. */
  signHead(time: Time): Uint8Array | undefined {
    const own = this.#requireOwn();
    const { crypto, fileSystem } = this.#options;
    this.#fixedSequence = Math.max(this.#fixedSequence, own.state.sequence);
    return own.signHead(crypto, { fileSystem, time });
  }

  /** The own log as it is now. */
  state(): ChainState {
    return this.#requireOwn().state;
  }

  /** Removes own records after `sequence`: after power loss, those whose blocks are lost. Refused
   * with "denied" for records that were synced or shown to others. */
  cutTail(sequence: number): Trouble | undefined {
    const own = this.#requireOwn();
    this.#fixedSequence = Math.max(this.#fixedSequence, own.durable?.sequence ?? 0);
    if (sequence < this.#fixedSequence) {
      const why = `record ${this.#fixedSequence} was made durable or shown to others`;
      return new Trouble("denied", `log ${own.state.logId}: not cut after ${sequence}: ${why}.`);
    }
    const trouble = own.journal.cutTail(sequence);
    this.#held.clear();
    return trouble ?? this.openOwn();
  }

  member(slot: Slot): LogMember | undefined {
    return this.#members.get(slot);
  }

  /** Damage that keeps the own log from being appended to. */
  damage(): readonly JournalDamage[] {
    return this.#own?.journal.damage() ?? [];
  }

  bytesStored(): number {
    return [...this.#journalsBySlot.values()].reduce((sum, each) => sum + each.bytesStored(), 0);
  }

  close(): void {
    this.#sharing?.keepHeads();
    for (const journal of this.#journalsBySlot.values()) journal.close();
  }

  /** The next own record knows the newest of every other log: call it when all are folded. */
  noteOthers(): void {
    this.#sharing?.keepHeads();
    this.#requireOwn().noteOthers(this.#parts());
  }

  /** What peers are told, and served from; undefined without a sharing store. */
  peers(): LogsForPeers | undefined {
    const { crypto, fileSystem } = this.#options;
    const parts = { crypto, fileSystem, own: this.#own, recovery: this.#recovery };
    return this.#sharing && new LogsForPeers({ ...parts, sharing: this.#sharing });
  }

  #makeSharing(): Sharing | undefined {
    const absorption = this.#absorptionTools();
    if (absorption === undefined) return undefined;
    const { own: keyPair, home, acceptUpTo: upTo = () => sequenceMax } = this.#options;
    const own = keyPair === undefined ? home : bytesToLogId(keyPair.publicKey);
    return new Sharing({ ...this.#parts(), absorption, own, upTo });
  }

  #absorptionTools(): AbsorptionTools | undefined {
    const { hasher, fileSystem, sharing: store } = this.#options;
    return store && { keys: this.#keys, hasher, fileSystem, store };
  }

  #whyReadOnly({ state }: OwnLog, keyEpoch: number): Trouble | undefined {
    const isOpen = this.#members.cut(state.slot) === undefined;
    const mayWrite = isOpen && this.#members.counts(makeDot(state.slot, state.sequence + 1));
    if (mayWrite && this.#keysByEpoch.has(keyEpoch)) return undefined;
    const why = mayWrite ? "the group key in force is not here" : "its owner may only read";
    return new Trouble("denied", `own log: ${why}.`);
  }

  #requireOwn(): OwnLog {
    invariant(this.#own !== undefined, "a log set that only reads has no own log");
    return this.#own;
  }

  #parts(): Pick<Replay, "keys" | "held" | "members"> & {
    readonly journalsBySlot: Map<Slot, Journal>;
  } {
    const journalsBySlot = this.#journalsBySlot;
    return { keys: this.#keys, held: this.#held, members: this.#members, journalsBySlot };
  }
}
