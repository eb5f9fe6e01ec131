// Entering a file system by a link: an identity, a connection to somebody who is in, the request,
// and the views that say that it was granted. The home becomes one with home.json, at the end.
import type { Disk } from "../../../dhash/index.ts";
import { isTrouble, MemoryBlocks, Trouble } from "../../../dhash/index.ts";
import type { ExchangeEvent, InviteLink, KeyPair } from "../../../logs/index.ts";
import {
  bytesToHex,
  bytesToLogId,
  encodeJoinRequest,
  HomeSharing,
  isMalformed,
  LogExchange,
  MemorySharing,
  openLogSet,
  openSharedViews,
  type SharedViews,
} from "../../../logs/index.ts";
import type { HomeInfo, LogLevel } from "../../home-types.ts";
import type { KeepSetting } from "../../keep-options.ts";
import type { NetworkOptions } from "../../network-options.ts";
import { homeFormatVersion, writeHomeFile } from "../home-file.ts";
import type { Surroundings } from "../surroundings.ts";
import { channels, frameOf } from "./channels.ts";
import { keepEverything, writeKeepFile } from "./keep-file.ts";
import { Peering } from "./peering.ts";
import { emptySwarmFile, readSwarmFile, writeSwarmFile } from "./swarm-file.ts";
import { TreeFromMembers } from "./tree-from-members.ts";

export interface JoinOptions {
  readonly link: InviteLink;
  readonly inviteSeed: Uint8Array;
  readonly name: string;
  readonly home: string;
  readonly around: Surroundings;
  readonly keyPair: KeyPair;
  readonly network: NetworkOptions;
  /** Undefined: everything. */
  readonly keep: KeepSetting | undefined;
  readonly program: string;
  /** For somebody who lets the newcomer in. */
  readonly waitMilliseconds: number;
  readonly log: (level: LogLevel, message: string) => void;
  /** The first attempt to reach somebody has failed; others follow. */
  readonly onAlone: (why: string) => void;
}

const tickMilliseconds = 100;
/** Refusals after which another member is asked, or the same one later. */
const passing: ReadonlySet<string> = new Set(["not-now", "not-delegated", "unknown-invite"]);

export async function joinHome(options: JoinOptions): Promise<HomeInfo | Trouble> {
  const { link, around } = options;
  const secret = bytesToHex(link.swarmSecret);
  const contacts = link.addresses.map((address) => ({ peer: "", addresses: [address] }));
  const trouble = writeSwarmFile(around, { ...emptySwarmFile, secret, contacts });
  if (trouble !== undefined) return trouble;
  const joining = new Joining(options);
  try {
    const views = await joining.run();
    const file = isTrouble(views) ? views : settle(options, views);
    // It is a home from here on, whether a tree comes or not.
    if (!isTrouble(file)) await joining.takeTree();
    return file;
  } finally {
    await joining.close();
  }
}

class Joining {
  readonly #options: JoinOptions;
  readonly #end = Promise.withResolvers<SharedViews | Trouble>();
  /** By peer, whose log it is. */
  readonly #connected = new Map<string, string>();
  readonly #timers: NodeJS.Timeout[] = [];
  #peering: Peering | undefined;
  #tree: TreeFromMembers | undefined;
  #exchange: LogExchange | undefined;
  #views: SharedViews | undefined;
  /** What the last one who was asked said. */
  #why: string | undefined;
  #letInBy: string | undefined;
  /** By address, why there is no connection. */
  readonly #failures = new Map<string, Trouble>();

  constructor(options: JoinOptions) {
    this.#options = options;
  }

