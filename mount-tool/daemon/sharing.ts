// The daemon's part in sharing: it brings the connections and the thread that serves the home
// together. The network is opened when there is somebody to meet.
import { existsSync } from "node:fs";
import { isTrouble, Trouble } from "../../dhash/core/index.ts";
import { swarmFilePath } from "../home-paths.ts";
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

type SharingRequest = Exclude<ControlRequest, { kind: "status" | "stop" }>;

/** Its code, and libp2p's, is loaded when somebody is to be met. */
type Peering = InstanceType<typeof import("../compose.ts").Peering>;

export interface SharingOptions {
  readonly home: string;
  readonly network: NetworkOptions;
  readonly thread: ThreadHandle;
  readonly log: (level: LogLevel, message: string) => void;
}

export class DaemonSharing {
  readonly #options: SharingOptions;
  readonly #asked = new Map<number, (answer: MemberAnswer) => void>();
  #askedCount = 0;
  #swarm: Swarm | undefined;
  #peering: Peering | undefined;
  #opening: Promise<Trouble | undefined> | undefined;
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
    switch (request.kind) {
      case "invite": {
        const link = await this.#invite({ kind: "invite", ...request.wish });
        if (isTrouble(link)) return { kind: "failed", message: link.message };
        return { kind: "invited", link };
      }
      case "invite-node": {
        const link = await this.#inviteNode();
        if (isTrouble(link)) return { kind: "failed", message: link.message };
        return { kind: "invited", link };
      }
      case "exclude": {
        const from = request.from === undefined ? undefined : parseMoment(request.from);
        return toReply(await this.#ask({ kind: "exclude", name: request.name, from }), this);
      }
      case "admit":
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

  #ask(question: MemberQuestion): Promise<MemberAnswer> {
    const { promise, resolve } = Promise.withResolvers<MemberAnswer>();
    const id = ++this.#askedCount;
    this.#asked.set(id, resolve);
    this.#tell({ kind: "ask", id, question });
    const limit = question.kind === "sharing" ? lookMilliseconds : changeMilliseconds;
    const late = setTimeout(() => {
      this.#asked.delete(id);
      resolve({ kind: "refused", why: "the file-system thread does not answer; see: ivy stats" });
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

  addresses(): readonly string[] {
    return this.#peering?.addresses() ?? [];
  }

  async close(): Promise<void> {
    await this.#opening;
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
    this.#opening ??= this.#begin();
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
    if (trouble === undefined) {
      log("info", `reachable at ${peering.addresses().join(" ") || "no address"}`);
      return undefined;
    }
    this.#peering = undefined;
    this.#opening = undefined;
    log("error", `the network: ${trouble.message}`);
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
      const refusals = sharing.refusals();
      return { kind: "sharing", sharing: answer.sharing, addresses, peers, refusals };
    }
    case "done":
      return answer;
    case "invited":
      return { kind: "done", notes: [] };
  }
}

const notServed = new Trouble("busy", "the home is not served at this moment; try again.");
