// A directory of the simulated disk. Names reach the platter in the order in which they changed, or
// all at once when the directory is synced.
import type { Chance } from "../support/chance.ts";
import type { PowerLoss } from "./faults.ts";
import type { PagedFile } from "./paged-file.ts";

export type DiskNode = PagedFile | DiskDirectory;

type NameChange = (names: Map<string, DiskNode>) => void;

export class DiskDirectory {
  readonly kind = "directory";
  #names = new Map<string, DiskNode>();
  #durable = new Map<string, DiskNode>();
  #pending: NameChange[] = [];

  get names(): ReadonlyMap<string, DiskNode> {
    return this.#names;
  }

  set(name: string, node: DiskNode): void {
    this.#change((names) => names.set(name, node));
  }

  delete(name: string): void {
    this.#change((names) => names.delete(name));
  }

  /** Atomic, over what stands at the new name. */
  rename(from: string, to: string, node: DiskNode): void {
    this.#change((names) => {
      names.delete(from);
      names.set(to, node);
    });
  }

  sync(): void {
    this.#durable = new Map(this.#names);
    this.#pending = [];
  }

  losePower(loss: PowerLoss, chance: Chance): void {
    const kept = loss === "nothing" ? 0 : chance.below(this.#pending.length + 1);
    for (const change of this.#pending.slice(0, kept)) change(this.#durable);
    this.#pending = [];
    this.#names = new Map(this.#durable);
    for (const node of this.#names.values()) node.losePower(loss, chance);
  }

  #change(change: NameChange): void {
    change(this.#names);
    this.#pending.push(change);
  }
}

export function* filesBelow(directory: DiskDirectory, path = ""): Generator<[string, PagedFile]> {
  for (const [name, node] of [...directory.names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (node.kind === "file") yield [`${path}/${name}`, node];
    else yield* filesBelow(node, `${path}/${name}`);
  }
}
