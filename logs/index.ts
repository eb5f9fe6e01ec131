// The front door of the logs: everything mount-tool and tests may use; core of rooms above enters
// by core/index.ts.

export {
  findPlace,
  readBinding,
  readMark,
  writeBinding,
  writeMark,
} from "./adapters/home-mark.ts";
export type { HomeSharingOptions } from "./adapters/home-sharing.ts";
export { HomeSharing } from "./adapters/home-sharing.ts";
export type { JournalDirectoryOptions } from "./adapters/journal-directory.ts";
export { openJournals } from "./adapters/journal-directory.ts";
export { openJournal } from "./adapters/journal-file.ts";
export type { JournalFileOptions } from "./adapters/journal-load.ts";
export type { KeyFileTools } from "./adapters/key-file.ts";
export { readKeyFile, writeKeyFile } from "./adapters/key-file.ts";
export { MemoryJournal } from "./adapters/memory-journal.ts";
export { MemorySharing } from "./adapters/memory-sharing.ts";
export { loadCrypto, nativeCrypto } from "./adapters/sodium.ts";
export { wrappersCrypto } from "./adapters/sodium-wrappers.ts";
export type { JoinAnswer, JoinRefusal } from "./core/admission.ts";
export type { ChainState } from "./core/chain.ts";
export type { ForkProof, ProvenFork } from "./core/fork-proof.ts";
export { encodeForkProof, verifyForkProof } from "./core/fork-proof.ts";
export type { LogId, RecordHash } from "./core/hash.ts";
export { bytesToHex, bytesToLogId, hexToBytes, isLogId, isRecordHash } from "./core/hash.ts";
export type { LogHead } from "./core/head-codec.ts";
export { verifyHead } from "./core/head-codec.ts";
export type { HomeFacts, HomeJudgement, HomeMark, HomePlace } from "./core/home.ts";
export { judgeHome } from "./core/home.ts";
export type { Dot, KnownSequences, Malformed, Slot, Stamp, Time } from "./core/index.ts";
export {
  compareStamps,
  compareTimes,
  counterSpan,
  dotSequence,
  dotSlot,
  isDot,
  isMalformed,
  knowsDot,
  makeDot,
  slotMax,
} from "./core/index.ts";
export type { InviteLink } from "./core/invite-link.ts";
export { decodeInviteLink, encodeInviteLink } from "./core/invite-link.ts";
export { encodeJoinRequest } from "./core/join-request.ts";
export type { LogRun } from "./core/log-run.ts";
export { isMemberName, memberNameWords } from "./core/member-name.ts";
export type { AsideEffect, AsideView, Membership } from "./core/membership.ts";
export type { ChangeRefusal } from "./core/next-view.ts";
export { isRefusal } from "./core/next-view.ts";
export type {
  Segment,
  SegmentEntry,
  SegmentIndex,
  SegmentRecord,
} from "./core/segment-codec.ts";
export {
  decodeSegment,
  decodeSegmentIndex,
  encodeSegment,
  encodeSegmentIndex,
} from "./core/segment-codec.ts";
export type {
  Gap,
  Invite,
  LogPlace,
  MemberRole,
  OpenMember,
  OpenView,
  ReceivedView,
  Role,
} from "./core/view.ts";
export { countsRecord } from "./core/view.ts";
export type { MemberChange } from "./core/view-change.ts";
export { viewBefore } from "./core/view-codec.ts";
export type { ExchangeEvent, PeerId } from "./exchange-event.ts";
export type { Founding, ViewBlock } from "./founding.ts";
export { createKeyPair, foundFileSystem } from "./founding.ts";
export { LogExchange } from "./log-exchange.ts";
export type { LogExchangeOptions } from "./log-exchange-options.ts";
export type { LogFetchOptions } from "./log-fetch.ts";
export { LogFetch } from "./log-fetch.ts";
export type { MembersInForce, Recount } from "./log-members.ts";
export type { LogItem, ReadRecordItem } from "./log-reading.ts";
export type { LogSegmentsOptions, PublishedLog } from "./log-segments.ts";
export { LogSegments } from "./log-segments.ts";
export { LogSet, openLogSet } from "./log-set.ts";
export type { LogMember, LogSetOptions, OwnHead } from "./log-set-options.ts";
export type { Crypto, Journal, JournalDamage, JournalRecord, KeyPair } from "./ports.ts";
export { Settling } from "./settling.ts";
export type { Absorbed } from "./shared-log.ts";
export type { SharedViewsOptions, TakenViews } from "./shared-views.ts";
export { openSharedViews, SharedViews } from "./shared-views.ts";
export type { LogStanding } from "./sharing.ts";
export type { SharingStore } from "./sharing-port.ts";
