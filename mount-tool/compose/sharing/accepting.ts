// Records of others that are proven, accepted and folded a few at a time, so that requests come in
// between. Own records come after all that is folded: each slice ends by `noteOthers`, before the
// next request can write one.
import type { Volume } from "../../../fs/index.ts";
import type { HomeParts } from "../home-parts.ts";
import { changesOf } from "../record-changes.ts";
import type { Agreeing } from "./agreeing.ts";
import { FoldPace } from "./fold-pace.ts";
import type { SharedData } from "./shared-data.ts";

export interface AcceptingOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly data: Pick<SharedData, "note" | "lookAgain">;
  readonly agreeing: Pick<Agreeing, "folded">;
  readonly now: () => number;
  /** The tree has changed so, for the kernel. */
  readonly show: (changed: ReturnType<Volume["absorb"]>) => void;
  /** All that was proven is accepted. */
  readonly caughtUp: () => void;
}

export class Accepting {
  readonly #options: AcceptingOptions;
  readonly #pace = new FoldPace();
  #isDue = true;

  constructor(options: AcceptingOptions) {
    this.#options = options;
  }

  /** There may be records to accept. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** There are more, or other ones count. */
  stir(): void {
    this.#isDue = true;
  }

  /** A slice of it. True: requests come first now, and there may be more. */
  turn(isTimeUp: () => boolean): boolean {
    while (this.#isDue && !isTimeUp()) if (this.#accept()) return true;
    return false;
  }

  /** True: a few were folded, and requests come first now. */
  #accept(): boolean {
    const { parts, volume, data, agreeing, now, show, caughtUp } = this.#options;
    const items = parts.logs.accept(this.#pace.begin(now()));
    if (items.length === 0) {
      this.#isDue = false;
      parts.logs.noteOthers();
      data.lookAgain();
      caughtUp();
      return false;
    }
    const records = items.map((item) => {
      const changes = changesOf(item);
      data.note(item, changes);
      return { stamp: item.stamp, changes };
    });
    show(volume.absorb(records));
    parts.logs.noteOthers();
    agreeing.folded();
    return this.#pace.end(now(), items.length);
  }
}
