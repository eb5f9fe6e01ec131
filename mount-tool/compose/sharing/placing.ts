// A member's part in the block store: it stores for nobody, but has own data copied to the nodes
// that do, and finds who has what is lacking here.
import type {
  BlockKey,
  DhashEvent,
  DhashStatistics,
  Held,
  PeerId,
  PublicKeyBlock,
  Trouble,
} from "../../../dhash/index.ts";
import { DhashNode, invariant, isPeerId, publicKeyToPeerId } from "../../../dhash/index.ts";
import type { PlacingFigures } from "../../sharing-messages.ts";
import type { HomeParts } from "../home-parts.ts";
import { machineIdOf } from "../node/machine-id.ts";
import { headToBlock } from "./head-block.ts";
import { OwnCopies } from "./own-copies.ts";
import { OwnLogInBlocks } from "./published-log.ts";
import { swarmOf } from "./sharing-figures.ts";

export interface PlacingOptions {
  readonly parts: HomeParts;
  readonly send: (peer: PeerId, bytes: Uint8Array) => void;
  readonly close: (peer: PeerId, why: string) => void;
  readonly seek: (peer: PeerId, addresses: readonly string[]) => void;
  /** A head of a log, as nodes have it. */
  readonly found: (head: PublicKeyBlock) => void;
  readonly report: (trouble: Trouble) => void;
}

/** Blocks that a reader lacks and whose holders are sought at one time. */
const locatedMax = 16;

export class Placing {
  readonly #options: PlacingOptions;
  readonly #dhash: DhashNode;
  readonly #copies: OwnCopies;
  readonly #log: OwnLogInBlocks;
  #addresses: readonly string[] = [];
  #hasNodes = false;

  constructor(options: PlacingOptions) {
    this.#options = options;
    const { parts, report } = options;
    const { hasher, blocks, around, crypto, keyPair, file } = parts;
    const self = publicKeyToPeerId(keyPair.publicKey);
    invariant(self !== undefined, "an identity names a peer");
    const { place, milliseconds } = around;
    this.#dhash = new DhashNode({
      ...{ self, hasher, blocks, milliseconds, quotaBytes: undefined },
      machine: machineIdOf({ place, hasher }, swarmOf(parts).secret, self),
      isStoring: false,
      random: () => {
        const bytes = new Uint8Array(4);
        crypto.random(bytes);
        return Buffer.from(bytes).readUInt32BE() / 2 ** 32;
      },
      bytesStored: () => 0,
      addresses: () => this.#addresses,
      verify: (bytes) => headToBlock(crypto, file.fileSystemId, bytes),
    });
    const replicate = (keys: readonly BlockKey[]): void => this.#take(this.#dhash.replicate(keys));
    const room = (): number => this.#dhash.replicateRoom;
    this.#copies = new OwnCopies({ parts, report, replicate, room });
    const publish = (head: PublicKeyBlock): void => this.#take(this.#dhash.publish(head));
    this.#log = new OwnLogInBlocks({ parts, report, replicate, room, publish });
  }

  /** There are nodes that store. */
  get hasNodes(): boolean {
    return this.#hasNodes;
  }

  /** Where this participant is reached. */
  reachedAt(addresses: readonly string[]): void {
    this.#addresses = addresses;
  }

  connect(peer: string): void {
    if (isPeerId(peer)) this.#take(this.#dhash.connect(peer));
  }

  disconnect(peer: string): void {
    if (isPeerId(peer)) this.#take(this.#dhash.disconnect(peer));
  }

  receive(peer: string, bytes: Uint8Array): void {
    if (isPeerId(peer)) this.#take(this.#dhash.receive(peer, bytes));
  }

  tick(): void {
    this.#take(this.#dhash.tick());
    this.#hasNodes = this.#dhash.storingNodes > 0;
  }

  /** A reader lacks these. */
  locate(keys: readonly BlockKey[]): void {
    if (!this.#hasNodes) return;
    for (const key of keys.slice(0, locatedMax)) this.#take(this.#dhash.locate(key));
  }

  /** The newest head of a log is asked for. */
  find(owner: Uint8Array): void {
    this.#take(this.#dhash.find(owner));
  }

  /** `durable`: the own records that may be shown to others. True: there is more to do now. */
  turn(durable: number, isTimeUp: () => boolean): boolean {
    if (!this.#hasNodes) return false;
    const isCopying = this.#copies.turn(durable, isTimeUp);
    this.#log.turn(durable, isTimeUp);
    return isCopying;
  }

  leave(): void {
    this.#take(this.#dhash.leave());
  }

  held(): readonly Held[] {
    return [...this.#dhash.held(), ...this.#copies.held()];
  }

  figures(): PlacingFigures {
    const recordsPlaced = this.#log.sequence;
    return { ...placingFigures(this.#dhash.statistics(), this.#copies), recordsPlaced };
  }

  #take(events: readonly DhashEvent[]): void {
    const { send, close, seek, found, report } = this.#options;
    for (const event of events) {
      switch (event.kind) {
        case "send":
          send(event.peer, event.bytes);
          break;
        case "close":
          close(event.peer, event.why);
          break;
        case "seek":
          seek(event.peer, event.addresses);
          break;
        case "replicated":
          this.#copies.placed(event.key, event.copies);
          this.#log.placed(event.key, event.copies);
          break;
        case "public-key-block":
          found(event.block);
          break;
        case "trouble":
          report(event.trouble);
          break;
        // It stores for nobody, and all connected peers are asked for what is lacking.
        case "want":
        case "forget":
        case "drop":
        case "published":
        case "absent":
        case "located":
          break;
      }
    }
  }
}

function placingFigures(statistics: DhashStatistics, copies: OwnCopies) {
  const { storingNodes: nodes, storingConnected: nodesConnected } = statistics;
  const { storingMachines: machines, copies: copiesWanted } = statistics;
  const { blocksUnderReplicated, blocksRefusedByOthers } = statistics;
  const counts = { nodes, nodesConnected, machines, copiesWanted };
  const blocks = { blocksPlacing: copies.placing, blocksUnderReplicated, blocksRefusedByOthers };
  return { ...counts, ...blocks, placed: copies.sequence };
}
