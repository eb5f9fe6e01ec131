// A member that lies, and a peer that does: it speaks the protocol as everybody does, shows two
// histories of its log, and says by chance everything that it should not.
import type { ExchangeMessage } from "../../../logs/core/exchange-message.ts";
import { encodeExchange } from "../../../logs/core/exchange-message.ts";
import type { Crypto, ExchangeEvent, LogId, Time } from "../../../logs/index.ts";
import { channels, frameOf } from "../../../mount-tool/compose/sharing/channels.ts";
import type { Chance } from "../../support/chance.ts";
import { seededCrypto } from "../seeded-crypto.ts";
import { falsePromise } from "./disagreement.ts";
import type { Forger } from "./forgery.ts";
import {
  absurdBlockFrame,
  absurdChanges,
  absurdKnown,
  fileChanges,
  forgeOther,
  forgeRecord,
  forgeView,
  runOf,
} from "./forgery.ts";
import type { HistoryTools } from "./history.ts";
import { History, logOf } from "./history.ts";
import type { Lie } from "./lies.ts";
import { answersOf } from "./lying-answers.ts";
import type { Invitation } from "./newcomer.ts";
import type { NetworkListener, PartyNetwork } from "./party-network.ts";

export interface LiarOptions {
  readonly name: string;
  /** What it does, each as often as it is listed. */
  readonly lies: readonly Lie[];
  readonly chance: Chance;
  readonly crypto: Crypto;
  readonly network: PartyNetwork;
  readonly invitation: Invitation;
  readonly note: (line: string) => void;
  readonly now: () => Time;
}

const heardMax = 60;

export class Liar implements NetworkListener {
  readonly name: string;
  readonly logId: LogId;
  readonly #options: LiarOptions;
  readonly #forger: Omit<Forger, "history">;
  readonly #tools: HistoryTools;
  /** The second one from the first lie of that kind on. */
  readonly #histories: History[];
  /** Which history a peer is shown. */
  readonly #sides = new Map<string, number>();
  readonly #heard: Uint8Array[] = [];
  #counter = 1;
  /** It told two histories, or signed what breaks a rule. */
  isShameless = false;

  constructor(options: LiarOptions) {
    this.#options = options;
    this.name = options.name;
    const { chance, now, invitation } = options;
    const crypto = seededCrypto(options.crypto, chance);
    const keyPair = crypto.keyPair(chance.bytes(32));
    this.#forger = { crypto, keyPair, chance };
    this.logId = logOf(keyPair);
    this.#tools = { crypto, keyPair, now, fileSystem: invitation.fileSystem };
    this.#histories = [new History(this.#tools)];
  }

  get isMember(): boolean {
    return this.#first.isMember;
  }

  connected(peer: string): void {
    this.#sides.set(peer, this.#options.chance.below(this.#histories.length));
    this.#take(this.#historyOf(peer), this.#historyOf(peer).exchange.connect(peer));
    if (this.isMember) return;
    const { inviteSeed } = this.#options.invitation;
    const request = this.#first.joinRequest(this.name, inviteSeed);
    this.#say(peer, { kind: "join", request });
  }

