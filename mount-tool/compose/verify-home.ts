// `ivy verify`: re-reads everything that a home holds. Every record's hash, chain and body, the
// signature of the published head, every block's bytes, every block that the tree names, and the
// tree itself, folded again.

import type { Trouble } from "../../dhash/index.ts";
import { isTrouble } from "../../dhash/index.ts";
import type { FoldProblem, Root } from "../../fs/index.ts";
import {
  emptyRoot,
  foldLog,
  logState,
  openSnapshots,
  rootDigest,
  Snapshotter,
  TreeDamage,
} from "../../fs/index.ts";
import { dotSequence, isMalformed, openJournals, verifyHead } from "../../logs/index.ts";
import type { ReportProgress, VerifyProblem, VerifyReport } from "../home-types.ts";
import type { FoldedHome } from "./folded-home.ts";
import { foldHome, membersOf, ownSlot, problemText } from "./folded-home.ts";
import type { HomeParts } from "./home-parts.ts";
import { closeParts, openParts } from "./home-parts.ts";
import { MissingData } from "./missing-data.ts";
import { basisOf } from "./snapshot-basis.ts";
import type { Surroundings } from "./surroundings.ts";
import { machineSurroundings } from "./surroundings.ts";
import { checkHomeFiles } from "./verify-files.ts";

const progressEvery = 500;

export async function verifyHome(
  home: string,
  options: { readonly progress: ReportProgress },
): Promise<VerifyReport | Trouble> {
  return verifyHomeIn(await machineSurroundings(home), home, options);
}

export async function verifyHomeIn(
  around: Surroundings,
  home: string,
  options: { readonly progress: ReportProgress },
): Promise<VerifyReport | Trouble> {
  const parts = await openParts({ home, around, mode: "read", syncedSequence: 0, log: () => {} });
  if (isTrouble(parts)) return parts;
  try {
    return new Verification(parts, options.progress).run();
  } finally {
    await closeParts(parts);
  }
}

class Verification {
  readonly #parts: HomeParts;
  readonly #progress: ReportProgress;
  readonly #problems: VerifyProblem[] = [];
  readonly #hashes = new Map<number, string>();
  #headSequence = 0;
  #records = 0;
  #newest = 0;

  constructor(parts: HomeParts, progress: ReportProgress) {
    this.#parts = parts;
    this.#progress = progress;
  }

  run(): VerifyReport {
    this.#problems.push(...checkHomeFiles(this.#parts));
    const head = this.#readHead();
    const { blocks, bytes } = this.#checkBlocks();
    const root = this.#foldAll();
    this.#checkHead(head);
    const digest = Buffer.from(rootDigest(root, this.#parts.hasher)).toString("hex");
    this.#checkSnapshot(digest);
    const { logs } = this.#parts;
    const records = this.#records;
    const problems = this.#problems;
    return { records, blocks, bytes: bytes + logs.bytesStored(), digest, problems };
  }

  #checkBlocks(): { readonly blocks: number; readonly bytes: number } {
    const total = this.#parts.blocks.statistics().blocks;
    let blocks = 0;
    let bytes = 0;
    for (const check of this.#parts.blocks.verify()) {
      blocks += 1;
      bytes += check.bytes;
      if (check.kind === "damaged") {
        const where = `${check.file} at ${check.position}, ${check.bytes} bytes`;
        this.#problems.push({ thing: "block", where, why: check.why });
      }
      if (blocks % progressEvery === 0) this.#progress({ stage: "blocks", done: blocks, total });
    }
    return { blocks, bytes };
  }

  /** Folds from the first record; the chain of every log is checked on the way. */
  #foldAll(): Root {
    const { logs, file } = this.#parts;
    const missing = new MissingData(this.#parts);
    const root = foldLog(emptyRoot(), logs.records(new Map()), {
      onProblem: (problem) => this.#addFoldProblem(problem),
      onRecord: (item, changes) => {
        this.#records += 1;
        const sequence = dotSequence(item.stamp.dot);
        if (item.stamp.logId === file.logId) {
          this.#newest = sequence;
          if (sequence === this.#headSequence) this.#hashes.set(sequence, item.hash);
        }
        // What others wrote may still be on its way here.
        const isOwn = item.stamp.logId === file.logId;
        if (isOwn) missing.look(changes, `record ${sequence} of log ${item.stamp.logId}`);
        if (this.#records % progressEvery === 0) {
          this.#progress({ stage: "records", done: this.#records, total: undefined });
        }
        return true;
      },
    });
    this.#problems.push(...missing.problems());
    return root;
  }

  #addFoldProblem(problem: FoldProblem): void {
    const why = problemText(problem);
    switch (problem.kind) {
      case "damage": {
        const { file, position, bytes } = problem.damage;
        const where = `${file} at ${position}, ${bytes} bytes`;
        this.#problems.push({ thing: `log ${problem.logId}`, where, why: problem.damage.why });
        return;
      }
      case "waiting":
      case "refused":
        // What others' records follow is on its way.
        if (problem.kind === "waiting" && problem.logId !== this.#parts.file.logId) return;
        this.#problems.push({
          thing: `record ${problem.sequence} of log ${problem.logId}`,
          where: "its place in the chain",
          why: problem.why,
        });
        return;
      case "trouble":
      case "malformed":
        this.#problems.push({ thing: "log", where: "reading it", why });
    }
  }

