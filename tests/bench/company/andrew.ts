// The Modified Andrew Benchmark on one mount: of somebody who is alone, of somebody with three
// others on loopback, and of somebody with three others far away, who take turns; and on sshfs over
// the same links. Seconds are for one copy of the tree.
import { Load } from "../load/load.ts";
import { median } from "../report/judge.ts";
import type { Subject } from "../subjects/subject.ts";
import { ordinarySizes } from "../workloads/sizes.ts";
import type { Row } from "../workloads/workload.ts";
import { atDelay, type CompanyFigure, type CompanyMeasure, type CompanyScene } from "./measure.ts";
import { type Guest, Party } from "./party.ts";
import type { CompanySizes } from "./sizes.ts";
import { sshfsAt } from "./sshfs.ts";

const situations = ["alone", "together", "far"] as const;
type Situation = (typeof situations)[number];

export const andrewInCompany: CompanyMeasure = {
  name: "mab",
  rows: rowsOf,
  measure: async (scene) => {
    const parties = new Map<Situation, Party>();
    const load = new Load(scene.temporary.path);
    try {
      // First, because sshd has mounts of its own: it would hold those that it finds.
      const figures = await measureSshfs(scene, load);
      if (!scene.isWanted("ivy")) return figures;
      for (const situation of situations) parties.set(situation, await gather(scene, situation));
      return [...figures, ...(await measureIvy(scene, load, parties))];
    } finally {
      load.end();
      for (const party of parties.values()) await party.end();
    }
  },
};

function rowsOf({ farMilliseconds }: CompanySizes): readonly Row[] {
  const where = {
    alone: "alone",
    together: `with others (four in all), ${atDelay(0)}`,
    far: `with others (four in all), ${atDelay(farMilliseconds)}`,
  };
  return [
    ...situations.flatMap((situation): readonly Row[] => [
      { name: `mab-${situation}`, unit: "s", what: `a copy, all five phases: ${where[situation]}` },
      { name: `mab-files-${situation}`, unit: "s", what: "without the compiler" },
    ]),
    ...situations.slice(1).flatMap((situation): readonly Row[] => [
      { name: `mab-${situation}-ratio`, unit: "x", what: "all phases, by those alone" },
      { name: `mab-files-${situation}-ratio`, unit: "x", what: "without the compiler" },
    ]),
  ];
}

async function gather(
  { temporary, sizes, progress }: CompanyScene,
  situation: Situation,
): Promise<Party> {
  progress(`mab: ${situation} gathers`);
  const party = await Party.make(temporary, {
    name: `mab-${situation}`,
    count: situation === "alone" ? 1 : sizes.together,
    delayMilliseconds: situation === "far" ? sizes.farMilliseconds : 0,
  });
  await party.gather();
  return party;
}

async function measureIvy(
  scene: CompanyScene,
  load: Load,
  parties: ReadonlyMap<Situation, Party>,
): Promise<readonly CompanyFigure[]> {
  const figures: CompanyFigure[] = [];
  for (let round = 0; round <= scene.rounds; round++) {
    for (const [situation, { guests }] of parties) {
      scene.progress(`mab ${situation}: round ${round} of ${scene.rounds} (0 warms up)`);
      const [guest] = guests;
      if (guest === undefined) throw new Error("a party has guests");
      // The first round warms up the daemon; a compiler needs none.
      const compiledCopies = round === 0 ? 0 : scene.sizes.compiledCopies;
      const amount = { copies: scene.sizes.copies, compiledCopies };
      const subject = subjectOf(guest);
      const { files, compiled } = await runOnce(load, { subject, round, scene, ...amount });
      if (round === 0) continue;
      figures.push({ subject: "ivy", row: `mab-${situation}`, value: files + compiled });
      figures.push({ subject: "ivy", row: `mab-files-${situation}`, value: files });
    }
  }
  return [...figures, ...ratiosOf(figures)];
}

function ratiosOf(figures: readonly CompanyFigure[]): readonly CompanyFigure[] {
  const medianOf = (name: string): number =>
    median(figures.filter(({ row }) => row === name).map(({ value }) => value));
  return ["mab", "mab-files"].flatMap((what) =>
    situations.slice(1).map((situation): CompanyFigure => {
      const value = medianOf(`${what}-${situation}`) / medianOf(`${what}-alone`);
      return { subject: "ivy", row: `${what}-${situation}-ratio`, value };
    }),
  );
}

/** Once, and over the far link without the compiler: that alone would take half an hour. */
async function measureSshfs(scene: CompanyScene, load: Load): Promise<readonly CompanyFigure[]> {
  const figures: CompanyFigure[] = [];
  for (const situation of ["together", "far"] as const) {
    const isFar = situation === "far";
    const { farMilliseconds, compiledCopies } = scene.sizes;
    const delayMilliseconds = isFar ? farMilliseconds : 0;
    const subject = await sshfsAt(scene, `mab-${situation}`, delayMilliseconds);
    if (subject === undefined) continue;
    scene.progress(`mab ${situation}: sshfs`);
    const amount = { copies: 1, compiledCopies: isFar ? 0 : compiledCopies };
    const { files, compiled } = await runOnce(load, { subject, round: 1, scene, ...amount });
    figures.push({ subject: "sshfs", row: `mab-files-${situation}`, value: files });
    if (isFar) continue;
    figures.push({ subject: "sshfs", row: `mab-${situation}`, value: files + compiled });
  }
  return figures;
}

function subjectOf({ ivy, path, pid }: Guest): Subject {
  const processes = [pid];
  return { name: "ivy", directory: path, store: ivy.home, processes, requestsCommand: undefined };
}

interface Run {
  readonly subject: Subject;
  readonly round: number;
  readonly scene: CompanyScene;
  readonly copies: number;
  readonly compiledCopies: number;
}

/** Seconds for each copy: of the phases that only handle files, and of the compiler. */
async function runOnce(load: Load, { subject, round, scene, copies, compiledCopies }: Run) {
  const sizes = { ...ordinarySizes, copies, compiledCopies };
  const materials = scene.temporary.path;
  const seconds = async (workload: string, row: string): Promise<number> => {
    const asked = { kind: "run", workload, scene: { subject, materials, round, sizes } } as const;
    const answer = await load.ask(asked);
    if ("failed" in answer) throw new Error(`${workload} on ${subject.name}: ${answer.failed}`);
    return answer.figures.find((figure) => figure.row === row)?.value ?? Number.NaN;
  };
  const files = (await seconds("mab", "mab-files")) / copies;
  if (compiledCopies === 0) return { files, compiled: 0 };
  return { files, compiled: (await seconds("mab-compile", "mab-compile")) / compiledCopies };
}
