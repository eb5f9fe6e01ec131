// The linux driver as a mount: its session, and what tells the kernel of others' changes.
import { closeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isTrouble, type Trouble } from "../../dhash/core/index.ts";
import type { Mounted, Notification, TreeView } from "../../fs/drivers/linux/index.ts";
import {
  Channel,
  differencesToNotifications,
  inodeToNotifications,
  lockFlags,
  makeOpcodeCounters,
  mount,
  Notifier,
  OutdatedFiles,
  revivedDirectories,
  Session,
} from "../../fs/drivers/linux/index.ts";
import type { InodeDifference, Volume } from "../../fs/index.ts";
import type { NotificationFigures } from "../figures.ts";
import type { Mount, MountVolumeOptions } from "./mount.ts";
import { withCause } from "./mount.ts";

/** How long requests are answered before messages and background work get their turn. */
const busyMilliseconds = 20;

export function mountLinux(options: MountVolumeOptions): Mount | Trouble {
  const mounted = mount(options);
  return isTrouble(mounted) ? mounted : new LinuxMount(options, mounted);
}

class LinuxMount implements Mount {
  readonly counters = makeOpcodeCounters();
  readonly wakeDescriptor: number;
  readonly #options: MountVolumeOptions;
  readonly #descriptor: number;
  readonly #session: Session;
  readonly #outdated: OutdatedFiles;
  #notifier: Notifier | undefined;
  #isLeaving = false;

  constructor(options: MountVolumeOptions, mounted: Mounted) {
    const { descriptor, wakeDescriptor, isPrivate } = mounted;
    this.#options = options;
    this.#descriptor = descriptor;
    this.wakeDescriptor = wakeDescriptor;
    const { volume, handler, restMilliseconds, fetch, wait, abandon, locks } = options;
    this.#outdated = new OutdatedFiles((inode) => volume.placesOf(inode));
    volume.watchForgotten((inode) => this.#outdated.forget(inode));
    const everything = () => this.#everything();
    const log = (message: string, cause: unknown) => {
      options.log("error", withCause(message, cause));
    };
    const isStrict = options.habits.consistency === "strict";
    const locksTaken = locks === undefined ? 0 : lockFlags.posixLocks | lockFlags.flockLocks;
    this.#session = new Session({
      manner: { isStrict, isPrivate },
      wishes: { without: 0, besides: locksTaken },
      ...{ volume: handler, restMilliseconds, descriptor, wakeDescriptor, log },
      counters: this.counters,
      ...(fetch === undefined ? {} : { fetch }),
      ...(wait === undefined ? {} : { wait }),
      ...(abandon === undefined ? {} : { abandon }),
      ...(locks === undefined ? {} : { locks }),
      flush: (key, range) => this.#notifier?.flush(range, () => this.#session.resume(key)),
      onInit: (answer) => {
        if (answer.kind !== "agreed") return;
        const minorVersion = answer.minor;
        this.#notifier = new Notifier({
          descriptor,
          wakeDescriptor,
          minorVersion,
          everything,
          log,
        });
      },
    });
  }

  async serve(turn: (isAwaited: () => boolean) => boolean): Promise<void> {
    let sleep = 0;
    const channel = new Channel(this.#descriptor, this.wakeDescriptor);
    const isAwaited = (): boolean => channel.isReadable();
    while (!this.#isLeaving) {
      const served = this.#session.serve(busyMilliseconds, sleep);
      if (served === "ended") break;
      // Messages come with a wake, and what they bring is work for this turn.
      if (served !== "idle") await nextTurn();
      const isMore = turn(isAwaited);
      sleep = isMore ? 0 : Math.min(this.#options.restMilliseconds(), this.#tellOutdated());
      if (served === "idle") await nextTurn();
    }
    // Those who still use a detached mount get errors from here on. The wake descriptor stays
    // open: the main thread may write to it at any time, and its number must not get reused.
    await this.#notifier?.close();
    closeSync(this.#descriptor);
  }

  /** What the kernel keeps out of date is told again; answers how long there is nothing to tell. */
  #tellOutdated(): number {
    if (this.#outdated.size === 0 || this.#notifier === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const now = performance.now();
    // Only when the kernel has heard of all before.
    if (this.#notifier.statistics().idle) {
      const told = this.#outdated.turn(now);
      if (told.length > 0) this.#notifier.notify(told);
    }
    return Math.max(busyMilliseconds, this.#outdated.restMilliseconds(now));
  }

  leave(): void {
    this.#isLeaving = true;
  }

  resume(request: string): void {
    this.#session.resume(request);
  }

  giveUp(request: string): void {
    this.#session.giveUp(request);
  }

  differ(differences: readonly InodeDifference[] | undefined): void {
    if (differences === undefined) return this.#notifier?.notify([...this.#everything()]);
    for (const inode of revivedDirectories(differences)) this.#session.renew(inode);
    this.#outdated.note(differences, performance.now());
    const told = differencesToNotifications(differences, viewOf(this.#options.volume));
    return this.#notifier?.notify(told);
  }

  notifications(): NotificationFigures {
    const { queued = 0, overflows = 0 } = this.#notifier?.statistics() ?? {};
    return { waiting: queued, overflows };
  }

  *#everything(): Generator<Notification> {
    for (const inode of this.#options.volume.referenced()) yield* inodeToNotifications(inode);
  }
}

function viewOf(volume: Volume): TreeView {
  return {
    isGone: (inode) => volume.find(inode) === undefined,
    byteAt: (inode, offset) => {
      const outcome = volume.perform({ kind: "read", inode, offset, length: 1 });
      return outcome.kind === "data" ? outcome.parts[0] : undefined;
    },
  };
}
