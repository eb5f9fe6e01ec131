// The C library as the tests' child processes call it: raw system calls, so that flags and errno
// are exact. Paths are byte strings (each character one byte), as everywhere in Ivy.
import { constants } from "node:os";
import koffi from "koffi";

export const libc = koffi.load("libc.so.6");

/** A system call that was refused, with the name of its errno. */
export class SystemError extends Error {
  readonly code: string;
  readonly number: number;
  constructor(call: string, number: number) {
    const code = errnoName(number);
    super(`${call}: ${code}`);
    this.code = code;
    this.number = number;
  }
}

const namesByErrno = new Map<number, string>();
for (const [name, number] of Object.entries(constants.errno)) {
  // Some numbers have two names; these are the ones that manual pages of file calls use.
  if (name !== "EWOULDBLOCK" && name !== "ENOTSUP") namesByErrno.set(number, name);
}

export function errnoName(number: number): string {
  return namesByErrno.get(number) ?? `errno ${number}`;
}

/** The result of a call that answers -1 when it is refused. */
export function checked(call: string, result: number): number {
  if (result < 0) throw new SystemError(call, koffi.errno());
  return result;
}

export function lastErrno(): number {
  return koffi.errno();
}

export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`, "latin1");
}

/**
 * Numbers of the calls that are made without the C library's wrapper, which would act on all
 * threads.
 */
const numbersByMachine = {
  x64: { setresuid: 117, setresgid: 119, setgroups: 116, openat2: 437 },
  arm64: { setresuid: 147, setresgid: 149, setgroups: 159, openat2: 437 },
};

export function systemCallNumber(name: keyof typeof numbersByMachine.x64): number {
  return process.arch === "arm64" ? numbersByMachine.arm64[name] : numbersByMachine.x64[name];
}
