// The connections of a participant: who is connected, who is looked for and where, and whole frames
// to and from each. Runs on the main thread, beside whatever reads the frames.
import type { Disk, Hasher, PeerId, Transport, TransportEvents } from "../../../dhash/index.ts";
import {
  describeParting,
  isPeerId,
  isTrouble,
  libp2pTransport,
  nodeDisk,
  nodeHasher,
  peerIdToPublicKey,
  type Trouble,
} from "../../../dhash/index.ts";
import { bytesToHex } from "../../../logs/index.ts";
import { isAbsentOr, isListOf, isShape, isText, parseChecked } from "../../checked-json.ts";
import type { LogLevel } from "../../home-types.ts";
import type { NetworkOptions, PeerFigures } from "../../network-options.ts";
import type { Swarm } from "../../sharing-messages.ts";
import { channels, frameOf } from "./channels.ts";
import type { Contact, SwarmFile } from "./swarm-file.ts";
import { isContact, readSwarmFile, secretOf, writeSwarmFile } from "./swarm-file.ts";

export interface PeeringOptions extends NetworkOptions {
  readonly home: string;
  readonly swarm: Swarm;
  readonly program: string;
  readonly log: (level: LogLevel, message: string) => void;
  readonly onConnected: (peer: string, logId: string) => void;
  readonly onGone: (peer: string) => void;
  /** What was sent last was taken; more should wait for `onDrained`. */
  readonly onFull: (peer: string) => void;
  readonly onDrained: (peer: string) => void;
  /** The bytes are the listener's own. */
  readonly onFrame: (peer: string, frame: Uint8Array<ArrayBuffer>) => void;
}

interface Dialling {
  readonly contact: Contact;
  /** By the clock of this process. */
  nextAt: number;
  waitMilliseconds: number;
  isUnderWay: boolean;
}

const lookMilliseconds = 500;
const waitMillisecondsMin = 1_000;
const waitMillisecondsMax = 60_000;
const addressesMax = 16;
const contactsMax = 1024;
const contactBytesMax = 64 * 1024;
/** Of others, told in one message. */
const othersMax = 32;
const versions = { oldest: 1, newest: 1 };

const isContactMessage = isShape({
  addresses: isListOf(isText),
  others: isAbsentOr(isListOf(isContact)),
});

export class Peering {
  readonly #options: PeeringOptions;
  readonly #place: { readonly disk: Disk; readonly hasher: Hasher };
  #swarm: Swarm;
  #file: SwarmFile;
  #transport: Transport | undefined;
  #looking: NodeJS.Timeout | undefined;
  readonly #dialling = new Map<string, Dialling>();
  /** Connected peers that speak of where blocks belong. */
  readonly #nodes = new Set<string>();

