// Two people with a home each, in one simulated world: Alice has the file system and keeps all, Bob
// is in it and keeps what a test wants. Verbs for files, and time.

import type { ExecutionContext } from "ava";
import { isBlockKey } from "../../dhash/index.ts";
import type { InodeNumber } from "../../fs/core/index.ts";
import { findPath, rootInodeNumber } from "../../fs/core/index.ts";
import type { Crypto } from "../../logs/index.ts";
import { loadCrypto } from "../../logs/index.ts";
import type { HomeSizes } from "../../mount-tool/compose/surroundings.ts";
import type { KeepSetting } from "../../mount-tool/keep-options.ts";
import type { SharingFigures } from "../../mount-tool/sharing-messages.ts";
import { Participant } from "../simulation/parties/participant.ts";
import { PartyNetwork } from "../simulation/parties/party-network.ts";
import { Chance } from "./chance.ts";
import { StoringParty } from "./storing-party.ts";

const caller = { uid: 0, gid: 0 };
/** More than goes into a record. */
export const dataBytes = 20_000;

const sizes: Partial<HomeSizes> = {
  packBytes: 200_000,
  journalFileBytes: undefined,
  snapshotRecords: 20,
  loadedBytes: undefined,
  plaintextBytes: 0,
};

export class TwoPeople {
  readonly alice: Participant;
  readonly bob: Participant;
  /** What their daemons wrote to their logs, and more. */
  readonly said: string[] = [];
  readonly #network: PartyNetwork;
  readonly #crypto: Crypto;
  readonly #nodes: StoringParty[] = [];
  #isMeeting = false;