  gone(peer: string): void {
    for (const { exchange } of this.#histories) exchange.disconnect(peer);
    this.#sides.delete(peer);
  }

  frame(peer: string, bytes: Uint8Array): void {
    this.#hear(bytes);
    const rest = bytes.subarray(1);
    if (bytes[0] === channels.records) {
      const history = this.#historyOf(peer);
      this.#take(history, history.exchange.receive(peer, rest));
    } else this.#answer(peer, bytes[0], rest);
  }

  full(): void {}

  drained(): void {}

  /** Time goes on. */
  turn(): void {
    const wasMember = this.#first.logs.peers()?.own() !== undefined;
    if (!wasMember && this.isMember) {
      for (const peer of [...this.#sides.keys()]) this.#options.network.cut(this.name, peer);
      this.#first.restart();
      this.#options.note(`${this.name} is in`);
    }
    for (const history of this.#histories) {
      history.accept();
      this.#take(history, history.exchange.tick());
    }
  }

  /** One lie to one peer; what it was. */
  lie(): string {
    const { chance, lies } = this.#options;
    const peer = chance.pick([...this.#sides.keys()]);
    const lie = chance.pick(lies) ?? "garbage";
    if (peer === undefined) return "nobody hears";
    this.#tell(lie, peer);
    return lie;
  }

  #tell(lie: Lie, peer: string): void {
    const isWriting = this.#historyOf(peer).logs.peers()?.own() !== undefined;
    if (this.#tellAnybody(lie, peer)) return;
    if (isWriting) this.#tellAsMember(lie, peer);
  }

  /** What needs no membership. */
  #tellAnybody(lie: Lie, peer: string): boolean {
    const { chance, network } = this.#options;
    switch (lie) {
      case "garbage": {
        const frame = frameOf(chance.below(6), chance.bytes(chance.below(300)));
        network.send(this.name, peer, chance.below(9) === 0 ? new Uint8Array(0) : frame);
        return true;
      }
      case "large message":
        network.send(this.name, peer, frameOf(channels.records, Buffer.alloc(300_000, 0x3a)));
        return true;
      case "replay": {
        const frame = chance.pick(this.#heard);
        if (frame !== undefined) network.send(this.name, peer, frame);
        return true;
      }
      case "forged block":
        network.send(this.name, peer, frameOf(channels.blocks, absurdBlockFrame(chance)));
        return true;
      case "forged join": {
        const request = this.#first.joinRequest("eve", chance.bytes(32));
        this.#say(peer, { kind: "join", request });
        return true;
      }
      case "forged proof":
        this.#say(peer, { kind: "proofs", proofs: [chance.bytes(200)] });
        return true;
      case "false promise":
        network.send(this.name, peer, frameOf(channels.agreement, falsePromise(chance)));
        return true;
      case "goodbye":
        this.#say(peer, { kind: "goodbye", reason: "forged", why: "you lie\u0007".repeat(9) });
        return true;
      case "silence":
        network.silence(this.name, peer, chance.below(20_000));
        return true;
      default:
        return false;
    }
  }

  #tellAsMember(lie: Lie, peer: string): void {
    const { chance } = this.#options;
    const history = this.#historyOf(peer);
    const forger = { ...this.#forger, history };
    switch (lie) {
      case "write":
        return this.#write(history);
      case "fork":
        return this.#fork();
      case "other side":
        return this.#changeSide(peer);
      case "huge Lamport number":
        this.isShameless = true;
        return this.#say(peer, forgeRecord(forger, { lamport: 2 ** (30 + chance.below(22)) }));
      case "unknown vector":
        this.isShameless = true;
        return this.#say(peer, forgeRecord(forger, { known: absurdKnown(forger) }));
      case "absurd changes":
        history.write(absurdChanges(history.slot, chance));
        return this.#take(history, history.exchange.advance());
      case "malformed changes":
        history.writeBytes(chance.bytes(1 + chance.below(60)), [chance.bytes(9)]);
        return this.#take(history, history.exchange.advance());
      case "forged view":
        return this.#sayIf(peer, forgeView(forger));
      case "forged record of another":
      case "old head":
      case "false claim":
        return this.#slander(lie, peer, forger);
      default:
        return undefined;
    }
  }

  /** About the log of somebody else. */
  #slander(
    lie: "forged record of another" | "old head" | "false claim",
    peer: string,
    forger: Forger,
  ): void {
    const { chance } = this.#options;
    const members = forger.history.views.membership?.members ?? [];
    const victim = chance.pick(members.filter(({ logId }) => logId !== this.logId))?.logId;
    if (victim === undefined) return;
    if (lie === "forged record of another") return this.#sayIf(peer, forgeOther(forger, victim));
    if (lie === "old head") {
      const head = forger.history.store.head(victim);
      return head === undefined ? undefined : this.#say(peer, runOf(victim, [], head));
    }
    const sequence = 1 + chance.below(2 ** 40);
    const hash = forger.history.logs.peers()?.own()?.place.hash;
    const positions = [{ logId: victim, place: { sequence, hash } }];
    this.#say(peer, { kind: "have", have: { positions, views: [] } });
  }

  #write(history: History): void {
    history.write(fileChanges(history.slot, this.#counter, `m${this.#counter}`));
    this.#counter += 1;
    this.#take(history, history.exchange.advance());
  }

  /** Two histories from now on, each with a record of its own under the same number. */
  #fork(): void {
    this.isShameless = true;
    const [first] = this.#histories;
    if (this.#histories.length < 2 && first !== undefined) {
      this.#histories.push(new History(this.#tools, first.views.beyond([], Infinity)));
    }
    for (const history of this.#histories) this.#write(history);
  }

  /** The peer is shown the other history. */
  #changeSide(peer: string): void {
    const side = this.#sides.get(peer) ?? 0;
    this.#historyOf(peer).exchange.disconnect(peer);
    this.#sides.set(peer, (side + 1) % this.#histories.length);
    const history = this.#historyOf(peer);
    this.#take(history, history.exchange.connect(peer));
  }

  /** What somebody said beside records. */
  #answer(peer: string, channel: number | undefined, bytes: Uint8Array): void {
    const { chance, network } = this.#options;
    const { logId } = this;
    for (const answer of answersOf(channel, bytes, { chance, logId })) {
      network.send(this.name, peer, answer);
    }
  }

  #take(history: History, events: readonly ExchangeEvent[]): void {
    for (const event of events) {
      if (event.kind !== "send") continue;
      const frame = frameOf(channels.records, event.bytes);
      this.#hear(frame);
      if (this.#historyOf(event.peer) !== history) continue;
      this.#options.network.send(this.name, event.peer, frame);
    }
  }

  #sayIf(peer: string, message: ExchangeMessage | undefined): void {
    if (message !== undefined) this.#say(peer, message);
  }

  #say(peer: string, message: ExchangeMessage): void {
    const frame = frameOf(channels.records, encodeExchange(message));
    this.#options.network.send(this.name, peer, frame);
  }

  #hear(frame: Uint8Array): void {
    const place = this.#options.chance.below(heardMax);
    if (this.#heard.length < heardMax) this.#heard.push(frame);
    else this.#heard[place] = frame;
  }

  get #first(): History {
    const [first] = this.#histories;
    if (first === undefined) throw new Error("a liar has a history");
    return first;
  }

  #historyOf(peer: string): History {
    return this.#histories[this.#sides.get(peer) ?? 0] ?? this.#first;
  }
}
