// Whom a participant looks for, and where: each is tried again and again, with longer and longer
// rests, until it is connected.
import type { ConnectTarget, PeerId, Trouble } from "../../../dhash/index.ts";
import { isPeerId, isTrouble } from "../../../dhash/index.ts";
import type { Contact } from "./swarm-file.ts";

export interface DiallerOptions {
  readonly connect: (target: ConnectTarget) => Promise<PeerId | Trouble>;
  readonly connected: () => readonly string[];
  readonly admits: (peer: PeerId) => boolean;
  readonly onFailed: (contact: Contact, trouble: Trouble) => void;
  /** Whoever was at these addresses has said who it is. */
  readonly onMet: (contact: Contact) => void;
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
const contactsMax = 1024;

export class Dialler {
  readonly #options: DiallerOptions;
  readonly #byPeer = new Map<string, Dialling>();
  #looking: NodeJS.Timeout | undefined;

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#looking = setInterval(() => this.#look(), lookMilliseconds);
    this.#look();
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  contacts(): readonly Contact[] {
    return [...this.#byPeer.values()].map(({ contact }) => contact);
  }

  /** Undefined: it is not looked for. */
  contactOf(peer: string): Contact | undefined {
    return this.#byPeer.get(peer)?.contact;
  }

  /** Looks for somebody at these places; with an empty peer, for whoever is there. */
  seek(contact: Contact): void {
    const { peer, addresses } = contact;
    const key = peer === "" ? (addresses[0] ?? "") : peer;
    const isNew = !this.#byPeer.has(key);
    if (isNew && this.#byPeer.size >= contactsMax) return;
    const waitMilliseconds = waitMillisecondsMin;
    this.#byPeer.set(key, { contact, nextAt: 0, waitMilliseconds, isUnderWay: false });
  }

  /** It was connected a moment ago. */
  soon(peer: string): void {
    const dialling = this.#byPeer.get(peer);
    if (dialling === undefined) return;
    dialling.waitMilliseconds = waitMillisecondsMin;
    dialling.nextAt = performance.now() + waitMillisecondsMin * Math.random();
  }

  /** It was connected, and that was of no use. */
  later(peer: string): void {
    const dialling = this.#byPeer.get(peer);
    if (dialling !== undefined) rest(dialling);
  }

  #look(): void {
    const connected = new Set(this.#options.connected());
    const now = performance.now();
    for (const [key, dialling] of this.#byPeer) {
      if (connected.has(key) || dialling.isUnderWay || dialling.nextAt > now) continue;
      dialling.isUnderWay = true;
      void this.#dial(key, dialling).finally(() => {
        dialling.isUnderWay = false;
      });
    }
  }

  async #dial(key: string, dialling: Dialling): Promise<void> {
    const { connect, admits, onFailed, onMet } = this.#options;
    const { peer, addresses } = dialling.contact;
    if (isPeerId(peer) && !admits(peer)) return;
    const found = await connect({ peer: isPeerId(peer) ? peer : undefined, addresses });
    rest(dialling);
    if (isTrouble(found)) return onFailed(dialling.contact, found);
    if (found === key) return;
    this.#byPeer.delete(key);
    onMet({ peer: found, addresses });
  }
}

/** Twice as long as the last time. */
function rest(dialling: Dialling): void {
  dialling.waitMilliseconds = Math.min(waitMillisecondsMax, dialling.waitMilliseconds * 2);
  const jitter = 0.5 + Math.random() / 2;
  dialling.nextAt = performance.now() + dialling.waitMilliseconds * jitter;
}
