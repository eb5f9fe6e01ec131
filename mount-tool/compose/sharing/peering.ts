// The connections of a participant: who is connected, who is looked for and where, and whole frames
// to and from each. Runs on the main thread, beside whatever reads the frames.
import type {
  ConnectTarget,
  Disk,
  Hasher,
  PeerId,
  Transport,
  TransportEvents,
} from "../../../dhash/index.ts";
import {
  describeParting,
  isPeerId,
  isTrouble,
  libp2pTransport,
  nodeDisk,
  nodeHasher,
  peerIdToPublicKey,
  Trouble,
} from "../../../dhash/index.ts";
import { bytesToHex } from "../../../logs/index.ts";
import {
  isAbsentOr,
  isCount,
  isListOf,
  isShape,
  isText,
  parseChecked,
} from "../../checked-json.ts";
import type { LogLevel } from "../../home-types.ts";
import type { NetworkOptions, PeerFigures } from "../../network-options.ts";
import type { Swarm } from "../../sharing-messages.ts";
import { channels, frameOf } from "./channels.ts";
import { Dialler } from "./dialler.ts";
import { PeerClocks } from "./peer-clocks.ts";
import { PeerRefusals } from "./peer-refusals.ts";
import type { Contact, SwarmFile } from "./swarm-file.ts";
import { isContact, readSwarmFile, secretOf, writeSwarmFile } from "./swarm-file.ts";

export interface PeeringOptions extends NetworkOptions {
  readonly home: string;
  readonly swarm: Swarm;
  readonly program: string;
  readonly log: (level: LogLevel, message: string) => void;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly clock: () => number;
  /** Somebody who was looked for was not reached, or does not want to be. */
  readonly onFailed?: (contact: Contact, trouble: Trouble) => void;
  readonly onConnected: (peer: string, logId: string) => void;
  readonly onGone: (peer: string) => void;
  /** What was sent last was taken; more should wait for `onDrained`. */
  readonly onFull: (peer: string) => void;
  readonly onDrained: (peer: string) => void;
  /** The bytes are the listener's own. */
  readonly onFrame: (peer: string, frame: Uint8Array<ArrayBuffer>) => void;
}

const addressesMax = 16;
const contactBytesMax = 64 * 1024;
/** Of others, told in one message. */
const othersMax = 32;
const versions = { oldest: 1, newest: 1 };

const isContactMessage = isShape({
  addresses: isListOf(isText),
  others: isAbsentOr(isListOf(isContact)),
  time: isAbsentOr(isCount),
});

export class Peering {
  readonly #options: PeeringOptions;
  readonly #place: { readonly disk: Disk; readonly hasher: Hasher };
  #swarm: Swarm;
  #file: SwarmFile;
  #transport: Transport | undefined;
  readonly #dialler: Dialler;
  readonly #connected = new Map<string, PeerId>();
  /** Connected peers that speak of where blocks belong. */
  readonly #nodes = new Set<string>();
  readonly #refusals = new PeerRefusals();
  readonly #clocks: PeerClocks;

  constructor(options: PeeringOptions) {
    this.#options = options;
    this.#swarm = options.swarm;
    this.#place = { disk: nodeDisk(options.home), hasher: nodeHasher() };
    this.#file = readSwarmFile(this.#place);
    this.#clocks = new PeerClocks(options.clock);
    this.#dialler = new Dialler({
      connect: (target) => this.#connect(target),
      connected: () => (this.#transport?.peers() ?? []).map(({ peer }) => peer),
      admits: (peer) => this.#admits(peer),
      onFailed: (contact, trouble) => {
        if (isPeerId(contact.peer)) this.#refusals.failed(contact.peer, trouble);
        options.onFailed?.(contact, trouble);
      },
      onMet: (contact) => this.seek(contact),
    });
    for (const contact of this.#file.contacts) this.#dialler.seek(contact);
  }

