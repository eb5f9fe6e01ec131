// The local disk itself, and the same through bindfs, with threads and without.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { whyNoMounts, whyNoProgram } from "../../support/subject-machine.ts";
import { untilMounted } from "./mounting.ts";
import type { Absent, Subject } from "./subject.ts";

export function startDisk(temporary: string): Subject {
  const directory = `${temporary}/disk`;
  mkdirSync(directory);
  return {
    name: "ext4",
    directory,
    store: directory,
    processes: [],
    requestsCommand: undefined,
  };
}

export async function startBindfs(
  temporary: string,
  name: "bindfs" | "bindfs -s",
): Promise<Subject | Absent> {
  const why = whyNoMounts() ?? whyNoProgram("bindfs");
  if (why !== undefined) return { absent: why };
  const word = name === "bindfs" ? "threads" : "single";
  const store = `${temporary}/bindfs-${word}`;
  const directory = `${temporary}/mnt-bindfs-${word}`;
  mkdirSync(store);
  mkdirSync(directory);
  const options = name === "bindfs" ? [] : ["-s"];
  const daemon = spawn("bindfs", ["-f", ...options, store, directory], { stdio: "ignore" });
  const processes = [await untilMounted(directory, daemon)];
  return { name, directory, store, processes, requestsCommand: undefined };
}
