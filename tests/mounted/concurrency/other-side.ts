// The other participant: it works on its own Volume between the kernel's requests to ours, hears of
// our records now and then, and we of its.

import { findInode } from "../../../fs/core/index.ts";
import type { TreeView } from "../../../fs/drivers/linux/index.ts";
import type { Chance } from "../../support/chance.ts";
import type { SharedWorld } from "../../support/shared-world.ts";
import { volumeSubject } from "../../support/subject-volume.ts";
import { writeRange } from "./one-file.ts";
import { expectingRaces, roughStep } from "./rough.ts";
import { treeLines } from "./tree-lines.ts";

export interface Acting {
  readonly directory: string;
  /** "one-file": writes ranges of files. The others: names that come and go. */
  readonly scene: Scene;
  /** Which range is its own. */
  readonly user: number;
}

export interface Shortening {
  readonly path: string;
  readonly size: number;
}

export type Scene = "one-directory" | "one-file" | "one-tree";

/** It is the same person on another machine. */
export const own = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };

const stepsMax = 4;
const complaintsMax = 20;

export class OtherSide {
  readonly #world: SharedWorld;
  readonly #chance: Chance;
  readonly #wrong: string[] = [];
  #acting: Acting | undefined;

  constructor(world: SharedWorld, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  get isActing(): boolean {
    return this.#acting !== undefined;
  }

  act(acting: Acting | undefined): void {
    this.#acting = acting;
  }

  complain(message: string): void {
    if (this.#wrong.length < complaintsMax) this.#wrong.push(message);
  }

  /** Some steps; sometimes it hears of us, sometimes we, by `hear`, of it. */
  turn(hear: () => void): void {
    const chance = this.#chance;
    for (let step = chance.below(stepsMax); step >= 0; step--) this.#step();
    if (chance.below(3) === 0) this.#world.hear("there");
    if (chance.below(3) === 0) hear();
  }

  shorten({ path, size }: Shortening): void {
    volumeSubject(this.#world.volume("there"), "", own).change(path, { size });
  }

  /** What a driver asks of our Volume in order to tell the kernel. */
  view(): TreeView {
    const volume = this.#world.volume("here");
    const root = volume.freeze();
    return {
      isGone: (inode) => findInode(root, inode) === undefined,
      byteAt: (inode, offset) => {
        const outcome = volume.perform({ kind: "read", inode, offset, length: 1 });
        return outcome.kind === "data" ? outcome.parts[0] : undefined;
      },
    };
  }

  settled(directory: string) {
    const lines = treeLines(volumeSubject(this.#world.volume("here"), ""), directory);
    return { lines, isSame: this.#world.isSame(), wrong: this.#wrong.splice(0) };
  }

  #step(): void {
    if (this.#acting === undefined) return;
    const { directory, scene, user } = this.#acting;
    const chance = this.#chance;
    const subject = volumeSubject(this.#world.volume("there"), "", own);
    try {
      if (scene === "one-file")
        expectingRaces(() => writeRange(subject, { directory, user, chance }));
      else roughStep({ subject, chance, base: directory, deep: scene === "one-tree" });
    } catch (error) {
      this.complain(`the other one: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
}
