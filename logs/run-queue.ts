// Runs that have come and are not absorbed yet, in pieces: a whole answer takes longer than whoever
// serves a mount may be away from it. Their order stays.
import type { Held } from "../dhash/core/index.ts";
import type { WantedRange } from "./core/exchange-message.ts";
import type { LogId } from "./core/hash.ts";
import { traceAskedMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";

/** Records of a piece: a few milliseconds, also before the code is warm. */
const plainPieceRecords = 64;

/** Pieces that wait: some answers. Of more the first ones are absorbed at once. */
const piecesMax = 1024;

/** While so many records of a log wait, no more of it are asked for: the next answer is on its way
 * while the first half of them is absorbed. */
const waitingRecords = 4096;

export interface RunPiece {
  readonly peer: string;
  readonly run: LogRun;
  readonly isLast: boolean;
}

interface WaitingLog {
  pieces: number;
  records: number;
  /** The last record that was asked for and has come. */
  upTo: number;
}

export class RunQueue {
  #pieces: RunPiece[] = [];
  #taken = 0;
  readonly #waiting = new Map<LogId, WaitingLog>();
  readonly #isTraced: (logId: LogId) => boolean;

  /** Logs that are traced need larger pieces. */
  constructor(isTraced: (logId: LogId) => boolean = () => false) {
    this.#isTraced = isTraced;
  }

  get size(): number {
    return this.#pieces.length - this.#taken;
  }

  get isCrowded(): boolean {
    return this.size > piecesMax;
  }

  held(): Held {
    return { what: "pieces of runs", size: this.size, max: piecesMax };
  }

  /** Records of this log wait. */
  holds(logId: LogId): boolean {
    return this.#waiting.has(logId);
  }

  /** Enough of this log waits, or what nobody asked for: it may end anywhere. */
  isFull(logId: LogId): boolean {
    const waiting = this.#waiting.get(logId);
    return waiting !== undefined && (waiting.upTo === 0 || waiting.records > waitingRecords);
  }

  /** The last record of this log that was asked for and waits; 0: none does. */
  waitingTo(logId: LogId): number {
    return this.#waiting.get(logId)?.upTo ?? 0;
  }

  /** The last piece of the last run is marked. `asked`: for what these are the answer. */
  add(peer: string, runs: readonly LogRun[], asked: readonly WantedRange[] = []): void {
    for (const [at, run] of runs.entries()) {
      const { envelopes, logId } = run;
      const waiting = this.#waiting.get(logId) ?? { pieces: 0, records: 0, upTo: 0 };
      const first = asked.find((range) => range.logId === logId)?.first ?? 0;
      if (first > 0) waiting.upTo = Math.max(waiting.upTo, first + envelopes.length - 1);
      waiting.records += envelopes.length;
      this.#waiting.set(logId, waiting);
      const pieceRecords = this.#isTraced(logId) ? traceAskedMax : plainPieceRecords;
      for (let from = 0; from === 0 || from < envelopes.length; from += pieceRecords) {
        const piece = { ...run, envelopes: envelopes.slice(from, from + pieceRecords) };
        const isLast = at === runs.length - 1 && from + pieceRecords >= envelopes.length;
        this.#pieces.push({ peer, run: piece, isLast });
        waiting.pieces++;
      }
    }
  }

  take(): RunPiece | undefined {
    const piece = this.#pieces[this.#taken];
    if (piece !== undefined) {
      this.#taken++;
      this.#note(piece.run);
    }
    if (this.#taken < this.#pieces.length) return piece;
    this.#pieces = [];
    this.#taken = 0;
    return piece;
  }

  #note({ logId, envelopes }: LogRun): void {
    const waiting = this.#waiting.get(logId);
    if (waiting === undefined) return;
    waiting.pieces--;
    waiting.records -= envelopes.length;
    if (waiting.pieces === 0) this.#waiting.delete(logId);
  }
}
