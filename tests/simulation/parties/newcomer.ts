// Somebody who was given an invite and is not in yet: asks whoever is connected, as `ivy join`
// does, and makes a home of the views that come.

import type { BlockKey } from "../../../dhash/index.ts";
import { isTrouble, MemoryBlocks } from "../../../dhash/index.ts";
import type { ExchangeEvent, SharedViews } from "../../../logs/index.ts";
import {
  bytesToHex,
  encodeJoinRequest,
  HomeSharing,
  isLogId,
  isMalformed,
  LogExchange,
  MemorySharing,
  openLogSet,
  openSharedViews,
} from "../../../logs/index.ts";
import { homeFormatVersion, writeHomeFile } from "../../../mount-tool/compose/home-file.ts";
import { channels, frameOf } from "../../../mount-tool/compose/sharing/channels.ts";
import { TreeFromMembers } from "../../../mount-tool/compose/sharing/tree-from-members.ts";
import { expectNoTrouble } from "../../support/memory-disk.ts";
import type { Machine } from "../world.ts";
import type { NetworkListener } from "./party-network.ts";

export interface Invitation {
  readonly fileSystem: BlockKey;
  readonly inviteSeed: Uint8Array;
}

export class Newcomer implements NetworkListener {
  readonly logId: string;
  readonly #machine: Machine;
  readonly #name: string;
  readonly #invitation: Invitation;
  readonly #send: (peer: string, frame: Uint8Array) => void;
  readonly #views: SharedViews;
  readonly #exchange: LogExchange;
  /** By peer, whose log it is. */
  readonly #connected = new Map<string, string>();
  #tree: TreeFromMembers | undefined;
  #isSettled = false;
  /** There is a tree of somebody, or will be none. */
  #isTreeOver = false;
  /** Why the last one who was asked said no. */
  refusal: string | undefined;

  constructor(
    machine: Machine,
    wish: Invitation & { readonly name: string },
    send: (peer: string, frame: Uint8Array) => void,
  ) {
    this.#machine = machine;
    this.#name = wish.name;
    this.#invitation = wish;
    this.#send = send;
    const { crypto, hasher, clock } = machine.surroundings();
    const { fileSystem } = wish;
    const store = new MemorySharing();
    const { keyPair } = machine;
    this.logId = bytesToHex(keyPair.publicKey);
    this.#views = expectNoTrouble(openSharedViews({ crypto, hasher, fileSystem, keyPair, store }));
    const nobody = { members: [], groupKeysByEpoch: new Map(), keyEpoch: 1, journals: [] };
    const logs = expectNoTrouble(
      openLogSet({
        ...{ ...nobody, crypto, hasher, fileSystem, view: fileSystem, sharing: store },
        ...{ own: undefined, syncedSequence: 0 },
      }),
    );
    const peers = logs.peers();
    if (peers === undefined) throw new Error("a log set with a store has peers");
    const parts = { crypto, hasher, fileSystem, logs, views: this.#views, store };
    this.#exchange = new LogExchange({ ...parts, now: () => clock.now() }, peers);
  }

  connected(peer: string, logId: string): void {
    this.#connected.set(peer, logId);
    this.#take(this.#exchange.connect(peer));
    this.#ask(peer);
  }

  gone(peer: string): void {
    this.#connected.delete(peer);
    this.#exchange.disconnect(peer);
    this.#tree?.gone(peer);
  }

  frame(peer: string, bytes: Uint8Array): void {
    if (bytes[0] === channels.records) this.#take(this.#exchange.receive(peer, bytes.subarray(1)));
    if (bytes[0] === channels.trees) this.#tree?.receive(peer, bytes.subarray(1));
  }

  full(): void {}

  drained(): void {}

  /** To be called from time to time. */
  turn(isAsking: boolean): void {
    this.#take(this.#exchange.tick());
    this.#tree?.tick();
    if (isAsking) for (const peer of this.#connected.keys()) this.#ask(peer);
  }

  /** The views say that it is a member, and it can read them. */
  get isIn(): boolean {
    const logId = bytesToHex(this.#machine.keyPair.publicKey);
    const members = this.#views.membership?.members ?? [];
    const isMember = members.some((each) => each.logId === logId && each.role !== "removed");
    return isMember && this.#views.opened.name !== undefined;
  }

  /** Makes the home, and takes over a tree if it is to; false: more is to come. */
  hasSettled(takesTree: boolean): boolean {
    if (!this.#isSettled) this.#settle();
    this.#isSettled = true;
    if (takesTree) this.#takeTree();
    return !takesTree || this.#isTreeOver;
  }

  #settle(): void {
    const { disk, hasher } = this.#machine.surroundings();
    const logId = bytesToHex(this.#machine.keyPair.publicKey);
    const { name: fileSystemName, names } = this.#views.opened;
    if (!isLogId(logId) || fileSystemName === undefined) throw new Error("it is not in yet");
    expectNoTrouble(disk.makeDirectory(""));
    const blocks = new MemoryBlocks(hasher);
    const store = new HomeSharing({ disk, hasher, blocks, mode: "append" });
    for (const { key, bytes } of this.#views.blocks()) expectNoTrouble(store.keepView(key, bytes));
    const file = {
      ...{ formatVersion: homeFormatVersion, fileSystemName, logId },
      fileSystemId: this.#invitation.fileSystem,
      participant: names.get(logId) ?? this.#name,
    };
    expectNoTrouble(writeHomeFile(disk, file));
  }

  #takeTree(): void {
    const { disk, hasher, milliseconds } = this.#machine.surroundings();
    const members = [...this.#connected].map(([peer, logId]) => ({ peer, logId }));
    const over = (): void => {
      this.#isTreeOver = true;
    };
    const [send, close] = [this.#send, () => {}];
    const report = (): void => {};
    const wish = { disk, hasher, milliseconds, send, close, report, over };
    this.#tree ??= new TreeFromMembers(wish, members);
  }

  #ask(peer: string): void {
    const { crypto } = this.#machine.surroundings();
    const { fileSystem, inviteSeed } = this.#invitation;
    const own = this.#machine.keyPair;
    const request = encodeJoinRequest(
      crypto,
      { own, inviteSeed },
      { fileSystem, name: this.#name },
    );
    if (isMalformed(request)) throw new Error(request.why);
    this.#take(this.#exchange.askToJoin(peer, request));
  }

  #take(events: readonly ExchangeEvent[]): void {
    for (const event of events) {
      if (event.kind === "send") this.#send(event.peer, frameOf(channels.records, event.bytes));
      else if (event.kind === "joined") this.refusal = event.why || event.refusal;
      else if (event.kind === "trouble" && isTrouble(event.trouble)) throw event.trouble;
    }
  }
}
