// What the benchmark compares: directories that programs work in. Plain data, so that the load's
// process can be told it.

export const subjectNames = [
  "ext4",
  "bindfs",
  "bindfs -s",
  "sshfs",
  "ivy",
  "ivy fuse-native",
] as const;

export type SubjectName = (typeof subjectNames)[number];

export interface Subject {
  readonly name: SubjectName;
  /** Where programs work. */
  readonly directory: string;
  /** Where the bytes end up on the local disk. */
  readonly store: string;
  /** Processes that serve the directory; what they start belongs to them. */
  readonly processes: readonly number[];
  /** Prints the counts of kernel requests as `ivy status --requests --json` does. */
  readonly requestsCommand: readonly string[] | undefined;
}

/** A subject that this machine cannot have, in words. */
export interface Absent {
  readonly absent: string;
}

export function isAbsent(started: Subject | Absent): started is Absent {
  return "absent" in started;
}

export function isSubjectName(name: string): name is SubjectName {
  return subjectNames.some((one) => one === name);
}
