// Locks of the kernel, where they are shared with connected participants (FORMAT "Agreement").
import type {
  InodeNumber,
  Lock,
  LockAnswer,
  LockHandler,
  LockRange,
  SharedLocks,
} from "../../../fs/index.ts";

type Outcome = ReturnType<LockHandler["take"]>;
type Waits = Extract<Outcome, { kind: "waits" }>;

export interface LockingOptions {
  readonly locks: SharedLocks;
  /** A request waits with this ticket. */
  readonly waitFor: (ticket: number) => Waits;
  /** There may be something to send. */
  readonly take: () => void;
}

export class Locking implements LockHandler {
  readonly #options: LockingOptions;

  constructor(options: LockingOptions) {
    this.#options = options;
  }

  take(lock: Lock, isBlocking: boolean): Outcome {
    const answer = this.#ask(lock, isBlocking ? "wait" : "try");
    if (typeof answer === "number") return this.#options.waitFor(answer);
    if (answer === "granted") return { kind: "done" };
    return { kind: "refused", refusal: answer === "held" ? "locked" : "too-many-locks" };
  }

  /** Of another machine's lock nobody says where it is, nor whose. */
  test(lock: Lock): Lock | undefined | Waits {
    const { locks, waitFor } = this.#options;
    const own = locks.inTheWayOf(lock);
    if (own !== undefined) return own;
    const answer = this.#ask(lock, "test");
    if (typeof answer === "number") return waitFor(answer);
    return answer === "held" ? { ...lock, isExclusive: true, process: 0 } : undefined;
  }

  give(inode: InodeNumber, range: LockRange): void {
    this.#options.locks.unlock(inode, range);
    this.#options.take();
  }

  close(inode: InodeNumber, handle: number): void {
    this.#options.locks.close(inode, handle);
    this.#options.take();
  }

  #ask(lock: Lock, purpose: "test" | "try" | "wait"): LockAnswer {
    const answer = this.#options.locks.ask(lock, purpose);
    // A number is settled by nothing that is told now; all else may have been.
    if (typeof answer !== "number") this.#options.take();
    return answer;
  }
}
