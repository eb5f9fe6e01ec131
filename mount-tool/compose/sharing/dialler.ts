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

/** What has changed is looked at after this, at once with what else has. */
const lookMilliseconds = 500;
/** While nobody is due: for what was missed. */
const lookMillisecondsMax = 60_000;
const waitMillisecondsMin = 1_000;
const waitMillisecondsMax = 60_000;
const contactsMax = 1024;

export class Dialler {
  readonly #options: DiallerOptions;
  readonly #byPeer = new Map<string, Dialling>();
  #isStarted = false;
  #looking: NodeJS.Timeout | undefined;
  #lookAt = Number.POSITIVE_INFINITY;

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStarted = true;
    this.#look();
  }

  stop(): void {
    this.#isStarted = false;
    clearTimeout(this.#looking);
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
    this.#lookSoon();
  }

  /** It was connected a moment ago. */
  soon(peer: string): void {
    const dialling = this.#byPeer.get(peer);
    if (dialling === undefined) return;
    dialling.waitMilliseconds = waitMillisecondsMin;
    dialling.nextAt = performance.now() + waitMillisecondsMin * Math.random();
    this.#lookSoon();
  }

  /** It was connected, and that was of no use. */
  later(peer: string): void {
    const dialling = this.#byPeer.get(peer);
    if (dialling !== undefined) rest(dialling);
    this.#lookSoon();
  }

  #lookSoon(): void {
    this.#lookAgain(performance.now() + lookMilliseconds);
  }

  /** At this time, or sooner if that was so before. */
  #lookAgain(at: number): void {
    if (!this.#isStarted || at >= this.#lookAt) return;
    clearTimeout(this.#looking);
    this.#lookAt = at;
    this.#looking = setTimeout(() => this.#look(), at - performance.now());
  }

  #look(): void {
    this.#lookAt = Number.POSITIVE_INFINITY;
    const connected = new Set(this.#options.connected());
    const now = performance.now();
    let next = now + lookMillisecondsMax;
    for (const [key, dialling] of this.#byPeer) {
      if (connected.has(key) || dialling.isUnderWay) continue;
      if (dialling.nextAt > now) next = Math.min(next, dialling.nextAt);
      else this.#begin(key, dialling);
    }
    this.#lookAgain(Math.max(next, now + lookMilliseconds));
  }

  #begin(key: string, dialling: Dialling): void {
    dialling.isUnderWay = true;
    void this.#dial(key, dialling).finally(() => {
      dialling.isUnderWay = false;
      this.#lookSoon();
    });
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
