// The few C library calls that Node has no equivalent for, through koffi. Linux on 64-bit machines
// only: the layouts of struct pollfd, timespec, msghdr and cmsghdr below are theirs.
import koffi from "koffi";

export const errnos = {
  permission: 1,
  noEntry: 2,
  interrupted: 4,
  tryAgain: 11,
  accessDenied: 13,
  busy: 16,
  noDevice: 19,
  invalid: 22,
} as const;

export const openFlags = { nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;
export const mountFlags = { readOnly: 1, noSetId: 2, noDevices: 4 } as const;
export const unmountFlags = { force: 1, detach: 2, noFollow: 8 } as const;
export const pollEvents = { readable: 1 } as const;
const socketPair = { unix: 1, streamCloseOnExec: 1 | 0o2000000 } as const;
const controlSetFlags = 4;

export interface Libc {
  /** Each returns -1 for failure, with the reason in `errno()`. */
  readonly read: (descriptor: number, buffer: Uint8Array, bytes: number) => number;
  readonly write: (descriptor: number, buffer: Uint8Array, bytes: number) => number;
  /**
   * `descriptors` is an array of struct pollfd: int fd, short events, short revents; `time` is a
   * struct timespec: two int64, seconds and nanoseconds.
   */
  readonly ppoll: (
    descriptors: Uint8Array,
    count: number,
    time: Uint8Array,
    signals: null,
  ) => number;
  readonly eventfd: (initial: number, flags: number) => number;
  readonly mount: (
    source: string,
    target: string,
    type: string,
    flags: number,
    data: string,
  ) => number;
  readonly umount2: (target: string, flags: number) => number;
  readonly socketpair: (domain: number, type: number, protocol: number, pair: Int32Array) => number;
  readonly recvmsg: (descriptor: number, header: Uint8Array, flags: number) => number;
  readonly fcntl: (descriptor: number, command: number, argument: number) => number;
  readonly geteuid: () => number;
  /** The set of processors of a thread (0: the calling one), as many bits as `bytes` holds. */
  readonly getAffinity: (thread: number, bytes: number, set: Uint8Array) => number;
  readonly setAffinity: (thread: number, bytes: number, set: Uint8Array) => number;
  readonly errno: () => number;
}

let loaded: Libc | undefined;

/** Throws where there is no glibc or musl to load, or koffi has no build for this platform. */
export function loadLibc(): Libc {
  loaded ??= bind();
  return loaded;
}

function bind(): Libc {
  const library = koffi.load(null);
  return {
    read: library.func("int64_t read(int fd, void *buffer, size_t bytes)"),
    write: library.func("int64_t write(int fd, const void *buffer, size_t bytes)"),
    ppoll: library.func("int ppoll(void *fds, unsigned long count, void *time, void *signals)"),
    eventfd: library.func("int eventfd(unsigned int initial, int flags)"),
    mount: library.func("mount", "int", ["str", "str", "str", "unsigned long", "str"]),
    umount2: library.func("int umount2(const char *target, int flags)"),
    socketpair: library.func("int socketpair(int domain, int type, int protocol, void *pair)"),
    recvmsg: library.func("int64_t recvmsg(int fd, void *header, int flags)"),
    fcntl: library.func("int fcntl(int fd, int command, int argument)"),
    geteuid: library.func("unsigned int geteuid()"),
    getAffinity: library.func("int sched_getaffinity(int thread, size_t bytes, void *set)"),
    setAffinity: library.func("int sched_setaffinity(int thread, size_t bytes, const void *set)"),
    errno: () => koffi.errno(),
  };
}

/** A pair of connected local sockets. */
export function connectedSockets(libc: Libc): readonly [number, number] | undefined {
  const pair = new Int32Array(2);
  if (libc.socketpair(socketPair.unix, socketPair.streamCloseOnExec, 0, pair) !== 0)
    return undefined;
  const [first, second] = pair;
  return first === undefined || second === undefined ? undefined : [first, second];
}

export function setDescriptorFlags(libc: Libc, descriptor: number, flags: number): boolean {
  return libc.fcntl(descriptor, controlSetFlags, flags) !== -1;
}

const controlBytes = 24;
const rightsHeaderBytes = 16;
/** MSG_CMSG_CLOEXEC */
const closeReceivedOnExec = 0x40000000;

/** Receives one descriptor sent with SCM_RIGHTS; undefined when the message carries none. */
export function receiveDescriptor(libc: Libc, socket: number): number | undefined {
  const data = Buffer.alloc(1);
  const control = Buffer.alloc(controlBytes);
  const vector = Buffer.alloc(16);
  vector.writeBigUInt64LE(koffi.address(data), 0);
  vector.writeBigUInt64LE(BigInt(data.length), 8);
  const header = Buffer.alloc(56);
  header.writeBigUInt64LE(koffi.address(vector), 16);
  header.writeBigUInt64LE(1n, 24);
  header.writeBigUInt64LE(koffi.address(control), 32);
  header.writeBigUInt64LE(BigInt(controlBytes), 40);
  let received = -1;
  do received = libc.recvmsg(socket, header, closeReceivedOnExec);
  while (received < 0 && libc.errno() === errnos.interrupted);
  const controlReceived = header.readBigUInt64LE(40);
  if (received < 1 || controlReceived < rightsHeaderBytes + 4) return undefined;
  return control.readInt32LE(rightsHeaderBytes);
}
