// The figures that Ivy is to reach, as data: which row, compared with what, within which bound.
// "bindfs" is the better one of its two.

export type Comparison = "ext4" | "bindfs" | "sshfs";

export interface Target {
  readonly row: string;
  /** Ivy's figure divided by that subject's; undefined: Ivy's figure itself, in the row's unit. */
  readonly of: Comparison | undefined;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

const changing = ["create", "unlink", "rename", "mkdir"] as const;
const asking = ["lookup-miss", "getattr", "stat-cold"] as const;

export const targets: readonly Target[] = [
  ...[...changing, ...asking].map((row) => atLeast(row, 2, "bindfs")),
  ...[...changing, ...asking].map((row) => atMost(`${row}-cpu-request`, 15)),
  atLeast("stat-warm", 0.8, "ext4"),
  atLeast("readdir-warm", 0.8, "ext4"),
  atLeast("write-1m", 0.5, "ext4"),
  atLeast("write-1m", 1.5, "bindfs"),
  atLeast("read-1m-cold", 0.6, "ext4"),
  atLeast("read-1m-warm", 0.5, "ext4"),
  atLeast("read-1m-warm", 2, "bindfs"),
  atMost("mab-files", 0.9, "bindfs"),
  atMost("mab-files", 0.25, "sshfs"),
  atMost("mab-compile", 1.05, "ext4"),
  atMost("mab-stored", 2),
  atMost("mount-100k", 1),
  atMost("mount-1m", 3),
  atMost("mount-1m-memory", 700),
  atLeast("apply", 200_000),
  ...inCompany(),
];

function inCompany(): readonly Target[] {
  return [
    atMost("visible-p50", 3),
    atMost("visible-p99", 20),
    atLeast("cold-read", 100),
    atLeast("cold-read", 1, "sshfs"),
    atMost("mab-together-ratio", 1.15),
    atMost("mab-far-ratio", 1.25),
    atMost("catch-up", 10),
    atMost("catch-up-stat", 50),
    atMost("first-ls", 2),
    atMost("idle-cpu", 1),
    atMost("idle-memory", 250),
  ];
}

function atLeast(row: string, amount: number, of?: Comparison): Target {
  return { row, of, bound: { atLeast: amount } };
}

function atMost(row: string, amount: number, of?: Comparison): Target {
  return { row, of, bound: { atMost: amount } };
}
