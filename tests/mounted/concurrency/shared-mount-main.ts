// Mounts a Volume to which somebody else's records come while it serves: `shared-mount-main.ts
// DIRECTORY SEED`. Each line of standard input is a SharedCommand, each line of output a
// SharedReply. SIGTERM unmounts.
import { createInterface } from "node:readline";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { isTrouble } from "../../../dhash/index.ts";
import {
  differencesToNotifications,
  inspectMountpoint,
  mount,
  type Notification,
  Notifier,
  OutdatedFiles,
  revivedDirectories,
  Session,
  unmount,
  wake,
} from "../../../fs/drivers/linux/index.ts";
import type { RequestHandler } from "../../../fs/ports.ts";
import { Chance } from "../../support/chance.ts";
import { closeMounted } from "../../support/close-mounted.ts";
import { SharedWorld } from "../../support/shared-world.ts";
import { volumeSubject } from "../../support/subject-volume.ts";
import { type Acting, OtherSide, own, type Shortening } from "./other-side.ts";

export type SharedCommand =
  /** From now on the other one does this. */
  | ({ readonly kind: "act" } & Acting)
  /** It does just this, we hear of it, and so does the kernel. */
  | ({ readonly kind: "shorten" } & Shortening)
  /** The other one stops, both hear of everything, and so does the kernel. */
  | { readonly kind: "settle"; readonly directory: string };

export type SharedReply =
  | { readonly kind: "mounted" }
  | { readonly kind: "obeyed" }
  | {
      readonly kind: "settled";
      /** The tree below the directory, as the Volume has it. */
      readonly lines: readonly string[];
      /** Both have the same tree. */
      readonly isSame: boolean;
      /** Files of which the kernel keeps an outdated size, whatever it is told. */
      readonly outdated: number;
      readonly absorbed: number;
      readonly notified: number;
      readonly wrong: readonly string[];
    };

interface WorkerData {
  readonly descriptor: number;
  readonly wakeDescriptor: number;
  readonly seed: number;
}

/** How long requests are answered before the other one has a turn. */
const turnMilliseconds = 1;

/** Nobody works while all settles, so a clock may leap: beyond any pause, and so many times. */
const leapMilliseconds = 10_000;
const leapsMax = 50;

function serveInWorker(directory: string, seed: number): void {
  const found = inspectMountpoint(directory);
  if (found.kind !== "ready") throw new Error(`${directory} is ${found.kind}`);
  const mounted = mount({ mountpoint: found.path, readOnly: false, allowOther: false });
  if (isTrouble(mounted)) throw mounted;
  const { descriptor, wakeDescriptor } = mounted;
  const data: WorkerData = { descriptor, wakeDescriptor, seed };
  const worker = new Worker(new URL(import.meta.url), { workerData: data });
  worker.on("message", (reply: SharedReply) => process.stdout.write(`${JSON.stringify(reply)}\n`));
  worker.on("error", (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
    unmount(mounted.mountpoint, true);
  });
  worker.on("exit", () => {
    closeMounted(mounted);
    process.exit(process.exitCode ?? 0);
  });
  process.once("SIGTERM", () => {
    if (unmount(mounted.mountpoint, false) !== undefined) unmount(mounted.mountpoint, true);
  });
  createInterface({ input: process.stdin }).on("line", (line) => {
    worker.postMessage(line);
    wake(wakeDescriptor);
  });
}

function serve({ descriptor, wakeDescriptor, seed }: WorkerData): void {
  const complain = (message: string): void => other.complain(message);
  const log = (message: string, cause: unknown): void => complain(`${message}: ${cause}`);
  const world = new SharedWorld(complain);
  const other = new OtherSide(world, new Chance(seed));
  const kernel = new Kernel(world, other);
  volumeSubject(world.volume("here"), "").change("", own);
  kernel.session = new Session({
    volume: withoutStale(world.volume("here"), complain),
    ...{ descriptor, wakeDescriptor, log },
    flush: (key, range) => kernel.notifier?.flush(range, () => kernel.session?.resume(key)),
    onInit: (answer) => {
      const minorVersion = answer.kind === "agreed" ? answer.minor : 0;
      const everything = (): [] => [];
      const options = { descriptor, wakeDescriptor, minorVersion, everything, log };
      kernel.notifier = new Notifier(options);
      say({ kind: "mounted" });
    },
  });
  parentPort?.on("message", (line: string) => kernel.obey(JSON.parse(line)));
  kernel.turn();
}

