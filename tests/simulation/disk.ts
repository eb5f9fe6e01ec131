// The simulated disk, below the system calls: the real Disk adapter runs on it. It does what a
// kernel and a drive may do to a process, when a named fault says so and chance agrees.
import type { Chance } from "../support/chance.ts";
import type { DiskNode } from "./disk-directory.ts";
import { DiskDirectory, filesBelow } from "./disk-directory.ts";
import type { DiskFaults, FaultKind, PowerLoss } from "./faults.ts";
import { noFaults } from "./faults.ts";
import { PagedFile } from "./paged-file.ts";

export class SimulatedDisk {
  #root = new DiskDirectory();
  readonly chance: Chance;
  faults: DiskFaults = noFaults;
  /** Faults that happened since somebody last took them: why a request may be refused. */
  #happened = new Set<FaultKind>();
  /** All that was ever read: what opening and checking cost. */
  bytesRead = 0;
  /** A sync has failed since the processes were started: their files may have lost pages. */
  hasFailedSync = false;

  constructor(chance: Chance) {
    this.chance = chance;
  }

  get root(): DiskDirectory {
    return this.#root;
  }

  /** What is on the disk, by path. */
  contents(): ReadonlyMap<string, Buffer> {
    return new Map([...filesBelow(this.root)].map(([path, file]) => [path, file.contents()]));
  }

  /** Makes the disk hold these files and nothing else, all durable. */
  restore(contents: ReadonlyMap<string, Uint8Array>): void {
    this.#root = new DiskDirectory();
    for (const [path, bytes] of contents) {
      const file = new PagedFile();
      file.write(0, bytes);
      file.sync();
      const names = namesOf(path);
      let directory = this.#root;
      for (const name of names.slice(0, -1)) {
        const there = directory.names.get(name);
        const next = there?.kind === "directory" ? there : new DiskDirectory();
        if (there === undefined) directory.set(name, next);
        directory.sync();
        directory = next;
      }
      directory.set(names.at(-1) ?? "", file);
      directory.sync();
    }
  }

  takeHappened(): ReadonlySet<FaultKind> {
    const happened = this.#happened;
    this.#happened = new Set();
    return happened;
  }

  happens(perThousand: number): boolean {
    return perThousand > 0 && this.chance.below(1000) < perThousand;
  }

  fail(code: "EIO" | "ENOSPC", call: string): never {
    this.#happened.add(code === "EIO" ? "input-output" : "no-space");
    throw systemError(code, call);
  }

  /** All processes end; what they wrote stays. */
  endProcesses(): void {
    for (const [, file] of filesBelow(this.root)) file.forgetLost();
    this.hasFailedSync = false;
  }

  losePower(loss: PowerLoss): void {
    this.root.losePower(loss, this.chance);
    this.hasFailedSync = false;
  }

  writeBack(): void {
    for (const [, file] of filesBelow(this.root)) {
      if (this.happens(this.faults.writtenBack)) file.writeBack(this.chance);
    }
  }

  get bytesUsed(): number {
    let used = 0;
    for (const [, file] of filesBelow(this.root)) used += file.size;
    return used;
  }

  /** Undefined when there is nothing of that name. */
  find(path: string): DiskNode | undefined {
    let node: DiskNode = this.root;
    for (const name of namesOf(path)) {
      const next: DiskNode | undefined = node.kind === "file" ? undefined : node.names.get(name);
      if (next === undefined) return undefined;
      node = next;
    }
    return node;
  }

  file(path: string): PagedFile {
    const node = this.find(path);
    if (node?.kind === "file") return node;
    throw systemError("ENOENT", path);
  }

  /** The directory in which the path's last name is, and that name. */
  place(path: string): { readonly directory: DiskDirectory; readonly name: string } {
    const names = namesOf(path);
    const directory = this.find(names.slice(0, -1).join("/"));
    if (directory === undefined || directory.kind === "file") throw systemError("ENOENT", path);
    return { directory, name: names.at(-1) ?? "" };
  }
}

function namesOf(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "");
}

export function systemError(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${call}`), { code });
}
