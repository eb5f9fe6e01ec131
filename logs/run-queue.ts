// Runs that have come and are not absorbed yet, in pieces: a whole answer takes longer than whoever
// serves a mount may be away from it. Their order stays.
import type { LogId } from "./core/hash.ts";
import { traceAskedMax } from "./core/limits.ts";
import type { LogRun } from "./core/log-run.ts";

/** Records of a piece: a few milliseconds, also before the code is warm. */
const plainPieceRecords = 64;

/** Pieces that wait: some answers. Of more the first ones are absorbed at once. */
const piecesMax = 1024;

export interface RunPiece {
  readonly peer: string;
  readonly run: LogRun;
  readonly isLast: boolean;
}

export class RunQueue {
  #pieces: RunPiece[] = [];
  #taken = 0;

  get size(): number {
    return this.#pieces.length - this.#taken;
  }

  get isCrowded(): boolean {
    return this.size > piecesMax;
  }

  /** Records of this log wait. */
  holds(logId: LogId): boolean {
    return this.#pieces.some(({ run }, at) => at >= this.#taken && run.logId === logId);
  }

  /** The last piece of the last run is marked. Logs that are traced need larger ones. */
  add(
    peer: string,
    runs: readonly LogRun[],
    isTraced: (logId: LogId) => boolean = () => false,
  ): void {
    for (const [at, run] of runs.entries()) {
      const { envelopes } = run;
      const pieceRecords = isTraced(run.logId) ? traceAskedMax : plainPieceRecords;
      for (let from = 0; from === 0 || from < envelopes.length; from += pieceRecords) {
        const piece = { ...run, envelopes: envelopes.slice(from, from + pieceRecords) };
        const isLast = at === runs.length - 1 && from + pieceRecords >= envelopes.length;
        this.#pieces.push({ peer, run: piece, isLast });
      }
    }
  }

  take(): RunPiece | undefined {
    const piece = this.#pieces[this.#taken];
    if (piece !== undefined) this.#taken++;
    if (this.#taken < this.#pieces.length) return piece;
    this.#pieces = [];
    this.#taken = 0;
    return piece;
  }
}
