// What is measured of Ivy by itself, beside no other subject.
import type { TemporaryDirectory } from "../../support/temporary.ts";
import type { Sizes } from "../workloads/sizes.ts";
import type { Figure, Row } from "../workloads/workload.ts";

export interface AloneScene {
  readonly temporary: TemporaryDirectory;
  readonly sizes: Sizes;
  /** Rounds after the one that warms up. */
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

export interface Alone {
  readonly name: string;
  readonly rows: (sizes: Sizes) => readonly Row[];
  readonly whyNot: () => string | undefined;
  /** Figures of all rounds that count. */
  readonly measure: (scene: AloneScene) => Promise<readonly Figure[]>;
}
