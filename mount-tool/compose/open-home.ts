// A home opened for a mount: the Volume over all its parts, and the work that goes on beside
// requests (snapshots, signed heads, the mark outside the home).
import { isTrouble, type Trouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/index.ts";
import {
  diskSpace,
  LoadedNodes,
  logState,
  openSnapshots,
  Snapshotter,
  Volume,
} from "../../fs/index.ts";
import type { HomeFigures } from "../figures.ts";
import type { Habits } from "../habits.ts";
import { defaultHabits } from "../habits.ts";
import type { HomeInfo, OpenHome, OpenHomeOptions, VolumeStatus } from "../home-types.ts";
import type { FromSharing } from "../sharing-messages.ts";
import { beginSlice } from "../slice.ts";
import { foldWhole } from "./fold-whole.ts";
import type { FoldedHome } from "./folded-home.ts";
import { foldHome, logProblem, ownSlot } from "./folded-home.ts";
import { beginLog } from "./found-home.ts";
import { damageOf, guardHome, readHomeMark } from "./guard-home.ts";
import { requireHomeFile } from "./home-file.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";
import { borrowTree, type LentTree } from "./lent-tree.ts";
import { LocalHead } from "./local-head.ts";
import { settleHabits } from "./sharing/habits-file.ts";
import type { KeepFile } from "./sharing/keep-file.ts";
import { chooseKeeping } from "./sharing/keep-file.ts";
import { SharedHome } from "./sharing/shared-home.ts";
import { basisOf } from "./snapshot-basis.ts";
import type { Surroundings } from "./surroundings.ts";
import { machineSurroundings } from "./surroundings.ts";

/** Of the participant who made the file system (FORMAT "Views"). */
const founderSlot = 1;

export async function openHome(options: OpenHomeOptions): Promise<OpenHome | Trouble> {
  return openHomeIn(await machineSurroundings(options.home), options);
}

export async function openHomeIn(
  around: Surroundings,
  options: OpenHomeOptions,
): Promise<OpenHome | Trouble> {
  const file = requireHomeFile(options.home, around.disk);
  if (isTrouble(file)) return file;
  const mark = options.readOnly ? undefined : readHomeMark(file, around);
  if (isTrouble(mark)) return mark;
  const mode = options.readOnly ? "read" : "write";
  const syncedSequence = mark?.sequence ?? 0;
  const parts = await openParts({ ...options, around, mode, syncedSequence });
  if (isTrouble(parts)) return parts;
  const opened = openTree(parts, options);
  if (isTrouble(opened)) await closeParts(parts);
  return opened;
}

function openTree(parts: HomeParts, options: OpenHomeOptions): OpenHome | Trouble {
  const { readOnly, log } = options;
  const refusal = readOnly
    ? undefined
    : (guardHome(parts) ?? damageOf(parts) ?? beginIfEmpty(parts));
  if (refusal !== undefined) return refusal;
  const files = openSnapshots({ disk: parts.disk, readOnly });
  if (isTrouble(files)) return files;
  const report = (trouble: Trouble): void => log("error", trouble.message);
  const snapshotter = new Snapshotter({
    files,
    hasher: parts.hasher,
    basisOf: (root) => basisOf(parts, root),
    sync: () => parts.data.sync() ?? parts.logs.sync(),
    settle: () => parts.around.settle(parts.file.logId),
    retiring: () => volume.loadNameless(),
    report,
  });
  const folded = foldWhole(parts, snapshotter, options);
  if (isTrouble(folded)) return folded;
  const slot = ownSlot(parts);
  const inodesMade = logState(folded.root, slot)?.inodesMade ?? 0;
  const { disk, logs, data: blocks, around } = parts;
  // Before the first request: own records come after all that is folded.
  if (!readOnly) logs.noteOthers();
  const { habits: wish = {}, say = () => {} } = options;
  const habits = readOnly ? defaultHabits : settleHabits(parts, wish, report);
  const lent = readOnly ? undefined : borrowTree({ parts, log, folded: folded.root, habits });
  const volume = new Volume(
    {
      log: logs,
      blocks,
      clock: around.clock,
      space: diskSpace(disk, around.milliseconds),
      report,
      refold: (isDamaged) => {
        if (isDamaged) {
          log("warn", "the snapshot is damaged and given up");
          snapshotter.discard();
        }
        return foldAgain(parts, options);
      },
    },
    { root: folded.root, slot, nextCounter: inodesMade + 1, readOnly, lent },
  );
  const keep = chooseKeeping(parts, options);
  if (isTrouble(keep)) return keep;
  const rest = { folded, keep, habits, report, say, lent };
  return new MountedHome({ parts, volume, snapshotter, readOnly, ...rest });
}

function foldAgain(parts: HomeParts, { log, readOnly }: OpenHomeOptions): Root | Trouble {
  log("info", "the tree is folded anew from the logs");
  const { root, trouble } = foldHome(parts, undefined, (problem) => {
    logProblem(log, problem);
    if ("sequence" in problem) parts.logs.peers()?.waitAgain(problem.logId, problem.sequence);
  });
  if (!readOnly) parts.logs.noteOthers();
  return trouble ?? root;
}

/** A crash while the home was made may have left its log empty. Who joined begins with its work. */
function beginIfEmpty(parts: HomeParts): Trouble | undefined {
  const isFounder = ownSlot(parts) === founderSlot;
  return isFounder && parts.logs.head() === undefined ? beginLog(parts) : undefined;
}

interface MountedParts {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly snapshotter: Snapshotter;
  readonly readOnly: boolean;
  readonly folded: FoldedHome;
  readonly keep: KeepFile;
  readonly report: (trouble: Trouble) => void;
  readonly say: (message: FromSharing) => void;
  readonly habits: Habits;
  readonly lent: LentTree | undefined;
}

class MountedHome implements OpenHome {
  readonly info: HomeInfo;
  readonly volume: Volume;
  readonly shared: SharedHome | undefined;
  readonly habits: Habits;
  readonly #mounted: MountedParts;
  readonly #loaded: LoadedNodes;
  readonly #head: LocalHead;
  readonly #lent: LentTree | undefined;
  /** As `#records` was when the last snapshot was begun. */
  #snapshotRecords: number;

  constructor(mounted: MountedParts) {
    this.#mounted = mounted;
    const { parts, folded } = mounted;
    this.#loaded = new LoadedNodes(parts.around.sizes.loadedBytes);
    const { formatVersion, fileSystemName, fileSystemId, participant, logId } = parts.file;
    this.info = { formatVersion, fileSystemName, fileSystemId, participant, logId };
    this.volume = mounted.volume;
    this.#snapshotRecords = this.#records() - folded.records;
    const { report, say, readOnly, volume, keep } = mounted;
    this.#head = new LocalHead(parts, report);
    this.#lent = mounted.lent;
    const { habits } = mounted;
    this.habits = habits;
    const lent = () => this.#lent?.figures();
    const rest = { keep, habits, say, report, lent };
    this.shared = readOnly ? undefined : new SharedHome({ parts, volume, ...rest });
  }

  status(): VolumeStatus {
    const { parts, volume, readOnly, folded } = this.#mounted;
    const head = readOnly ? readHead(parts, folded.root) : parts.logs.head();
    const { blocks, bytesStored } = parts.blocks.statistics();
    return {
      head: head && { sequence: head.sequence, hash: head.hash, lamport: head.lamport },
      inodes: volume.inodes,
      storedBytes: bytesStored,
      journalBytes: parts.logs.bytesStored(),
      blocks,
    };
  }

  figures(): HomeFigures {
    const { parts, volume, snapshotter } = this.#mounted;
    const { blocks: indexEntries, entriesInMemory } = parts.blocks.statistics();
    const plaintext = parts.data.cacheStatistics();
    const { referenced, nameless } = volume.held();
    return {
      caches: {
        plaintextBytes: plaintext.bytes,
        plaintextBytesMax: plaintext.bytesMax,
        plaintextBlocks: plaintext.blocks,
        plaintextHits: plaintext.hits,
        plaintextMisses: plaintext.misses,
        indexEntries,
        indexEntriesInMemory: entriesInMemory,
        inodesReferenced: referenced,
        inodesNameless: nameless,
      },
      snapshot: {
        isBeingWritten: snapshotter.isWriting,
        recordsSince: Math.max(0, this.#records() - this.#snapshotRecords),
      },
    };
  }

  turn(isAwaited: () => boolean = () => true): boolean {
    const { parts, snapshotter, readOnly, volume } = this.#mounted;
    const { milliseconds, sizes } = parts.around;
    const isTimeUp = beginSlice(milliseconds, isAwaited);
    this.#turnLent();
    if (this.shared?.turn(isTimeUp) === true) return true;
    if (snapshotter.isWriting) return snapshotter.turn(isTimeUp);
    const records = this.#records();
    if (!readOnly && records - this.#snapshotRecords >= sizes.snapshotRecords) {
      this.#snapshotRecords = records;
      this.#beginSnapshot(volume.freezeOwn());
      return true;
    }
    const root = (): Root => volume.freeze();
    if (this.#loaded.turn(snapshotter.bytesPassed, root, isTimeUp)) return true;
    if (!readOnly) this.#head.turn(milliseconds());
    return false;
  }

  #turnLent(): void {
    const { snapshotter, volume } = this.#mounted;
    const { shared } = this;
    if (this.#lent === undefined || shared === undefined || snapshotter.isWriting) return;
    this.#lent.turn({ volume, snapshotter, shared });
  }

  async close(): Promise<Trouble | undefined> {
    const { parts, snapshotter, readOnly, volume } = this.#mounted;
    this.#head.close();
    this.shared?.close();
    this.#lent?.close();
    if (readOnly) return closeParts(parts);
    const synced = parts.data.sync() ?? parts.logs.sync();
    if (synced === undefined) {
      this.#head.renew();
      this.#finishSnapshot(volume.freezeOwn());
    }
    snapshotter.close();
    // Everything acknowledged is durable by now; what can fail is the index, which is made anew.
    const closed = await closeParts(parts);
    if (closed !== undefined) this.#mounted.report(closed);
    return synced;
  }

  /** Own ones, and those of others that came since the start. */
  #records(): number {
    const { readOnly, parts } = this.#mounted;
    return readOnly ? 0 : (parts.logs.head()?.sequence ?? 0) + parts.logs.acceptedCount;
  }

  #finishSnapshot(root: Root): void {
    const { snapshotter } = this.#mounted;
    snapshotter.finish();
    if (this.#records() === this.#snapshotRecords) return;
    this.#beginSnapshot(root);
    snapshotter.finish();
  }

  #beginSnapshot(root: Root): void {
    const { snapshotter } = this.#mounted;
    this.#loaded.interrupt();
    snapshotter.begin(root, () => this.#loaded.isCrowded(snapshotter.bytesPassed));
  }
}

/** The own log's newest record, of logs that are open for reading only. */
function readHead(parts: HomeParts, root: Root): VolumeStatus["head"] {
  const newest = parts.journals.find(({ logId }) => logId === parts.file.logId)?.newest();
  const state = logState(root, ownSlot(parts));
  return newest && state && { ...newest, lamport: state.lamport };
}
