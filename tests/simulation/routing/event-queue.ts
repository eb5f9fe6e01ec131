// What happens next: a binary heap by time; of equal times what was entered first.

interface Entry<Event> {
  readonly time: number;
  readonly order: number;
  readonly event: Event;
}

export class EventQueue<Event> {
  readonly #heap: Entry<Event>[] = [];
  #entered = 0;
  #now = 0;

  /** The time of the last event taken. */
  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Enters what happens so much later than now. */
  after(delay: number, event: Event): void {
    const entry = { time: this.#now + delay, order: this.#entered++, event };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isEarlier(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Takes what happens next and moves the clock there. */
  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#now = first.time;
    if (heap.length > 0) this.#sink(last);
    return first.event;
  }

  #sink(entry: Entry<Event>): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const isRight = left !== undefined && right !== undefined && isEarlier(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isEarlier(entry, child)) break;
      heap[at] = child;
      at = isRight ? 2 * at + 2 : 2 * at + 1;
    }
    heap[at] = entry;
  }
}

function isEarlier<Event>(a: Entry<Event>, b: Entry<Event>): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