  constructor(options: PeeringOptions) {
    this.#options = options;
    this.#swarm = options.swarm;
    this.#place = { disk: nodeDisk(options.home), hasher: nodeHasher() };
    this.#file = readSwarmFile(this.#place);
    for (const contact of this.#file.contacts) this.#seek(contact);
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
    this.#seek(contact);
    this.#save();
  }

  /** A frame for a peer that is not connected any more goes nowhere. */
  send(peer: string, frame: Uint8Array): void {
    if (!isPeerId(peer)) return;
    const sent = this.#transport?.send(peer, [frame]);
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

  peers(): readonly PeerFigures[] {
    return (this.#transport?.peers() ?? []).map((each) => {
      const logId = bytesToHex(peerIdToPublicKey(each.peer));
      const isMember = this.#swarm.members.some((member) => member.logId === logId);
      return { ...each, logId, isNode: !isMember && this.#nodes.has(each.peer) };
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
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

  #begin(transport: Transport): undefined {
    this.#transport = transport;
    const { listen } = this.#options;
    const port = /\/tcp\/(\d+)/.exec(transport.addresses()[0] ?? "")?.[1];
    if (port !== undefined || listen.length > 0) {
      const listening = listen.length > 0 ? listen : [`/ip4/0.0.0.0/tcp/${port}`];
      this.#file = { ...this.#file, listening };
      this.#save();
    }
    this.#looking = setInterval(() => this.#look(), lookMilliseconds);
    this.#look();
  }

  #events(): TransportEvents {
    const { log, onConnected, onGone } = this.#options;
    return {
      onConnected: (peer) => {
        log("info", `connected with ${this.#nameOf(peer)}`);
        onConnected(peer, bytesToHex(peerIdToPublicKey(peer)));
        this.#introduce(peer, this.#others(peer));
      },
      onDisconnected: (peer, parting) => {
        log("info", `${this.#nameOf(peer)}: ${describeParting(parting)}`);
        this.#soon(peer);
        this.#nodes.delete(peer);
        onGone(peer);
      },
      onFrame: (peer, frame) => {
        if (frame[0] === channels.nodes) this.#nodes.add(peer);
        if (frame[0] === channels.contact) this.#hearContact(peer, frame.subarray(1));
        else this.#options.onFrame(peer, Uint8Array.from(frame));
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
    const addresses = contact?.addresses.slice(0, addressesMax) ?? [];
    const before = this.#dialling.get(peer)?.contact.addresses;
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
    const isNews = isPeerId(peer) && peer !== this.#transport?.self && !this.#dialling.has(peer);
    if (isNews && addresses.length > 0) {
      this.seek({ peer, addresses: addresses.slice(0, addressesMax) });
    }
  }

  /** Tells where this participant is reached, and others. */
  #introduce(peer: PeerId, others: readonly Contact[]): void {
    const text = JSON.stringify({ addresses: this.addresses(), others });
    this.send(peer, frameOf(channels.contact, Buffer.from(text)));
  }

  /** Who else is connected and has said where it is reached. */
  #others(peer: PeerId): readonly Contact[] {
    const known = this.#transport?.peers().flatMap((each) => {
      const contact = each.peer === peer ? undefined : this.#dialling.get(each.peer)?.contact;
      return contact === undefined || contact.addresses.length === 0 ? [] : [contact];
    });
    return known?.slice(0, othersMax) ?? [];
  }

  /** Whoever has the swarm's secret may ask to join; who was put out may not come back. */
  #admits(peer: PeerId): boolean {
    const logId = bytesToHex(peerIdToPublicKey(peer));
    return this.#swarm.members.find((each) => each.logId === logId)?.role !== "removed";
  }

  #nameOf(peer: PeerId): string {
    const logId = bytesToHex(peerIdToPublicKey(peer));
    return this.#swarm.members.find((each) => each.logId === logId)?.name ?? `peer ${peer}`;
  }

  #seek(contact: Contact): void {
    const { peer, addresses } = contact;
    const key = peer === "" ? (addresses[0] ?? "") : peer;
    const isNew = !this.#dialling.has(key);
    if (isNew && this.#dialling.size >= contactsMax) return;
    const waitMilliseconds = waitMillisecondsMin;
    this.#dialling.set(key, { contact, nextAt: 0, waitMilliseconds, isUnderWay: false });
  }

  #soon(peer: string): void {
    const dialling = this.#dialling.get(peer);
    if (dialling === undefined) return;
    dialling.waitMilliseconds = waitMillisecondsMin;
    dialling.nextAt = performance.now() + waitMillisecondsMin * Math.random();
  }

  #look(): void {
    const connected = new Set<string>(this.#transport?.peers().map(({ peer }) => peer));
    const now = performance.now();
    for (const [key, dialling] of this.#dialling) {
      if (connected.has(key) || dialling.isUnderWay || dialling.nextAt > now) continue;
      dialling.isUnderWay = true;
      void this.#dial(key, dialling).finally(() => {
        dialling.isUnderWay = false;
      });
    }
  }

  async #dial(key: string, dialling: Dialling): Promise<void> {
    const { peer, addresses } = dialling.contact;
    if (isPeerId(peer) && !this.#admits(peer)) return;
    const target = { peer: isPeerId(peer) ? peer : undefined, addresses };
    const found = await this.#transport?.connect(target);
    dialling.waitMilliseconds = Math.min(waitMillisecondsMax, dialling.waitMilliseconds * 2);
    const jitter = 0.5 + Math.random() / 2;
    dialling.nextAt = performance.now() + dialling.waitMilliseconds * jitter;
    if (found === undefined || isTrouble(found) || found === key) return;
    // Whoever was at these addresses has said who it is.
    this.#dialling.delete(key);
    this.seek({ peer: found, addresses });
  }

  #save(): void {
    const contacts = [...this.#dialling.values()].map(({ contact }) => contact);
    this.#file = { ...this.#file, contacts };
    const trouble = writeSwarmFile(this.#place, this.#file);
    if (trouble !== undefined) this.#options.log("warn", trouble.message);
  }
}