function say(reply: SharedReply): void {
  parentPort?.postMessage(reply);
}

/** What the kernel refers to must be there, in the tree or without a name. */
function withoutStale(volume: RequestHandler, complain: (what: string) => void): RequestHandler {
  return {
    perform: (request) => {
      const outcome = volume.perform(request);
      const isStale = outcome.kind === "refused" && outcome.refusal === "stale";
      if (isStale) complain(`what the kernel refers to is not there: ${JSON.stringify(request)}`);
      return outcome;
    },
  };
}

/** The kernel's requests and the other one take turns. */
class Kernel {
  session: Session | undefined;
  notifier: Notifier | undefined;
  readonly #world: SharedWorld;
  readonly #other: OtherSide;
  readonly #outdated: OutdatedFiles;
  #notified = 0;
  #settling: string | undefined;
  /** Since all settles. */
  #leaps = 0;
  #leapt = 0;

  constructor(world: SharedWorld, other: OtherSide) {
    this.#world = world;
    this.#other = other;
    const here = world.volume("here");
    this.#outdated = new OutdatedFiles((inode) => here.placesOf(inode));
    here.watchForgotten((inode) => this.#outdated.forget(inode));
  }

  obey(command: SharedCommand): void {
    this.#other.act(command.kind === "act" ? command : undefined);
    if (command.kind === "act") return say({ kind: "obeyed" });
    this.#world.hear("there");
    if (command.kind === "shorten") this.#other.shorten(command);
    this.#hear();
    if (command.kind === "shorten") return say({ kind: "obeyed" });
    this.#settling = command.directory;
    this.#leaps = 0;
  }

  turn(): void {
    const isIdle = !this.#other.isActing && this.#settling === undefined;
    const rest = isIdle ? Math.min(1000, this.#outdated.restMilliseconds(this.#now())) : 1;
    if (this.session?.serve(turnMilliseconds, rest) === "ended") {
      void this.notifier?.close();
      return parentPort?.close();
    }
    if (this.#other.isActing) this.#other.turn(() => this.#hear());
    if (this.notifier?.statistics().idle === true && !this.#tellOutdated()) this.#settle();
    setImmediate(() => this.turn());
  }

  #hear(): void {
    const differences = this.#world.hear("here");
    for (const inode of revivedDirectories(differences)) this.session?.renew(inode);
    this.#outdated.note(differences, this.#now());
    this.#tell(differencesToNotifications(differences, this.#other.view()));
  }

  #tell(told: readonly Notification[]): void {
    this.#notified += told.length;
    this.notifier?.notify(told);
  }

  /** Has the kernel been told something that it is to answer before all is settled? */
  #tellOutdated(): boolean {
    const isLeaping = this.#settling !== undefined && this.#outdated.size > 0;
    if (isLeaping && this.#leaps++ < leapsMax) this.#leapt += leapMilliseconds;
    const told = this.#outdated.turn(this.#now());
    this.#tell(told);
    return told.length > 0;
  }

  #now(): number {
    return performance.now() + this.#leapt;
  }

  #settle(): void {
    if (this.#settling === undefined) return;
    const { absorbed } = this.#world;
    const settled = this.#other.settled(this.#settling);
    const outdated = this.#outdated.size;
    say({ kind: "settled", ...settled, outdated, absorbed, notified: this.#notified });
    this.#settling = undefined;
  }
}

if (isMainThread) serveInWorker(process.argv[2] ?? "", Number(process.argv[3] ?? 1));
else serve(workerData);
