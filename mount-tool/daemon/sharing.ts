// The daemon's part in sharing: it brings the connections and the thread that serves the home
// together. The network is opened when there is somebody to meet.
import { existsSync } from "node:fs";
import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import { failureText } from "../failure.ts";
import { homeWords, swarmFilePath } from "../home-paths.ts";
import type { LogLevel } from "../home-types.ts";
import { parseMoment } from "../moment.ts";
import type { NetworkOptions, PeerFigures } from "../network-options.ts";
import type {
  FromSharing,
  MemberAnswer,
  MemberQuestion,
  Swarm,
  ToSharing,
} from "../sharing-messages.ts";
import { programVersion } from "../version.ts";
import { keepYoungHeapSmall, letYoungHeapGrow } from "../young-heap.ts";
import type { ControlReply, ControlRequest } from "./control-protocol.ts";
import type { ThreadHandle } from "./thread-handle.ts";

/** How long a thread that may hang is waited for: by who only looks, and by who wants a change. */
const lookMilliseconds = 5000;
const changeMilliseconds = 30_000;

/** A network that did not open, as when another program has its port, is tried again after this. */
const retryMilliseconds = 30_000;

type SharingRequest = Exclude<ControlRequest, { kind: "status" | "stop" }>;

/** Its code, and libp2p's, is loaded when somebody is to be met. */
type Peering = InstanceType<typeof import("../compose.ts").Peering>;

export interface SharingOptions {
  readonly home: string;
  readonly mountpoint: string;
  /** Nothing is shared: the thread has nobody who answers. */
  readonly readOnly: boolean;
  readonly network: NetworkOptions;
  readonly thread: Pick<ThreadHandle, "hearSharing" | "ended" | "tell">;
  readonly log: (level: LogLevel, message: string) => void;
}

export class DaemonSharing {
  readonly #options: SharingOptions;
  readonly #asked = new Map<number, (answer: MemberAnswer) => void>();
  #askedCount = 0;
  #swarm: Swarm | undefined;
  #peering: Peering | undefined;
  #opening: Promise<Trouble | undefined> | undefined;
  /** Why the network is not open, though it should be. */
  #trouble: Trouble | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** The network was open before: nodes may look for this participant. */
  readonly #hasMet: boolean;

