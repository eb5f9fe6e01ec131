// A workload: what programs do, in one or several rows of the table. It runs in the load's process,
// one subject and one round at a time.
import type { Subject } from "../subjects/subject.ts";
import type { Sizes } from "./sizes.ts";

export type Unit =
  | "/s"
  | "MiB/s"
  | "MB/s"
  | "s"
  | "ms"
  | "µs/op"
  | "µs/request"
  | "MiB"
  | "x"
  | "%";

export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly what: string;
}

/** For these a larger figure is the better one. */
export function isRate(unit: Unit): boolean {
  return unit === "/s" || unit === "MiB/s" || unit === "MB/s";
}

export interface Scene {
  readonly subject: Subject;
  /** A directory on the local disk for what the workload was prepared with. */
  readonly materials: string;
  /** 0 warms up; makes the names of each round new. */
  readonly round: number;
  readonly sizes: Sizes;
}

export interface Figure {
  readonly row: string;
  readonly value: number;
}

export interface Workload {
  readonly name: string;
  readonly rows: readonly Row[];
  /** The workload whose files it goes on with. */
  readonly after: string | undefined;
  readonly programs: readonly string[];
  readonly needsRoot: boolean;
  /** Once, before the first round; throws why the workload is impossible here. */
  readonly prepare: ((materials: string, sizes: Sizes) => void) | undefined;
  readonly run: (scene: Scene) => readonly Figure[];
}

export const plain = {
  after: undefined,
  programs: [],
  needsRoot: false,
  prepare: undefined,
} as const satisfies Partial<Workload>;