  async run(): Promise<SharedViews | Trouble> {
    const begun = this.#begin();
    if (begun !== undefined) return begun;
    const { home, network, program, log, link, keyPair } = this.#options;
    const peering = new Peering({
      ...{ ...network, home, program, log, clock: Date.now },
      swarm: {
        fileSystemId: link.fileSystem,
        seed: keyPair.secretKey.slice(0, 32),
        secret: link.swarmSecret,
        members: [],
        isShared: true,
      },
      onFailed: ({ addresses }, trouble) => this.#fail(addresses[0] ?? "", trouble),
      onConnected: (peer, logId) => {
        this.#connected.set(peer, logId);
        this.#take(this.#exchange?.connect(peer) ?? [], peering);
        this.#ask(peer, peering);
      },
      onGone: (peer) => {
        this.#connected.delete(peer);
        this.#exchange?.disconnect(peer);
        this.#tree?.gone(peer);
      },
      onFull: () => {},
      onDrained: () => {},
      onFrame: (peer, frame) => {
        if (frame[0] === channels.trees) return this.#tree?.receive(peer, frame.subarray(1));
        if (frame[0] !== channels.records) return;
        this.#take(this.#exchange?.receive(peer, frame.subarray(1)) ?? [], peering);
      },
    });
    const opened = await peering.open();
    if (opened !== undefined) return opened;
    this.#peering = peering;
    const ticking = setInterval(() => {
      this.#take(this.#exchange?.tick() ?? [], peering);
      this.#tree?.tick();
    }, tickMilliseconds);
    const asking = setInterval(() => {
      for (const peer of this.#connected.keys()) this.#ask(peer, peering);
    }, 20 * tickMilliseconds);
    const { waitMilliseconds } = this.#options;
    const late = setTimeout(() => this.#end.resolve(this.#tooLate()), waitMilliseconds);
    this.#timers.push(ticking, asking, late);
    const views = await this.#end.promise;
    for (const timer of [asking, late]) clearTimeout(timer);
    return views;
  }

  /** From a member who is connected, if one gives it. */
  async takeTree(): Promise<void> {
    const { around, log } = this.#options;
    const { disk, hasher, milliseconds } = around;
    const over = Promise.withResolvers<void>();
    const members = [...this.#connected].map(([peer, logId]) => ({ peer, logId }));
    const told = { disk, hasher, milliseconds };
    this.#tree = new TreeFromMembers(
      {
        ...told,
        send: (peer, frame) => this.#peering?.send(peer, frame),
        close: (peer, why) => this.#peering?.disconnect(peer, why),
        report: (trouble) => log("warn", trouble.message),
        over: over.resolve,
      },
      members.sort((a) => (a.peer === this.#letInBy ? -1 : 1)),
    );
    await over.promise;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#peering?.close();
  }

  #begin(): Trouble | undefined {
    const { around, keyPair, link } = this.#options;
    const { crypto, hasher, clock } = around;
    const store = new MemorySharing();
    const fileSystem = link.fileSystem;
    const views = openSharedViews({ crypto, hasher, fileSystem, keyPair, store });
    if (isTrouble(views)) return views;
    const nobody = { members: [], groupKeysByEpoch: new Map(), keyEpoch: 1, journals: [] };
    const logs = openLogSet({
      ...{ ...nobody, crypto, hasher, fileSystem, view: fileSystem, sharing: store },
      ...{ own: undefined, syncedSequence: 0 },
    });
    if (isTrouble(logs)) return logs;
    const peers = logs.peers();
    if (peers === undefined) throw new Error("a log set with a store has peers");
    const now = () => clock.now();
    const parts = { crypto, hasher, fileSystem, logs, views, store, now };
    this.#exchange = new LogExchange(parts, peers);
    this.#views = views;
    return undefined;
  }

  #ask(peer: string, peering: Peering): void {
    const { around, keyPair: own, inviteSeed, link, name } = this.#options;
    const request = encodeJoinRequest(
      around.crypto,
      { own, inviteSeed },
      { fileSystem: link.fileSystem, name },
    );
    if (isMalformed(request))
      this.#end.resolve(new Trouble("failed", `${request.why}. Ask for another link.`));
    else this.#take(this.#exchange?.askToJoin(peer, request) ?? [], peering);
  }

  #take(events: readonly ExchangeEvent[], peering: Peering): void {
    for (const event of events) {
      if (event.kind === "send") {
        peering.send(event.peer, frameOf(channels.records, event.bytes));
      } else if (event.kind === "close") peering.disconnect(event.peer, event.why);
      else if (event.kind === "trouble") this.#end.resolve(event.trouble);
      else if (event.kind === "joined" && event.refusal !== undefined) {
        this.#why = event.why;
        if (!passing.has(event.refusal)) this.#end.resolve(new Trouble("denied", event.why));
      } else if (event.kind === "joined") this.#letInBy = event.peer;
    }
    const logId = bytesToLogId(this.#options.keyPair.publicKey);
    const members = this.#views?.membership?.members ?? [];
    const isIn = members.some((each) => each.logId === logId && each.role !== "removed");
    const isOpen = this.#views?.opened.name !== undefined;
    if (isIn && isOpen && this.#views !== undefined) this.#end.resolve(this.#views);
  }

  /** Whoever is at all addresses of the link refuses: waiting helps nobody. */
  #fail(address: string, trouble: Trouble): void {
    const isFirst = this.#failures.size === 0;
    this.#failures.set(address, trouble);
    const { addresses } = this.#options.link;
    const refusing = this.#refusing();
    const isByAll = refusing.size > 0 && addresses.every((each) => refusing.has(each));
    if (isByAll && this.#why === undefined) this.#end.resolve(trouble);
    else if (isFirst) this.#options.onAlone(trouble.message);
  }

  #refusing(): ReadonlyMap<string, Trouble> {
    const isRefusal = ({ reason }: Trouble): boolean => reason === "newer" || reason === "denied";
    return new Map([...this.#failures].filter(([, trouble]) => isRefusal(trouble)));
  }

  #tooLate(): Trouble {
    if (this.#why !== undefined) return new Trouble("denied", this.#why);
    const [refused] = this.#refusing().values();
    if (refused !== undefined) return refused;
    const { addresses } = this.#options.link;
    const where = addresses.length === 0 ? "no address in the link" : addresses.join(" ");
    const cause = `nobody of the file system answered (${where})`;
    const next = "Is the one who invited online? Ask for a new link if its address has changed.";
    return new Trouble("unreachable", `${cause}. ${next}`);
  }
}

/** From here on it is a home. */
function settle(options: JoinOptions, views: SharedViews): HomeInfo | Trouble {
  const { around, keyPair, name, link } = options;
  const { disk, hasher } = around;
  const kept = keepViews(disk, hasher, views);
  const logId = bytesToLogId(keyPair.publicKey);
  const fileSystemName = views.opened.name;
  if (kept !== undefined) return kept;
  if (logId === undefined || fileSystemName === undefined) {
    return new Trouble(
      "damaged",
      "the views that came name no file system. Try again, or ask for another link.",
    );
  }
  const file = {
    formatVersion: homeFormatVersion,
    fileSystemName,
    fileSystemId: link.fileSystem,
    participant: views.opened.names.get(logId) ?? name,
    logId,
  };
  const swarm = readSwarmFile(around);
  const secret = bytesToHex(link.swarmSecret);
  const keep = options.keep && writeKeepFile(around, { ...keepEverything, setting: options.keep });
  const written = keep ?? writeSwarmFile(around, { ...swarm, secret });
  return written ?? writeHomeFile(disk, file) ?? file;
}

function keepViews(
  disk: Disk,
  hasher: Surroundings["hasher"],
  views: SharedViews,
): Trouble | undefined {
  const store = new HomeSharing({ disk, hasher, blocks: new MemoryBlocks(hasher), mode: "append" });
  for (const { key, bytes } of views.blocks()) {
    const trouble = store.keepView(key, bytes);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}
