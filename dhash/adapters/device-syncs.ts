// fdatasync(2) beside the calling thread, by the kernel's asynchronous I/O (io_submit(2)): a sync
// takes no time of who serves, needs no other thread of ours, and its end wakes whoever sleeps.
import koffi from "koffi";

export interface DeviceSyncs {
  /** False: `begin` never begins. */
  readonly isPossible: boolean;
  /**
   * Begins to sync what was written to a file; undefined: it has to be done on this thread. `wake`,
   * an eventfd, is written to when it is over.
   */
  begin(descriptor: number, wake: number | undefined): DeviceSync | undefined;
}

/** The number of the error with which a sync ended, 0 for none; undefined while it goes on. */
export type DeviceSync = () => number | undefined;

/** Syncs at one time: the files of a home that others may be waiting for are a few. */
const underWayMax = 64;

const callNumbers = {
  x64: { setup: 206, getEvents: 208, submit: 209 },
  arm64: { setup: 0, getEvents: 4, submit: 2 },
} as const;

/** struct iocb of linux/aio_abi.h */
const order = { bytes: 64, data: 0, opcode: 16, descriptor: 20, flags: 56, wake: 60 } as const;
const fdatasyncOpcode = 3;
const wakeFlag = 1;

/** struct io_event */
const ended = { bytes: 32, data: 0, result: 16 } as const;

let opened: DeviceSyncs | undefined;

/** Of this thread; those of a system without such calls never begin. */
export function deviceSyncs(): DeviceSyncs {
  opened ??= openSyncs() ?? { isPossible: false, begin: () => undefined };
  return opened;
}

function openSyncs(): DeviceSyncs | undefined {
  const { platform, arch } = process;
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64")) return undefined;
  try {
    const numbers = callNumbers[arch];
    const library = koffi.load(null);
    const call = (...types: string[]) => library.func("syscall", "long", ["long", ...types]);
    const setup = call("unsigned int", "void *");
    const submit = call("uint64", "long", "void *");
    const getEvents = call("uint64", "long", "long", "void *", "void *");
    const context = Buffer.alloc(8);
    if (setup(numbers.setup, underWayMax, context) !== 0) return undefined;
    const id = context.readBigUInt64LE();
    return new KernelSyncs({
      submit: (orders) => submit(numbers.submit, id, 1, orders),
      getEvents: (events) => {
        return getEvents(numbers.getEvents, id, 0, events.length / ended.bytes, events, null);
      },
    });
  } catch {
    // No build of koffi, or a C library without syscall(2).
    return undefined;
  }
}

interface KernelCalls {
  readonly submit: (orders: Uint8Array) => number;
  readonly getEvents: (events: Uint8Array) => number;
}

class KernelSyncs implements DeviceSyncs {
  readonly isPossible = true;
  readonly #calls: KernelCalls;
  readonly #order = Buffer.alloc(order.bytes);
  /** Where the order is, as the kernel reads it: a list of one. */
  readonly #orders = Buffer.alloc(8);
  readonly #events = Buffer.alloc(underWayMax * ended.bytes);
  readonly #underWay = new Map<number, (result: number) => void>();
  #count = 0;

  constructor(calls: KernelCalls) {
    this.#calls = calls;
    this.#orders.writeBigUInt64LE(koffi.address(this.#order));
  }

  begin(descriptor: number, wake: number | undefined): DeviceSync | undefined {
    if (this.#underWay.size >= underWayMax) return undefined;
    const number = ++this.#count;
    this.#order.writeDoubleLE(number, order.data);
    this.#order.writeUInt16LE(fdatasyncOpcode, order.opcode);
    this.#order.writeInt32LE(descriptor, order.descriptor);
    this.#order.writeUInt32LE(wake === undefined ? 0 : wakeFlag, order.flags);
    this.#order.writeInt32LE(wake ?? 0, order.wake);
    if (this.#calls.submit(this.#orders) !== 1) return undefined;
    let result: number | undefined;
    this.#underWay.set(number, (told) => {
      result = told;
    });
    return () => {
      if (result === undefined) this.#hear();
      return result;
    };
  }

  #hear(): void {
    const count = this.#calls.getEvents(this.#events);
    for (let at = 0; at < count; at++) {
      const start = at * ended.bytes;
      const number = this.#events.readDoubleLE(start + ended.data);
      const result = Number(this.#events.readBigInt64LE(start + ended.result));
      this.#underWay.get(number)?.(-result);
      this.#underWay.delete(number);
    }
  }
}