  constructor(crypto: Crypto, seed = 1, takesTree = false) {
    const chance = new Chance(seed);
    this.#crypto = crypto;
    this.#network = new PartyNetwork(chance);
    const note = (line: string): void => void this.said.push(line);
    const shared = { chance, crypto, network: this.#network, note, sizes, takesTree };
    this.alice = new Participant({ ...shared, name: "alice" });
    this.bob = new Participant({ ...shared, name: "bob" });
  }

  /** Both are in, and connected. */
  async meet(keep: KeepSetting): Promise<void> {
    await this.alice.start();
    await this.letIn(keep);
    await this.pass(5000);
  }

  /** Alice, who is alone so far, lets Bob in; they are connected until he has a home and runs. */
  async letIn(keep: KeepSetting): Promise<void> {
    const { alice, bob } = this;
    const answer = alice.ask({ kind: "invite", role: "writer", expires: undefined, uses: 1 });
    const fileSystem = alice.machine.home.info.fileSystemId;
    if (answer.kind !== "invited" || !isBlockKey(fileSystem)) throw new Error("no invite");
    bob.machine.keep = keep;
    bob.join({ fileSystem, inviteSeed: answer.inviteSeed });
    this.connect();
    for (let tries = 0; !bob.isRunning; tries++) {
      if (tries > 250) throw new Error("bob is not in");
      await this.pass(20);
    }
  }

  /** Somebody runs a node that stores, and both are connected with it while they run. */
  addNode(number: number): StoringParty {
    const fileSystem = this.alice.machine.home.info.fileSystemId;
    if (!isBlockKey(fileSystem)) throw new Error("no file system");
    const [network, crypto] = [this.#network, this.#crypto];
    const node = new StoringParty({ crypto, network, fileSystem, number });
    this.#nodes.push(node);
    return node;
  }

  /** From now on they meet again whenever their connection is gone. */
  connect(): void {
    this.#isMeeting = true;
  }

  cut(): void {
    this.#isMeeting = false;
    this.#network.cut("alice", "bob");
  }

  async pass(milliseconds: number, step = 20): Promise<void> {
    for (let left = milliseconds; left > 0; left -= step) {
      for (const { machine } of [this.alice, this.bob]) machine.clock.advance(step);
      this.#network.advance(step);
      if (this.#isMeeting) this.#network.connect("alice", "bob");
      for (const node of this.#nodes) {
        this.#network.connect("alice", node.peer);
        this.#network.connect("bob", node.peer);
        node.tick();
      }
      const isAsking = Math.floor(this.#network.time / step) % 100 === 0;
      for (const each of [this.alice, this.bob]) await each.turn(isAsking);
    }
  }

  /** The daemon of one, Bob if nobody else, ends and another one starts. */
  async restart(keep?: KeepSetting, one = this.bob): Promise<void> {
    await one.close();
    one.machine.keep = keep;
    await one.start();
    this.connect();
    await this.pass(1000);
  }
}

export function makeDirectory(one: Participant, path: string): InodeNumber {
  return make(one, path, "directory");
}

/** A file whose data is that of its number. */
export function writeFile(one: Participant, path: string, number: number): InodeNumber {
  const inode = inodeOf(one, path) ?? make(one, path, "file");
  const data = new Uint8Array(dataBytes).fill(number % 251);
  data.set([number & 0xff, number >> 8]);
  const write = { kind: "write", inode, offset: 0, data, dropSetId: false } as const;
  const outcome = one.perform({ ...write, timesKept: false });
  if (outcome.kind !== "count") throw new Error(`write: ${outcome.kind}`);
  return inode;
}

export function rename(one: Participant, from: string, to: string): void {
  const [parent, name] = placeOf(one, from);
  const [newParent, newName] = placeOf(one, to);
  const wish = { kind: "rename", parent, name, newParent, newName, mode: "replace" } as const;
  const outcome = one.perform(wish);
  if (outcome.kind !== "done") throw new Error(`rename: ${outcome.kind}`);
}

export function unlink(one: Participant, path: string): void {
  const [parent, name] = placeOf(one, path);
  const outcome = one.perform({ kind: "unlink", parent, name });
  if (outcome.kind !== "done") throw new Error(`unlink: ${outcome.kind}`);
}

/** "here" when the file can be read at once, "away" when it lacks data. */
export function look(one: Participant, path: string): string {
  const inode = inodeOf(one, path);
  if (inode === undefined) return "absent";
  const { volume } = one.machine.home;
  const outcome = volume.perform({ kind: "read", inode, offset: 0, length: dataBytes });
  if (outcome.kind === "needs") return "away";
  return outcome.kind === "data" ? "here" : outcome.kind;
}

/** Reads it as a program does: what is lacking is fetched. */
export function read(one: Participant, path: string): void {
  const inode = inodeOf(one, path);
  if (inode !== undefined) one.perform({ kind: "read", inode, offset: 0, length: dataBytes });
}

export function sharingOf(one: Participant): SharingFigures {
  const answer = one.ask({ kind: "sharing" });
  if (answer.kind !== "sharing") throw new Error(answer.kind);
  return answer.sharing;
}

export function inodeOf(one: Participant, path: string): InodeNumber | undefined {
  const root = one.machine.home.volume.freeze();
  return path === "" ? rootInodeNumber : findPath(root, path)?.inode;
}

function make(one: Participant, path: string, type: "file" | "directory"): InodeNumber {
  const [parent, name] = placeOf(one, path);
  const wish = { kind: "make", parent, name, type, mode: 0o755, target: "" } as const;
  const { volume } = one.machine.home;
  // Whether somebody else makes it, too, is not asked.
  const outcome = volume.perform({ ...wish, umask: 0, device: 0, caller });
  if (outcome.kind !== "entry") throw new Error(`${path}: ${outcome.kind}`);
  return outcome.attributes.inode;
}

function placeOf(one: Participant, path: string): readonly [InodeNumber, string] {
  const cut = path.lastIndexOf("/");
  const parent = inodeOf(one, path.slice(0, Math.max(0, cut)));
  if (parent === undefined) throw new Error(`there is no directory of ${path}`);
  return [parent, path.slice(cut + 1)];
}

const crypto = await loadCrypto();

/** The files that Alice has written, and how many. */
export const count = 30;
export const names = Array.from({ length: count }, (_, at) => `f${at}`);

/** Room for five of them. */
export const some = { mode: "recent", budgetBytes: 5 * (dataBytes + 18) } as const;

export async function peopleWith(keep: KeepSetting): Promise<TwoPeople> {
  const people = new TwoPeople(crypto);
  await people.meet(keep);
  for (const [at, name] of names.entries()) writeFile(people.alice, name, at);
  await people.pass(8000);
  return people;
}

/** Of these files those that Bob can read at once. */
export function here({ bob }: TwoPeople, of = names): readonly string[] {
  return of.filter((name) => look(bob, name) === "here");
}

/** Nothing was said that should not be, and everything is as it was written. */
export async function end(t: ExecutionContext, { alice, bob }: TwoPeople): Promise<void> {
  t.deepEqual([...alice.problems, ...bob.problems], []);
  for (const each of [alice, bob]) {
    await each.close();
    const report = await each.machine.verify();
    t.deepEqual("problems" in report ? report.problems : report.message, []);
  }
}
