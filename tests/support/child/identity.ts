// Acting as somebody else: the raw calls change the credentials of the calling thread only, which
// makes all calls of these tests, and can take them back.
import { checked, libc, systemCallNumber } from "./libc.ts";

const call3 = libc.func("int64_t syscall(int64_t number, int64_t a, int64_t b, int64_t c)");
const callWithPointer = libc.func("int64_t syscall(int64_t number, int64_t a, const void *b)");

export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups?: readonly number[];
}

/**
 * Runs `act` with the effective ids of somebody else and without root's capabilities. Root only.
 */
export function asUser<T>(identity: Identity, act: () => T): T {
  setGroups(identity.groups ?? []);
  setIds("setresgid", identity.gid);
  setIds("setresuid", identity.uid);
  try {
    return act();
  } finally {
    setIds("setresuid", 0);
    setIds("setresgid", 0);
    setGroups([]);
  }
}

/** Real, effective and saved id; the saved uid stays root's so that the way back is open. */
function setIds(call: "setresuid" | "setresgid", effective: number): void {
  const number = systemCallNumber(call);
  checked(call, Number(call3(number, -1, effective, -1)));
}

function setGroups(groups: readonly number[]): void {
  const list = Buffer.from(new Uint32Array(groups).buffer);
  checked("setgroups", Number(callWithPointer(systemCallNumber("setgroups"), groups.length, list)));
}