  constructor(options: SharingOptions) {
    this.#options = options;
    this.#hasMet = existsSync(swarmFilePath(options.home));
    options.thread.hearSharing((message) => this.#hear(message));
    void options.thread.ended.then(() => this.#answerAll());
  }

  /** Answers a command of this machine. */
  async answer(request: SharingRequest): Promise<ControlReply> {
    if (this.#options.readOnly) return { kind: "failed", message: this.#whyAlone() };
    switch (request.kind) {
      case "invite":
        return this.#invited(await this.#invite({ kind: "invite", ...request.wish }));
      case "invite-node":
        return this.#invited(await this.#inviteNode());
      case "exclude": {
        const from = request.from === undefined ? undefined : parseMoment(request.from);
        return toReply(await this.#ask({ kind: "exclude", name: request.name, from }), this);
      }
      case "admit":
      case "withdraw":
      case "resolve":
      case "pin":
      case "unpin":
      case "pins":
      case "get":
        return toReply(await this.#ask(request), this);
      case "conflicts":
      case "leave":
      case "sharing":
        return toReply(await this.#ask({ kind: request.kind }), this);
    }
  }

  #whyAlone(): string {
    const { home, mountpoint } = this.#options;
    return failureText({
      thing: `home ${home}`,
      cause: "mounted with --read-only, so not connected with others",
      next: `Unmount it (ivy umount ${mountpoint}), and mount it without --read-only.`,
    });
  }

  #ask(question: MemberQuestion): Promise<MemberAnswer> {
    const { promise, resolve } = Promise.withResolvers<MemberAnswer>();
    const id = ++this.#askedCount;
    this.#asked.set(id, resolve);
    this.#tell({ kind: "ask", id, question });
    const limit = question.kind === "sharing" ? lookMilliseconds : changeMilliseconds;
    const late = setTimeout(() => {
      this.#asked.delete(id);
      const see = `ivy stats${homeWords(this.#options.home)}`;
      resolve({ kind: "refused", why: `the file-system thread does not answer; see: ${see}` });
    }, limit);
    return promise.finally(() => clearTimeout(late));
  }

  /** A new invite as a link. */
  async #invite(question: Extract<MemberQuestion, { kind: "invite" }>): Promise<string | Trouble> {
    const trouble = await this.#open();
    if (trouble !== undefined) return trouble;
    const answer = await this.#ask(question);
    if (answer.kind === "refused") return new Trouble("denied", answer.why);
    if (answer.kind !== "invited" || this.#swarm === undefined) return notServed;
    const { makeInviteLink } = await import("../compose.ts");
    return makeInviteLink(this.#swarm, answer.inviteSeed, this.#whereabouts());
  }

  async #inviteNode(): Promise<string | Trouble> {
    const trouble = await this.#open();
    if (trouble !== undefined) return trouble;
    if (this.#swarm === undefined) return notServed;
    const { makeInviteLink } = await import("../compose.ts");
    return makeInviteLink(this.#swarm, undefined, this.#whereabouts());
  }

  #invited(link: string | Trouble): ControlReply {
    if (!isTrouble(link)) return { kind: "invited", link };
    return { kind: "failed", message: this.networkTrouble() ?? link.message };
  }

  #whereabouts() {
    return { own: this.addresses(), others: this.#peering?.others() ?? [] };
  }

  /** Who is connected; undefined while the network is not open. */
  peers(): readonly PeerFigures[] | undefined {
    return this.#peering?.peers();
  }

  refusals(): readonly string[] {
    return this.#peering?.refusals() ?? [];
  }

  /** Why the network is not open, though it should be; with the next step. */
  networkTrouble(): string | undefined {
    if (this.#trouble === undefined) return undefined;
    const { home, mountpoint } = this.#options;
    const again = `It is tried again every ${retryMilliseconds / 1000} s`;
    const other = `ivy umount ${mountpoint}, then ivy mount${homeWords(home)} --listen ADDRESS`;
    return failureText({
      thing: "the network",
      cause: this.#trouble.message,
      next: `${again}. To take another address: ${other} ${mountpoint}`,
    });
  }

  addresses(): readonly string[] {
    return this.#peering?.addresses() ?? [];
  }

  async close(): Promise<void> {
    await this.#opening;
    clearTimeout(this.#retry);
    await this.#peering?.close();
  }

  #hear(message: FromSharing): void {
    switch (message.kind) {
      case "frame":
        return this.#peering?.send(message.peer, message.bytes);
      case "seek":
        return this.#peering?.seek({ peer: message.peer, addresses: message.addresses });
      case "close-peer":
        return this.#peering?.disconnect(message.peer, message.why);
      case "swarm":
        this.#swarm = message.swarm;
        this.#peering?.follow(message.swarm);
        if (message.swarm.isShared || this.#hasMet) void this.#open();
        return;
      case "answer":
        this.#asked.get(message.id)?.(message.answer);
        this.#asked.delete(message.id);
    }
  }

  #open(): Promise<Trouble | undefined> {
    this.#opening ??= this.#begin().then((trouble) => {
      if (trouble === undefined) return undefined;
      this.#opening = undefined;
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.#open(), retryMilliseconds).unref();
      return trouble;
    });
    return this.#opening;
  }

  async #begin(): Promise<Trouble | undefined> {
    const { home, network, log } = this.#options;
    if (this.#swarm === undefined) return notServed;
    keepYoungHeapSmall();
    const { Peering } = await import("../compose.ts");
    const peering = new Peering({
      ...{ ...network, log, home, swarm: this.#swarm },
      program: `ivy ${programVersion()}`,
      clock: Date.now,
      onConnected: (peer, logId) => {
        this.#tell({ kind: "reached-at", addresses: peering.addresses() });
        this.#tell({ kind: "peer-connected", peer, logId });
      },
      onGone: (peer) => this.#tell({ kind: "peer-gone", peer }),
      onFull: (peer) => this.#tell({ kind: "peer-full", peer }),
      onDrained: (peer) => this.#tell({ kind: "peer-drained", peer }),
      onFrame: (peer, bytes) => {
        this.#tell({ kind: "frame", peer, bytes }, [bytes.buffer]);
      },
    });
    this.#peering = peering;
    const trouble = await peering.open();
    letYoungHeapGrow();
    const isTold = trouble?.message === this.#trouble?.message;
    this.#trouble = trouble;
    if (trouble === undefined) {
      log("info", `reachable at ${peering.addresses().join(" ") || "no address"}`);
      return undefined;
    }
    this.#peering = undefined;
    if (!isTold) log("error", `the network: ${trouble.message}`);
    return trouble;
  }

  #tell(message: ToSharing, moved: readonly ArrayBuffer[] = []): void {
    this.#options.thread.tell(message, moved);
  }

  #answerAll(): void {
    for (const answer of this.#asked.values()) answer({ kind: "refused", why: notServed.message });
    this.#asked.clear();
  }
}

function toReply(answer: MemberAnswer, sharing: DaemonSharing): ControlReply {
  switch (answer.kind) {
    case "refused":
      return { kind: "failed", message: answer.why };
    case "conflicts":
    case "pins":
    case "fetching":
      return answer;
    case "sharing": {
      const [addresses, peers] = [sharing.addresses(), sharing.peers()];
      const [refusals, networkTrouble] = [sharing.refusals(), sharing.networkTrouble()];
      const rest = { addresses, peers, refusals, networkTrouble };
      return { kind: "sharing", sharing: answer.sharing, ...rest };
    }
    case "done":
      return answer;
    case "invited":
      return { kind: "done", notes: [] };
  }
}

const notServed = new Trouble("busy", "the home is not served at this moment; try again.");
