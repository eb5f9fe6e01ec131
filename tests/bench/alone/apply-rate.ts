// How many changes a second the tree takes in memory, by ../apply.ts in a process of its own.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { finish } from "../../support/subject-ivy.ts";
import type { Figure, Row } from "../workloads/workload.ts";
import type { Alone, AloneScene } from "./alone.ts";

const program = fileURLToPath(new URL("../apply.ts", import.meta.url));
const secondsMax = 600;
const kinds = ["create", "write", "overwrite", "append", "mode", "rename", "unlink"] as const;

export const applyRate: Alone = {
  name: "apply",
  rows: ({ appliedFiles }) => {
    const what = `changes applied to a tree of ${appliedFiles} files in memory`;
    const all: Row = { name: "apply", unit: "/s", what: `${what}, of all kinds` };
    return [
      all,
      ...kinds.map(
        (kind): Row => ({ name: `apply-${kind}`, unit: "/s", what: `${what}: ${kind}` }),
      ),
    ];
  },
  whyNot: () => undefined,
  measure: async ({ sizes, rounds, progress }: AloneScene) => {
    const figures: Figure[] = [];
    // The program warms up by itself.
    for (let round = 1; round <= rounds; round++) {
      progress(`apply: round ${round} of ${rounds}`);
      figures.push(...(await runOnce(sizes.appliedFiles)));
    }
    return figures;
  },
};

async function runOnce(files: number): Promise<readonly Figure[]> {
  const words = [program, String(files), "--json"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  const { status, output, complaint } = await finish(child, secondsMax);
  if (status !== 0) throw new Error(`apply.ts ended with status ${status}: ${complaint}`);
  const measured: readonly { kind: string; changes: number; seconds: number }[] =
    JSON.parse(output);
  const changes = measured.filter(({ kind }) => kinds.some((one) => one === kind));
  const all = {
    changes: changes.reduce((sum, one) => sum + one.changes, 0),
    seconds: changes.reduce((sum, one) => sum + one.seconds, 0),
  };
  return [
    { row: "apply", value: all.changes / all.seconds },
    ...changes.map((one) => ({ row: `apply-${one.kind}`, value: one.changes / one.seconds })),
  ];
}
