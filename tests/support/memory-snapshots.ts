// A snapshot store in memory, which counts what is read from it.
import { Trouble } from "../../dhash/index.ts";
import type { SnapshotStore } from "../../fs/snapshot-port.ts";

export class MemorySnapshots implements SnapshotStore {
  readonly nodes: Uint8Array[] = [];
  root: Uint8Array | undefined;
  loads = 0;
  bytes = 0;

  get source(): this {
    return this;
  }

  append(bytes: Uint8Array): number {
    this.bytes += bytes.length;
    return this.nodes.push(Uint8Array.from(bytes)) - 1;
  }

  appendRoot(bytes: Uint8Array): undefined {
    this.root = Uint8Array.from(bytes);
  }

  newestRoot(): Uint8Array | undefined {
    return this.root;
  }

  load(reference: number): Uint8Array | Trouble {
    this.loads++;
    return this.nodes[reference] ?? new Trouble("absent", `no node ${reference}`);
  }
}
