// The front door of the logs: everything mount-tool and tests may use; core of rooms above enters
// by core/index.ts.
export {
  findPlace,
  readBinding,
  readMark,
  writeBinding,
  writeMark,
} from "./adapters/home-mark.ts";
export type { JournalDirectoryOptions } from "./adapters/journal-directory.ts";
export { openJournals } from "./adapters/journal-directory.ts";
export type { JournalFileOptions } from "./adapters/journal-file.ts";
export { openJournal } from "./adapters/journal-file.ts";
export type { KeyFileTools } from "./adapters/key-file.ts";
export { readKeyFile, writeKeyFile } from "./adapters/key-file.ts";
export { MemoryJournal } from "./adapters/memory-journal.ts";
export { loadCrypto, nativeCrypto } from "./adapters/sodium.ts";
export { wrappersCrypto } from "./adapters/sodium-wrappers.ts";
export type { ChainState } from "./core/chain.ts";
export type { ForkProof, ProvenFork } from "./core/fork-proof.ts";
export { encodeForkProof, verifyForkProof } from "./core/fork-proof.ts";
export type { LogId, RecordHash } from "./core/hash.ts";
export { bytesToLogId, hexToBytes, isLogId, isRecordHash } from "./core/hash.ts";
export type { HeadComparison, LogHead } from "./core/head-codec.ts";
export { compareHeads, verifyHead } from "./core/head-codec.ts";
export { decodeHint, encodeHint } from "./core/hint-codec.ts";
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
export type { OpenMember, OpenView, ReceivedView, Role } from "./core/view-codec.ts";
export type { EnteredView, Founding, ViewBlock } from "./founding.ts";
export { createKeyPair, enterView, foundFileSystem } from "./founding.ts";
export type { LogItem, ReadRecordItem } from "./log-reading.ts";
export { LogSet, openLogSet } from "./log-set.ts";
export type { LogMember, LogSetOptions, OwnHead } from "./log-set-options.ts";
export type { Crypto, Journal, JournalDamage, JournalRecord, KeyPair } from "./ports.ts";