  /** Listens and begins to look for others. */
  async open(): Promise<Trouble | undefined> {
    const { listen, announce, isFoundNearby, program } = this.#options;
    const { listening } = this.#file;
    const isChosen = listen.length > 0;
    const transport = await this.#make(isChosen ? listen : listening, {
      ...{ announce, isFoundNearby, program },
    });
    if (!isTrouble(transport)) return this.#begin(transport);
    if (isChosen || listening.length === 0) return transport;
    // The port of the last time is somebody else's now.
    const other = await this.#make([], { announce, isFoundNearby, program });
    return isTrouble(other) ? other : this.#begin(other);
  }

  /** Members have changed: who is out is parted from. */
  follow(swarm: Swarm): void {
    this.#swarm = swarm;
    for (const { peer } of this.#transport?.peers() ?? []) {
      if (this.#admits(peer)) continue;
      const text = "you are not a member of this file system any more";
      this.#transport?.disconnect(peer, { code: "not-admitted", text });
    }
  }

  /** Looks for somebody at these places; with an empty peer, for whoever is there. */
  seek(contact: Contact): void {
    this.#dialler.seek(contact);
    this.#save();
  }

  /** A frame for a peer that is not connected any more goes nowhere. */
  send(peer: string, frame: Uint8Array): void {
    const known = this.#connected.get(peer);
    if (known === undefined) return;
    const sent = this.#transport?.send(known, [frame]);
    if (sent === "full") this.#options.onFull(peer);
    if (isTrouble(sent) && sent.reason !== "unreachable") {
      this.#options.log("warn", `peer ${peer}: ${sent.message}`);
      this.disconnect(peer, "it does not take what is sent");
    }
  }

  disconnect(peer: string, text: string): void {
    if (isPeerId(peer)) this.#transport?.disconnect(peer, { code: "nonsense", text });
  }

  /** Where others reach this participant. */
  addresses(): readonly string[] {
    return (this.#transport?.addresses() ?? []).slice(0, addressesMax);
  }

  /** With whom it does not work, as sentences. */
  refusals(): readonly string[] {
    return this.#refusals.sentences((peer) => this.#nameOf(peer));
  }

  peers(): readonly PeerFigures[] {
    return (this.#transport?.peers() ?? []).map((each) => {
      const logId = bytesToHex(peerIdToPublicKey(each.peer));
      const isMember = this.#swarm.members.some((member) => member.logId === logId);
      const isNode = !isMember && this.#nodes.has(each.peer);
      return { ...each, logId, isNode, clockAheadSeconds: this.#clocks.aheadOf(each.peer) };
    });
  }

  async close(): Promise<void> {
    this.#dialler.stop();
    await this.#transport?.close();
  }

  async #make(
    listen: readonly string[],
    rest: { announce: readonly string[]; isFoundNearby: boolean; program: string },
  ): Promise<Transport | Trouble> {
    const swarmSecret = secretOf(this.#file) ?? this.#swarm.secret;
    const transport = await libp2pTransport({
      ...{ ...rest, versions, swarmSecret, encryption: "tls", isRelay: true },
      seed: this.#swarm.seed,
      listen: listen.length > 0 ? listen : ["/ip4/0.0.0.0/tcp/0"],
      admits: (peer) => this.#admits(peer),
    });
    return (await transport.start(this.#events())) ?? transport;
  }

  async #connect(target: ConnectTarget): Promise<PeerId | Trouble> {
    return this.#transport?.connect(target) ?? new Trouble("failed", "the network is not open.");
  }

  #begin(transport: Transport): undefined {
    this.#transport = transport;
    const { listen } = this.#options;
    const port = /\/tcp\/(\d+)/.exec(transport.addresses()[0] ?? "")?.[1];
    if (port !== undefined || listen.length > 0) {
      const listening = listen.length > 0 ? listen : [`/ip4/0.0.0.0/tcp/${port}`];
      this.#file = { ...this.#file, listening };
      this.#save();
    }
    this.#dialler.start();
  }

  #events(): TransportEvents {
    const { log, onConnected, onGone } = this.#options;
    return {
      onConnected: (peer) => {
        this.#connected.set(peer, peer);
        log("info", `connected with ${this.#nameOf(peer)}`);
        this.#refusals.connected(peer);
        onConnected(peer, bytesToHex(peerIdToPublicKey(peer)));
        this.#introduce(peer, this.others(peer));
      },
      onDisconnected: (peer, parting) => {
        this.#connected.delete(peer);
        log("info", `${this.#nameOf(peer)}: ${describeParting(parting)}`);
        if (this.#refusals.ended(peer, parting)) this.#dialler.later(peer);
        else this.#dialler.soon(peer);
        this.#nodes.delete(peer);
        this.#clocks.forget(peer);
        onGone(peer);
      },
      onFrame: (peer, frame) => {
        if (frame[0] === channels.nodes) this.#nodes.add(peer);
        if (frame[0] === channels.contact) this.#hearContact(peer, frame.subarray(1));
        else this.#options.onFrame(peer, ownedBytes(frame));
      },
      onDrained: (peer) => this.#options.onDrained(peer),
      onFound: (peer, addresses) => this.seek({ peer, addresses }),
      onRefused: ({ address, parting }) => {
        log("warn", `a connection with ${address} was refused: ${describeParting(parting)}`);
      },
    };
  }

  #hearContact(peer: PeerId, bytes: Uint8Array): void {
    if (bytes.length > contactBytesMax) return;
    const contact = parseChecked(Buffer.from(bytes).toString(), isContactMessage);
    const apart = this.#clocks.hear(peer, contact?.time);
    if (apart !== undefined) this.#options.log("warn", `${this.#nameOf(peer)} ${apart}`);
    const addresses = contact?.addresses.slice(0, addressesMax) ?? [];
    const before = this.#dialler.contactOf(peer)?.addresses;
    if (addresses.length > 0 && before?.join() !== addresses.join()) {
      this.seek({ peer, addresses });
      for (const other of this.#transport?.peers() ?? []) {
        if (other.peer !== peer) this.#introduce(other.peer, [{ peer, addresses }]);
      }
    }
    for (const other of contact?.others?.slice(0, othersMax) ?? []) this.#hearOf(other);
  }

  /** What somebody says of others only adds: addresses that one has given itself stay. */
  #hearOf({ peer, addresses }: Contact): void {
    const isOther = isPeerId(peer) && peer !== this.#transport?.self;
    const isNews = isOther && this.#dialler.contactOf(peer) === undefined;
    if (isNews && addresses.length > 0) {
      this.seek({ peer, addresses: addresses.slice(0, addressesMax) });
    }
  }

  /** Tells where this participant is reached, and others. */
  #introduce(peer: PeerId, others: readonly Contact[]): void {
    const { time } = this.#clocks;
    const text = JSON.stringify({ addresses: this.addresses(), others, time });
    this.send(peer, frameOf(channels.contact, Buffer.from(text)));
  }

  /** Who else is connected and has said where it is reached. */
  others(peer?: PeerId): readonly Contact[] {
    const known = this.#transport?.peers().flatMap((each) => {
      const contact = each.peer === peer ? undefined : this.#dialler.contactOf(each.peer);
      return contact === undefined || contact.addresses.length === 0 ? [] : [contact];
    });
    return known?.slice(0, othersMax) ?? [];
  }

  /** Whoever has the swarm's secret may ask to join; who was put out may not come back. */
  #admits(peer: PeerId): boolean {
    const logId = bytesToHex(peerIdToPublicKey(peer));
    return this.#swarm.members.find((each) => each.logId === logId)?.role !== "removed";
  }

  #nameOf(peer: string): string {
    if (!isPeerId(peer)) return peer;
    const logId = bytesToHex(peerIdToPublicKey(peer));
    return this.#swarm.members.find((each) => each.logId === logId)?.name ?? `peer ${peer}`;
  }

  #save(): void {
    this.#file = { ...this.#file, contacts: this.#dialler.contacts() };
    const trouble = writeSwarmFile(this.#place, this.#file);
    if (trouble !== undefined) this.#options.log("warn", trouble.message);
  }
}

/** A large frame has memory of its own; a small one may be a view of what came with it. */
function ownedBytes(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, length } = frame;
  const isOwned = buffer instanceof ArrayBuffer && buffer.byteLength === length;
  return isOwned ? new Uint8Array(buffer) : Uint8Array.from(frame);
}
