// What a node keeps for others: what it holds as digest items, what it is taking, and what is
// stored and not durable yet. Nobody is told that a block is kept before it is durable.
import { type BlockKey, isBlockKey } from "./core/block.ts";
import {
  blockBytesAssumed,
  namesAtOnce,
  publicKeyBlocksMax,
  syncFailedMilliseconds,
  syncKeys,
  syncMilliseconds,
  takesMax,
  takesPerPeerMax,
} from "./core/node/limits.ts";
import type { NodePeer } from "./core/node/node-peer.ts";
import type { PeerId } from "./core/peer-id.ts";
import { ownerToFrameKey } from "./core/public-key-frame.ts";
import { blockToDigestItem } from "./core/repair/digest-item.ts";
import { DigestTree } from "./core/repair/digest-tree.ts";
import { isTrouble, type Trouble } from "./core/trouble.ts";
import type { Hasher, LocalBlocks, PublicKeyBlock, StoredName } from "./ports.ts";

export interface KeptBlocksOptions {
  readonly hasher: Hasher;
  readonly blocks: LocalBlocks;
  readonly isStoring: boolean;
  readonly quotaBytes: number | undefined;
  readonly bytesStored: () => number;
  readonly complain: (trouble: Trouble) => void;
}

export interface OfferAnswer {
  readonly kept: readonly BlockKey[];
  /** Of these the new ones are to be fetched. */
  readonly taken: readonly BlockKey[];
  readonly fetch: readonly BlockKey[];
  readonly refused: readonly BlockKey[];
}

/** Durable now. */
export interface Synced {
  readonly keys: ReadonlyMap<BlockKey, ReadonlySet<PeerId>>;
  readonly owners: readonly { readonly block: PublicKeyBlock; readonly peer: PeerId }[];
}

export class KeptBlocks {
  readonly tree: DigestTree;
  readonly #options: KeptBlocksOptions;
  #names: Iterator<StoredName | undefined, undefined> | undefined;
  /** Versions of public-key blocks, by name. */
  readonly #owners = new Map<string, number>();
  /** Who waits for the word about a block that is on its way. */
  readonly #taking = new Map<BlockKey, Set<PeerId>>();
  /** Stored and not durable yet, and who waits for the word. */
  #unsynced = new Map<BlockKey, Set<PeerId>>();
  #unsyncedOwners: { readonly block: PublicKeyBlock; readonly peer: PeerId }[] = [];
  #syncAt: number | undefined;
  #isSyncFailing = false;
  /** What was here at the start is durable: it may have been stored just before a crash. */
  #isStartDurable: boolean;
  #refused = 0;

  constructor(options: KeptBlocksOptions) {
    this.#options = options;
    this.tree = new DigestTree(options.hasher);
    this.#isStartDurable = !options.isStoring;
    this.#names = options.isStoring ? options.blocks.names() : undefined;
  }

  /** What is here is still being looked through after a start. */
  get isCounting(): boolean {
    return this.#names !== undefined;
  }

  get taking(): number {
    return this.#taking.size;
  }

  get owners(): number {
    return this.#owners.size;
  }

  get refused(): number {
    return this.#refused;
  }