  #readHead(): Uint8Array | undefined {
    const { blocks, keyPair } = this.#parts;
    const block = blocks.getPublicKeyBlock(keyPair.publicKey);
    if (isTrouble(block)) {
      this.#problems.push({ thing: "log head", where: "blocks", why: block.message });
      return undefined;
    }
    this.#headSequence = block?.version ?? 0;
    return block?.bytes;
  }

  /** The signed head must name a record that the log holds. */
  #checkHead(bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return;
    const head = verifyHead(this.#parts.crypto, bytes);
    const where = `log ${this.#parts.file.logId}`;
    if (isMalformed(head)) {
      this.#problems.push({ thing: "log head", where, why: head.why });
      return;
    }
    const { sequence, hash } = head;
    if (this.#hashes.get(sequence) === hash) return;
    if (sequence > this.#newest && this.#isWrittenSince(sequence, hash)) return;
    const why =
      sequence > this.#newest
        ? `it names record ${sequence}, the log ends with ${this.#newest}`
        : `it names another record ${sequence} than the log holds`;
    this.#problems.push({ thing: "log head", where, why });
  }

  /** A daemon that runs may have gone on since the logs were opened here. */
  #isWrittenSince(sequence: number, hash: string): boolean {
    const { disk, hasher, file } = this.#parts;
    const journals = openJournals({ disk, hasher, directory: "logs", own: undefined });
    if (isTrouble(journals)) return false;
    const record = journals.find(({ logId }) => logId === file.logId)?.read(sequence);
    for (const journal of journals) journal.close();
    return record !== undefined && !isTrouble(record) && record.hash === hash;
  }

  /** What a mount would show, from the newest snapshot, must be what the logs say. */
  #checkSnapshot(digest: string): void {
    const { disk, hasher } = this.#parts;
    const files = openSnapshots({ disk, readOnly: true });
    const where = "snapshots/";
    const report = (trouble: Trouble): void => {
      this.#problems.push({ thing: "snapshot", where, why: trouble.message });
    };
    if (isTrouble(files)) return report(files);
    const damaged = files.verify();
    if (damaged !== undefined) return report(damaged);
    const snapshotter = new Snapshotter({
      ...{ files, hasher, report },
      basisOf: (root) => basisOf(this.#parts, root),
      sync: () => undefined,
      settle: async () => {},
      retiring: () => {},
    });
    const snapshot = snapshotter.load();
    if (snapshot === undefined || this.#isNewer(snapshot)) return;
    const folded = this.#foldOn(snapshot);
    if (isTrouble(folded)) return report(folded);
    // One that a record of somebody else comes before is not used.
    const isUsed = !folded.isLate;
    if (isUsed && Buffer.from(rootDigest(folded.root, hasher)).toString("hex") !== digest) {
      const why = "it leads to another tree than the logs. Delete the directory; it is made anew";
      this.#problems.push({ thing: "snapshot", where, why });
    }
    snapshotter.close();
  }

  /** A daemon that runs may have taken it of records that came after the last ones read here. */
  #isNewer(snapshot: Root): boolean {
    const own = ownSlot(this.#parts);
    const accepted = new Map(
      this.#parts.logs
        .peers()
        ?.standings()
        .map((each) => [each.logId, each.accepted] as const),
    );
    return membersOf(this.#parts).some(({ slot, logId }) => {
      const read = slot === own ? this.#newest : (accepted.get(logId) ?? 0);
      return (logState(snapshot, slot)?.sequence ?? 0) > read;
    });
  }

  /** The records after a snapshot, which may prove damaged on the way. */
  #foldOn(snapshot: Root): FoldedHome | Trouble {
    try {
      return foldHome(this.#parts, snapshot, () => {}, this.#newest);
    } catch (error) {
      if (error instanceof TreeDamage) return error.trouble;
      throw error;
    }
  }
}
