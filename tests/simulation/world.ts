// The only place of the simulation where the rooms are joined: a participant's machine, whose home
// is opened, served and closed by the same code as in the daemon, over a simulated disk, clock and
// chance.
import type { Trouble } from "../../dhash/index.ts";
import { isTrouble, nodeDisk, nodeHasher } from "../../dhash/index.ts";
import { rootDigest, Volume } from "../../fs/index.ts";
import type { Crypto, KeyPair } from "../../logs/index.ts";
import { foundHome } from "../../mount-tool/compose/found-home.ts";
import { readHomeFile } from "../../mount-tool/compose/home-file.ts";
import { openHomeIn } from "../../mount-tool/compose/open-home.ts";
import type { HomeSizes, Surroundings } from "../../mount-tool/compose/surroundings.ts";
import { verifyHomeIn } from "../../mount-tool/compose/verify-home.ts";
import type { HabitWish } from "../../mount-tool/habits.ts";
import type { OpenHome, VerifyReport } from "../../mount-tool/home-types.ts";
import type { KeepSetting } from "../../mount-tool/keep-options.ts";
import type { FromSharing } from "../../mount-tool/sharing-messages.ts";
import type { Chance } from "../support/chance.ts";
import { SimulatedClock } from "./clock.ts";
import { SimulatedDisk } from "./disk.ts";
import { DiskProcess } from "./disk-process.ts";
import type { PowerLoss } from "./faults.ts";
import { seededCrypto } from "./seeded-crypto.ts";
import { SimulatedIndex } from "./stored-index.ts";

export const homePath = "/home";
const place = { machine: "simulated", inode: "1", device: "1", born: "1" };

export interface MachineOptions {
  readonly chance: Chance;
  readonly crypto: Crypto;
  /** Who lives there. */
  readonly participant: string;
  /** Told what the daemon would write to its log file. */
  readonly log: (message: string) => void;
  /** What its home has for others; absent: it has no network. */
  readonly say?: (message: FromSharing) => void;
  /** Absent: by chance. */
  readonly sizes?: Partial<HomeSizes> | undefined;
}

/** One participant's machine. */
export class Machine {
  readonly disk: SimulatedDisk;
  readonly clock = new SimulatedClock();
  readonly #chance: Chance;
  readonly #crypto: Crypto;
  readonly keyPair: KeyPair;
  readonly #participant: string;
  readonly #index = new SimulatedIndex();
  readonly #sizes: HomeSizes;
  readonly #log: (message: string) => void;
  readonly #say: ((message: FromSharing) => void) | undefined;
  #process: DiskProcess;
  #home: OpenHome | undefined;
  /** What the next daemon is told to keep of others' data. */
  keep: KeepSetting | undefined;
  /** How the next daemon is to deal with others; empty: as the last one. */
  habits: HabitWish = {};

  constructor({ chance, crypto, participant, log, say, sizes }: MachineOptions) {
    this.#log = log;
    this.#say = say;
    this.#chance = chance;
    this.#crypto = seededCrypto(crypto, chance);
    this.keyPair = crypto.keyPair(chance.bytes(32));
    this.#participant = participant;
    this.disk = new SimulatedDisk(chance);
    this.#process = new DiskProcess(this.disk);
    this.#sizes = {
      packBytes: [20_000, 100_000, 1_000_000][chance.below(3)],
      journalFileBytes: [4000, 30_000, 1_000_000][chance.below(3)],
      snapshotRecords: [5, 20, 100][chance.below(3)] ?? 20,
      loadedBytes: [1000, 20_000, undefined][chance.below(3)],
      plaintextBytes: undefined,
      ...sizes,
    };
  }

  /** The daemon's process; a dead one does nothing more. */
  get process(): DiskProcess {
    return this.#process;
  }

  get home(): OpenHome {
    if (this.#home === undefined) throw new Error("no daemon runs");
    return this.#home;
  }

  get isRunning(): boolean {
    return this.#home !== undefined;
  }

  /** What everything here needs from outside, as a program of its own has it. */
  surroundings(): Surroundings {
    return this.#surroundings(new DiskProcess(this.disk));
  }

  /** Starts a daemon that changes nothing. */
  async startReading(): Promise<Trouble | undefined> {
    this.#process = new DiskProcess(this.disk);
    this.#home = undefined;
    return this.#serve(this.#surroundings(this.#process), true);
  }

  /** Starts a daemon, which makes the home if there is none. */
  async start(): Promise<Trouble | undefined> {
    this.#process = new DiskProcess(this.disk);
    this.#home = undefined;
    return this.#open(this.#surroundings(this.#process));
  }

  /** A daemon that dies after some system calls of its start. */
  async startAndDie(calls: number): Promise<Trouble | undefined> {
    this.#process = new DiskProcess(this.disk);
    this.#process.dieAtCall(calls);
    this.#home = undefined;
    return this.#open(this.#surroundings(this.#process));
  }

  /** The daemon saves everything and ends. */
  async stop(): Promise<Trouble | undefined> {
    const trouble = await this.home.close();
    this.#end();
    return trouble;
  }

  kill(): void {
    this.#end();
  }

  losePower(loss: PowerLoss): void {
    this.#end();
    this.disk.losePower(loss);
    this.#index.losePower(loss, this.#chance);
  }

  /** What `ivy verify` says beside the daemon. */
  verify(): Promise<VerifyReport | Trouble> {
    return verifyHomeIn(this.surroundings(), homePath, { progress: () => {} });
  }

  /** Digest of the tree that the daemon serves. */
  digest(): string {
    const { volume } = this.home;
    if (!(volume instanceof Volume)) throw new Error("a home serves a Volume");
    return Buffer.from(rootDigest(volume.freeze(), nodeHasher())).toString("hex");
  }

  #end(): void {
    this.#process.dieNow();
    this.#home = undefined;
    this.disk.endProcesses();
  }

  async #open(around: Surroundings): Promise<Trouble | undefined> {
    const file = readHomeFile(homePath, around.disk);
    if (isTrouble(file)) return file;
    if (file === undefined) {
      const made = around.disk.makeDirectory("");
      const wish = { home: homePath, name: "simulated", participant: this.#participant };
      const founded = made ?? (await foundHome(wish, around, this.keyPair));
      if (isTrouble(founded)) return founded;
    }
    return this.#serve(around, false);
  }

  async #serve(around: Surroundings, readOnly: boolean): Promise<Trouble | undefined> {
    const log = (level: string, message: string): void => this.#log(`${level}: ${message}`);
    const { keep, habits } = this;
    const say = this.#say ?? (() => {});
    const wish = { ...{ home: homePath, readOnly, log, say }, keep, habits };
    const home = await openHomeIn(around, wish);
    if (isTrouble(home)) return home;
    this.#home = home;
    return undefined;
  }

  #surroundings(process: DiskProcess): Surroundings {
    return {
      disk: nodeDisk(homePath, process),
      marks: nodeDisk("/marks", process),
      hasher: nodeHasher(),
      crypto: this.#crypto,
      clock: this.clock,
      milliseconds: () => this.clock.milliseconds(),
      identity: () => this.keyPair,
      place: () => place,
      indexPath: "index",
      openIndex: this.#index.openBy(process),
      settle: async () => process.settle(),
      sizes: this.#sizes,
    };
  }
}