  /** Undefined: as much as comes. */
  bytesFree(): number | undefined {
    const { quotaBytes, bytesStored } = this.#options;
    if (quotaBytes === undefined) return undefined;
    return Math.max(0, quotaBytes - bytesStored() - this.#taking.size * blockBytesAssumed);
  }

  /** Looks through some more of what is here. */
  count(): void {
    for (let left = namesAtOnce; this.#names !== undefined && left > 0; left--) {
      const { value, done } = this.#names.next();
      if (done === true) this.#names = undefined;
      else if (value !== undefined) this.#enter(value.name, value.version);
    }
  }

  /** Undefined: it offers more than it may. */
  offered(peer: NodePeer, keys: readonly BlockKey[]): OfferAnswer | undefined {
    const answer = { kept: [], taken: [], fetch: [], refused: [] } satisfies OfferAnswer;
    const { kept, taken, fetch, refused }: Record<keyof OfferAnswer, BlockKey[]> = answer;
    for (const key of keys) {
      const state = this.#stateOf(key, peer);
      if (state === "kept") kept.push(key);
      else if (state === "refused") refused.push(key);
      else taken.push(key);
      if (state === "fetch") fetch.push(key);
    }
    this.#refused += refused.length;
    return peer.takes > takesPerPeerMax ? undefined : { kept, taken, fetch, refused };
  }

  /** A neighbour has it and it belongs here. False when it is here, is on its way, or there is no
   *  room. */
  pull(peer: NodePeer, key: BlockKey): boolean {
    if (this.#taking.has(key) || this.#isHeld(key) !== false || !this.#hasRoom()) return false;
    this.#take(key, peer);
    return true;
  }

  /** Came to be here. */
  stored(keys: readonly BlockKey[], peerOf: (name: PeerId) => NodePeer | undefined): void {
    for (const key of keys) {
      if (this.#options.isStoring) this.#enter(key, 0);
      const waiting = this.#taking.get(key) ?? new Set<PeerId>();
      for (const name of waiting) {
        const peer = peerOf(name);
        if (peer !== undefined) peer.takes--;
      }
      this.#taking.delete(key);
      this.#unsynced.set(key, waiting);
    }
  }

  /** They are here, durably. */
  enter(keys: readonly BlockKey[]): void {
    if (this.#options.isStoring) for (const key of keys) this.#enter(key, 0);
  }

  dropped(keys: readonly BlockKey[]): void {
    for (const key of keys) {
      this.tree.remove(blockToDigestItem(key));
      this.#unsynced.delete(key);
    }
  }

  /** It is not connected any more. What nobody else gives is taken no longer. */
  lose(name: PeerId): readonly BlockKey[] {
    const forgotten: BlockKey[] = [];
    for (const [key, waiting] of this.#taking) {
      if (!waiting.delete(name) || waiting.size > 0) continue;
      this.#taking.delete(key);
      forgotten.push(key);
    }
    for (const waiting of this.#unsynced.values()) waiting.delete(name);
    return forgotten;
  }

  /** The newest version that is here. */
  getOwner(owner: Uint8Array): PublicKeyBlock | undefined {
    const block = this.#options.blocks.getPublicKeyBlock(owner);
    if (!isTrouble(block)) return block;
    this.#options.complain(block);
    return undefined;
  }

  /** Keeps a verified block unless there is one as new; false when it cannot. `peer` waits for the
   *  word, which comes when it is durable. */
  putOwner(block: PublicKeyBlock, peer: PeerId | undefined): boolean {
    const name = Buffer.from(ownerToFrameKey(block.owner)).toString("hex");
    const before = this.getOwner(block.owner);
    if (before === undefined && this.#owners.size >= publicKeyBlocksMax) return false;
    const isNewer = before === undefined || before.version < block.version;
    const trouble = isNewer ? this.#options.blocks.putPublicKeyBlock(block) : undefined;
    if (trouble !== undefined) {
      this.#options.complain(trouble);
      return false;
    }
    if (this.#options.isStoring) this.#enter(name, block.version);
    if (peer !== undefined && this.#unsyncedOwners.length >= publicKeyBlocksMax) return false;
    if (peer !== undefined) this.#unsyncedOwners.push({ block: isNewer ? block : before, peer });
    return true;
  }

  /** Makes durable what others wait for, when it is time. What a former process stored is made
   *  durable first of all. */
  sync(now: number): Synced | undefined {
    const waiting = this.#waiting();
    const isFull = this.#unsynced.size >= takesMax;
    if (waiting === 0 && !isFull && this.#isStartDurable) return undefined;
    this.#syncAt ??= now + (this.#isStartDurable ? syncMilliseconds : 0);
    const isMuch = waiting >= syncKeys && !this.#isSyncFailing;
    if (now < this.#syncAt && !isMuch) return undefined;
    const trouble = this.#options.blocks.sync();
    this.#isSyncFailing = trouble !== undefined;
    if (trouble !== undefined) {
      this.#options.complain(trouble);
      this.#syncAt = now + syncFailedMilliseconds;
      return undefined;
    }
    const synced = { keys: this.#unsynced, owners: this.#unsyncedOwners };
    this.#isStartDurable = true;
    this.#syncAt = undefined;
    this.#unsynced = new Map();
    this.#unsyncedOwners = [];
    return synced;
  }

  #waiting(): number {
    let count = this.#unsyncedOwners.length;
    for (const { size } of this.#unsynced.values()) if (size > 0) count++;
    return count;
  }

  #stateOf(key: BlockKey, peer: NodePeer): "kept" | "taken" | "fetch" | "refused" {
    if (!this.#options.isStoring) return "refused";
    const waiting = this.#unsynced.get(key) ?? this.#taking.get(key);
    if (waiting !== undefined) {
      if (this.#taking.has(key) && !waiting.has(peer.peer)) peer.takes++;
      waiting.add(peer.peer);
      return "taken";
    }
    const isHeld = this.#isHeld(key);
    if (isHeld === true) {
      this.#enter(key, 0);
      if (this.#isStartDurable) return "kept";
      this.#unsynced.set(key, new Set([peer.peer]));
      return "taken";
    }
    if (isHeld === undefined || !this.#hasRoom()) return "refused";
    this.#take(key, peer);
    return "fetch";
  }

  /** Undefined: the disk does not say. */
  #isHeld(key: BlockKey): boolean | undefined {
    const held = this.#options.blocks.has(key);
    if (!isTrouble(held)) return held;
    this.#options.complain(held);
    return undefined;
  }

  #hasRoom(): boolean {
    return this.bytesFree() !== 0 && this.#taking.size < takesMax;
  }

  #take(key: BlockKey, peer: NodePeer): void {
    this.#taking.set(key, new Set([peer.peer]));
    peer.takes++;
  }

  #enter(name: string, version: number): void {
    if (isBlockKey(name)) {
      this.tree.add(blockToDigestItem(name));
      return;
    }
    const before = this.#owners.get(name);
    if (before !== undefined && before >= version) return;
    if (before !== undefined) this.tree.remove(blockToDigestItem(name, before));
    this.#owners.set(name, version);
    this.tree.add(blockToDigestItem(name, version));
  }
}
