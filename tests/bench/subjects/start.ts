// Starts the subjects that are wanted and that this machine can have, all below one temporary
// directory, which takes them away whatever happens.
import type { TemporaryDirectory } from "../../support/temporary.ts";
import { startIvy } from "./ivy.ts";
import { startBindfs, startDisk } from "./plain.ts";
import { startSshfs } from "./sshfs.ts";
import type { Absent, Subject, SubjectName } from "./subject.ts";
import { isAbsent } from "./subject.ts";

export interface Started {
  readonly subjects: readonly Subject[];
  /** Why some are missing. */
  readonly remarks: readonly string[];
}

export async function startSubjects(
  temporary: TemporaryDirectory,
  names: readonly SubjectName[],
): Promise<Started> {
  const subjects: Subject[] = [];
  const remarks: string[] = [];
  for (const name of names) {
    const started = await startSubject(temporary, name);
    if (isAbsent(started)) remarks.push(`${name} is left out: ${started.absent}`);
    else subjects.push(started);
  }
  return { subjects, remarks };
}

async function startSubject(
  temporary: TemporaryDirectory,
  name: SubjectName,
): Promise<Subject | Absent> {
  switch (name) {
    case "ext4":
      return startDisk(temporary.path);
    case "bindfs":
    case "bindfs -s":
      return startBindfs(temporary.path, name);
    case "sshfs":
      return startSshfs(temporary.path);
    case "ivy":
      return startIvy(temporary, "linux");
    case "ivy fuse-native":
      return startIvy(temporary, "fuse-native");
  }
}
