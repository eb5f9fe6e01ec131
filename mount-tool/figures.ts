// What a running daemon knows about itself: requests, caches, queues, files, memory. Programs get
// these names from `ivy stats --json` and `ivy status --json`, so they stay as they are.
import {
  type Check,
  isAbsentOr,
  isCount,
  isDictionary,
  isFlag,
  isListOf,
  isMeasure,
  isPairOf,
  isShape,
  isText,
} from "./checked-json.ts";

/** So many requests took longer than the bucket before ends and at most so many microseconds. */
export type Bucket = readonly [microsecondsMax: number, count: number];

/** The requests of one kind since the mount. */
export interface RequestFigures {
  readonly count: number;
  /** Answered with an error. A name that is not there is no error of a look-up. */
  readonly refused: number;
  /** From arrival to reply, for all together. */
  readonly microseconds: number;
  /** The longest. */
  readonly microsecondsMax: number;
  /** Only those in which there is something, ascending. */
  readonly buckets: readonly Bucket[];
}

export interface Serving {
  readonly request: string;
  readonly seconds: number;
}

/** Of what the file-system thread says itself, between two requests. */
export interface HomeFigures {
  readonly caches: {
    /** Decrypted data blocks. */
    readonly plaintextBytes: number;
    readonly plaintextBytesMax: number;
    readonly plaintextBlocks: number;
    readonly plaintextHits: number;
    readonly plaintextMisses: number;
    /** Of the index over the packs; those in memory are not written to it yet. */
    readonly indexEntries: number;
    readonly indexEntriesInMemory: number;
    /** That the kernel knows, and of those in use without a name. */
    readonly inodesReferenced: number;
    readonly inodesNameless: number;
  };
  readonly snapshot: {
    readonly isBeingWritten: boolean;
    /** What a start after a crash would fold. */
    readonly recordsSince: number;
  };
}

export interface ThreadFigures {
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly processorSeconds: number;
}

export interface NotificationFigures {
  readonly waiting: number;
  /** How often there were too many, and everything cached was dropped instead. */
  readonly overflows: number;
}

export interface FileFigures {
  readonly files: number;
  readonly bytes: number;
}

export interface ProcessFigures {
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
  readonly processorSeconds: number;
  /** Absent where the system does not tell. */
  readonly descriptors?: number | undefined;
  readonly descriptorsMax?: number | undefined;
  readonly mainThread: {
    readonly heapBytes: number;
    readonly externalBytes: number;
    /** How late the event loop came to a timer, since the start. */
    readonly delaySecondsP50: number;
    readonly delaySecondsP99: number;
    readonly delaySecondsMax: number;
  };
}

export const storageKinds = ["journal", "packs", "index", "snapshots"] as const;
export type StorageKind = (typeof storageKinds)[number];

export interface Figures extends HomeFigures {
  readonly requests: Readonly<Record<string, RequestFigures>>;
  readonly requestsParked: number;
  /** The request that is being answered at this moment. */
  readonly serving?: Serving | undefined;
  readonly notifications: NotificationFigures;
  readonly fileSystemThread: ThreadFigures & {
    /** Whether it answered in time. If not, what it says is as old as `reportAgeSeconds`. */
    readonly isAnswering: boolean;
    readonly reportAgeSeconds: number;
  };
  readonly process: ProcessFigures;
  /** Absent while the disk does not answer. */
  readonly storage?: Readonly<Record<StorageKind, FileFigures>> | undefined;
}

const isRequestFigures: Check<RequestFigures> = isShape({
  count: isCount,
  refused: isCount,
  microseconds: isMeasure,
  microsecondsMax: isMeasure,
  buckets: isListOf(isPairOf(isMeasure, isCount)),
});

const isFileFigures: Check<FileFigures> = isShape({ files: isCount, bytes: isCount });

export const isFigures: Check<Figures> = isShape({
  caches: isShape({
    plaintextBytes: isCount,
    plaintextBytesMax: isCount,
    plaintextBlocks: isCount,
    plaintextHits: isCount,
    plaintextMisses: isCount,
    indexEntries: isCount,
    indexEntriesInMemory: isCount,
    inodesReferenced: isCount,
    inodesNameless: isCount,
  }),
  snapshot: isShape({ isBeingWritten: isFlag, recordsSince: isCount }),
  requests: isDictionary(isRequestFigures),
  requestsParked: isCount,
  serving: isAbsentOr(isShape({ request: isText, seconds: isMeasure })),
  notifications: isShape({ waiting: isCount, overflows: isCount }),
  fileSystemThread: isShape({
    heapBytes: isCount,
    externalBytes: isCount,
    processorSeconds: isMeasure,
    isAnswering: isFlag,
    reportAgeSeconds: isMeasure,
  }),
  process: isShape({
    uptimeSeconds: isMeasure,
    residentBytes: isCount,
    processorSeconds: isMeasure,
    descriptors: isAbsentOr(isCount),
    descriptorsMax: isAbsentOr(isCount),
    mainThread: isShape({
      heapBytes: isCount,
      externalBytes: isCount,
      delaySecondsP50: isMeasure,
      delaySecondsP99: isMeasure,
      delaySecondsMax: isMeasure,
    }),
  }),
  storage: isAbsentOr(
    isShape({
      journal: isFileFigures,
      packs: isFileFigures,
      index: isFileFigures,
      snapshots: isFileFigures,
    }),
  ),
});
