// A snapshot store in memory, which counts what is read from it.
import { nodeHasher, Trouble } from "../../dhash/index.ts";
import type { Root } from "../../fs/core/index.ts";
import { writeSnapshot } from "../../fs/core/index.ts";
import type { NodeSink, SnapshotStore } from "../../fs/snapshot-port.ts";
import { expectNoTrouble } from "./memory-disk.ts";

export class MemorySnapshots implements SnapshotStore {
  readonly nodes: Uint8Array[] = [];
  root: Uint8Array | undefined;
  loads = 0;
  bytes = 0;

  get source(): this {
    return this;
  }

  append(bytes: Uint8Array): number | Trouble {
    this.bytes += bytes.length;
    return this.nodes.push(Uint8Array.from(bytes)) - 1;
  }

  appendRoot(bytes: Uint8Array): Trouble | undefined {
    this.root = Uint8Array.from(bytes);
    return undefined;
  }

  newestRoot(): Uint8Array | undefined {
    return this.root;
  }

  load(reference: number): Uint8Array | Trouble {
    this.loads++;
    return this.nodes[reference] ?? new Trouble("absent", `no node ${reference}`);
  }
}

/** Writes a snapshot in one go; the number of nodes that were looked at. */
export function writeWhole(root: Root, sink: NodeSink): number {
  const steps = writeSnapshot(root, { sink, hasher: nodeHasher(), isCrowded: () => false });
  for (let nodes = 0; ; nodes++) {
    const step = steps.next();
    if (step.done !== true) continue;
    expectNoTrouble(step.value);
    return nodes - 1;
  }
}
