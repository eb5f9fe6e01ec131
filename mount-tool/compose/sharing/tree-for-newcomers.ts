// Whoever has come in lately asks for the tree as it is here, so that it need not fold all records
// before it can show one. Names are in it: only members get it.
import { type Held, isTrouble, type Trouble } from "../../../dhash/index.ts";
import type { RootWithBasis, Volume } from "../../../fs/index.ts";
import { TreeGiving } from "../../../fs/index.ts";
import type { FromSharing } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { basisOf } from "../snapshot-basis.ts";
import { channels, frameOf } from "./channels.ts";

export interface TreeForNewcomersOptions {
  readonly parts: HomeParts;
  readonly volume: Volume;
  readonly say: (message: FromSharing) => void;
  readonly report: (trouble: Trouble) => void;
}

export class TreeForNewcomers {
  readonly #options: TreeForNewcomersOptions;
  readonly #giving: TreeGiving;
  readonly #logIds = new Map<string, string>();

  constructor(options: TreeForNewcomersOptions) {
    this.#options = options;
    const { parts, say, report } = options;
    this.#giving = new TreeGiving({
      ...{ hasher: parts.hasher, milliseconds: parts.around.milliseconds, report },
      tree: () => this.#tree(),
      send: (peer, bytes) => say({ kind: "frame", peer, bytes: frameOf(channels.trees, bytes) }),
      close: (peer, why) => say({ kind: "close-peer", peer, why }),
    });
  }

  connect(peer: string, logId: string): void {
    this.#logIds.set(peer, logId);
  }

  disconnect(peer: string): void {
    this.#logIds.delete(peer);
    this.#giving.disconnect(peer);
  }

  hold(peer: string): void {
    this.#giving.hold(peer);
  }

  drained(peer: string): void {
    this.#giving.drained(peer);
  }

  receive(peer: string, bytes: Uint8Array): void {
    const logId = this.#logIds.get(peer);
    const members = this.#options.parts.views.membership?.members ?? [];
    const isMember = members.some((each) => each.logId === logId && each.role !== "removed");
    if (isMember) this.#giving.receive(peer, bytes);
  }

  tick(): void {
    this.#giving.tick();
  }

  held(): Held {
    return this.#giving.held();
  }

  /** A slice of work; true: there is more to do now. */
  turn(isTimeUp: () => boolean): boolean {
    return this.#giving.turn(isTimeUp);
  }

  /** What was not checked here is not passed on. */
  #tree(): RootWithBasis | Trouble | undefined {
    const { parts, volume } = this.#options;
    if (volume.isLent) return undefined;
    const trouble = parts.data.sync() ?? parts.logs.sync();
    if (isTrouble(trouble)) return trouble;
    const root = volume.freeze();
    return { root, basis: basisOf(parts, root) };
  }
}
