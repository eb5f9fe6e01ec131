// A node of the block store (FORMAT "Nodes"): keeps blocks where they belong. It knows no network
// and no timer: messages and ticks come in, events go out. Blocks themselves travel by the block
// exchange.
import type { BlockKey } from "./core/block.ts";
import type { DhashEvent, DhashStatistics } from "./core/node/dhash-event.ts";
import type { PeerId } from "./core/peer-id.ts";
import type { MachineId } from "./core/routing/contact.ts";
import type { Hasher, LocalBlocks, PublicKeyBlock } from "./ports.ts";

export interface DhashNodeOptions {
  readonly self: PeerId;
  readonly machine: MachineId;
  /** It keeps blocks of others, and is of the ring; others only ask and give. */
  readonly isStoring: boolean;
  readonly hasher: Hasher;
  readonly blocks: LocalBlocks;
  /** Monotonic. */
  readonly milliseconds: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Copies of each block, 1 to 8, on different machines; 3 if absent. */
  readonly copies?: number;
  /** Beyond it nothing is taken; undefined: as much as comes. */
  readonly quotaBytes: number | undefined;
  readonly bytesStored: () => number;
  /** Where this node is reached, at most 16. */
  readonly addresses: () => readonly string[];
  /** The block if its signature and all else is right. */
  readonly verify: (bytes: Uint8Array) => PublicKeyBlock | undefined;
}

export class DhashNode {
  readonly #options: DhashNodeOptions;

  constructor(options: DhashNodeOptions) {
    this.#options = options;
  }

  /** A connection stands. */
  connect(_peer: PeerId): readonly DhashEvent[] {
    return [];
  }

  disconnect(_peer: PeerId): readonly DhashEvent[] {
    return [];
  }

  /** A message of a connected peer. */
  receive(_peer: PeerId, _bytes: Uint8Array): readonly DhashEvent[] {
    return [];
  }

  /** To be called some times a second. */
  tick(): readonly DhashEvent[] {
    return [];
  }

  /** How many keys `replicate` takes now; those beyond are dropped. */
  get replicateRoom(): number {
    return 0;
  }

  /** Blocks held here, durably, that are to have copies at their homes. "replicated" follows for
   *  each, in any order, perhaps after a long time. */
  replicate(_keys: readonly BlockKey[]): readonly DhashEvent[] {
    return [];
  }

  /** Blocks came to be here: by the block exchange, or written here. */
  stored(_keys: readonly BlockKey[]): readonly DhashEvent[] {
    return [];
  }

  /** Blocks are here no more. */
  dropped(_keys: readonly BlockKey[]): readonly DhashEvent[] {
    return [];
  }

  /** A newer version of an own block goes to the homes of its owner's key. */
  publish(_block: PublicKeyBlock): readonly DhashEvent[] {
    return [];
  }

  /** Asks the homes for the newest version: "public-key-block" or "absent" follows. */
  find(_owner: Uint8Array): readonly DhashEvent[] {
    return [];
  }

  /** Who may have a block that no connected peer has: "located" follows, perhaps more than once. */
  locate(_key: BlockKey): readonly DhashEvent[] {
    return [];
  }

  /** Says that this node leaves and takes nothing with it. */
  leave(): readonly DhashEvent[] {
    return [];
  }

  statistics(): DhashStatistics {
    const { copies = 3, bytesStored, quotaBytes } = this.#options;
    return {
      ...{ storingNodes: 0, storingConnected: 0, storingMachines: 0, knownNodes: 0, copies },
      ...{ blocksKept: 0, isCounting: false, blocksReplicating: 0, blocksOnlyHere: 0 },
      ...{ blocksUnderReplicated: 0, blocksTaking: 0, publicKeyBlocks: 0 },
      ...{ bytesStored: bytesStored(), quotaBytes, blocksRefused: 0, blocksRefusedByOthers: 0 },
      ...{ comparisons: 0, blocksRepaired: 0 },
    };
  }
}
