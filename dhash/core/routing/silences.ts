// Whom a node found silent, or gone, lately. Others may still name them: who is in here does not
// come back by hearsay, so a ghost dies out once each of those who knew it has asked it in vain. A
// silence ends when the node itself is heard, or after one to two periods: a link may have been
// down.
import { silencesMax } from "./limits.ts";
import type { NodeId } from "./ring-point.ts";

export class Silences {
  /** Of this period, and of the one before it. */
  #recent = new Set<NodeId>();
  #older = new Set<NodeId>();

  note(id: NodeId): void {
    if (this.#recent.size >= silencesMax) this.endPeriod();
    this.#recent.add(id);
  }

  has(id: NodeId): boolean {
    return this.#recent.has(id) || this.#older.has(id);
  }

  /** It was heard itself. */
  end(id: NodeId): void {
    this.#recent.delete(id);
    this.#older.delete(id);
  }

  endPeriod(): void {
    this.#older = this.#recent;
    this.#recent = new Set();
  }
}
