// The process that makes the system calls: reads requests as JSON lines, answers each with its
// figures. All workloads run here, so that every subject meets the same compiled code.
import { writeSync } from "node:fs";
import { readLine } from "../../support/child/peer.ts";
import { workloads } from "../workloads/all.ts";
import type { Figure, Workload } from "../workloads/workload.ts";
import type { LoadAnswer, LoadRequest } from "./load.ts";

for (let line = readLine(0); line !== undefined; line = readLine(0)) {
  const request: LoadRequest = JSON.parse(line);
  writeSync(1, `${JSON.stringify(answer(request))}\n`);
}

function answer(request: LoadRequest): LoadAnswer {
  try {
    return { figures: perform(request) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function perform(request: LoadRequest): readonly Figure[] {
  const workload = workloadNamed(request.workload);
  if (request.kind === "run") return workload.run(request.scene);
  workload.prepare?.(request.materials, request.sizes);
  return [];
}

function workloadNamed(name: string): Workload {
  const workload = workloads.find((one) => one.name === name);
  if (workload === undefined) throw new Error(`no workload ${name}`);
  return workload;
}
