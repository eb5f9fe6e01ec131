// Steps of somebody who cares for nothing: names n0, n1, ... below a directory come, go, move and
// change while others do the same. Written over a Subject, so that a process on the mount and
// another participant in the daemon do it alike.
import { pattern } from "../../conformance/case.ts";
import type { Chance } from "../../support/chance.ts";
import type { Subject } from "../../support/subject.ts";

/**
 * What may be answered when somebody else was faster; anything else is a fault. ESTALE is the
 * kernel's own, for a directory that another participant moved while its old place is being used.
 */
const expectedCodes = [
  "ENOENT",
  "EEXIST",
  "ENOTEMPTY",
  "EISDIR",
  "ENOTDIR",
  "EINVAL",
  "EPERM",
  "ESTALE",
];

export const roughNames = Array.from({ length: 12 }, (_, name) => `n${name}`);
const depthMax = 5;
const bytesMax = 20_000;

export interface Ground {
  readonly subject: Subject;
  readonly chance: Chance;
  /** The directory in which it happens. */
  readonly base: string;
  /** May directories be entered? */
  readonly deep: boolean;
}

/** One step; throws what must not happen. */
export function roughStep(ground: Ground): void {
  const step = ground.chance.pick(steps);
  if (step !== undefined) expectingRaces(() => step(ground));
}

export function expectingRaces(act: () => void): void {
  try {
    act();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || !expectedCodes.includes(code)) throw error;
  }
}

const steps: readonly ((ground: Ground) => void)[] = [
  makeFile,
  makeFile,
  makeFile,
  overwrite,
  overwrite,
  (ground) => ground.subject.unlink(somewhere(ground)),
  (ground) => ground.subject.unlink(somewhere(ground)),
  (ground) => ground.subject.makeDirectory(somewhere(ground)),
  (ground) => ground.subject.makeDirectory(somewhere(ground)),
  (ground) => removeAll(ground.subject, somewhere(ground)),
  (ground) => ground.subject.rename(somewhere(ground), somewhere(ground)),
  (ground) => ground.subject.rename(somewhere(ground), somewhere(ground)),
  (ground) => ground.subject.rename(somewhere(ground), somewhere(ground), "exchange"),
  (ground) => ground.subject.link(somewhere(ground), somewhere(ground)),
  (ground) => ground.subject.change(somewhere(ground), { mode: 0o700 + ground.chance.below(64) }),
  (ground) => ground.subject.change(somewhere(ground), { size: ground.chance.below(bytesMax) }),
  (ground) => ground.subject.setXattr(somewhere(ground), "user.n", ground.chance.bytes(20)),
  (ground) => walk(ground.subject, ground.base, () => {}),
  useWithoutName,
];

function makeFile(ground: Ground): void {
  const { subject, chance } = ground;
  const path = somewhere(ground);
  subject.create(path);
  const file = subject.open(path);
  file.write(0, pattern(1 + chance.below(bytesMax), chance.below(1000)));
  file.close();
}

function overwrite(ground: Ground): void {
  const { subject, chance } = ground;
  const file = subject.open(somewhere(ground));
  try {
    file.write(chance.below(bytesMax), pattern(1 + chance.below(bytesMax), chance.below(1000)));
  } finally {
    file.close();
  }
}

/** Who has a file open keeps it, whoever takes its name away. */
function useWithoutName(ground: Ground): void {
  const { subject, chance } = ground;
  const path = somewhere(ground);
  const file = subject.open(path);
  try {
    expectingRaces(() => subject.unlink(path));
    const text = `without a name ${chance.below(1000)}`;
    file.write(chance.below(100), text);
    file.read(0, bytesMax);
    file.truncate(chance.below(bytesMax));
    file.sync();
  } finally {
    file.close();
  }
}

/** A rough name, in the base or, if it may be deep, in one of the directories below. */
function somewhere({ subject, chance, base, deep }: Ground): string {
  let directory = base;
  for (let depth = 0; deep && depth < depthMax && chance.below(3) > 0; depth++) {
    const below = subject.list(directory).filter((name) => roughNames.includes(name));
    const path = `${directory}/${chance.pick(below)}`;
    if (below.length === 0 || subject.facts(path).type !== "directory") break;
    directory = path;
  }
  return `${directory}/${chance.pick(roughNames)}`;
}

/** Calls back with every path, a directory first; what goes meanwhile is passed over. */
export function walk(subject: Subject, directory: string, visit: (path: string) => void): void {
  for (const name of subject.list(directory)) {
    const path = `${directory}/${name}`;
    expectingRaces(() => {
      const { type } = subject.facts(path);
      visit(path);
      if (type === "directory") walk(subject, path, visit);
    });
  }
}

/** As `rm -r`; what others put in meanwhile keeps the directory. */
export function removeAll(subject: Subject, path: string): void {
  if (subject.facts(path).type !== "directory") return subject.unlink(path);
  for (const name of subject.list(path)) {
    expectingRaces(() => removeAll(subject, `${path}/${name}`));
  }
  subject.removeDirectory(path);
}
