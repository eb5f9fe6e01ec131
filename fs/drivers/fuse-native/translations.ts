// Each native call: which operation it is, and what the binding must be told. The arguments are
// those of fuse-native.c; an answer always has all that its signal function reads, also when it
// is an error.

import type { Answer } from "./answer.ts";
import { done, finished, mapAnswer, refuse } from "./answer.ts";
import type { NativeArguments } from "./arguments.ts";
import type { Operations } from "./operations.ts";
import { readModifiedTime } from "./set-times.ts";
import {
  emptyStatWords,
  listedWords,
  modeToType,
  statfsWords,
  statWords,
  wordsToSize,
  wordsToTime,
} from "./words.ts";

export interface Translation {
  /** What the signal function takes: a result of 0 or more, and values. */
  answer(operations: Operations, args: NativeArguments): Answer<Signalled>;
  /** Values for an error. */
  onError(args: NativeArguments): readonly unknown[];
}

export interface Signalled {
  readonly result: number;
  readonly values: readonly unknown[];
}

const appendFlag: Readonly<Record<string, number>> = { linux: 0o2000, darwin: 0x8 };
const createXattr: Readonly<Record<string, number>> = { linux: 1, darwin: 2 };
const replaceXattr: Readonly<Record<string, number>> = { linux: 2, darwin: 4 };
const sameOwner = 2 ** 32 - 1;

export const translations = {
  getattr: withStat((operations, args) =>
    mapAnswer(operations.getattr(args.path(0)), (attributes) => [statWords(attributes)]),
  ),
  fgetattr: withStat((operations, args) =>
    mapAnswer(operations.fgetattr(args.path(0), args.number(1)), (found) => [statWords(found)]),
  ),
  statfs: {
    answer: (operations) =>
      mapAnswer(operations.statfs(), (found) => ({ result: 0, values: [statfsWords(found)] })),
    onError: () => [new Uint32Array(11)],
  },
  access: plain((operations, args) => operations.access(args.path(0))),
  chmod: plain((operations, args) => operations.chmod(args.path(0), args.number(1))),
  chown: plain((operations, args) =>
    operations.chown(args.path(0), { uid: owner(args.number(1)), gid: owner(args.number(2)) }),
  ),
  utimens: plain(setTimes),
  truncate: plain((operations, args) => {
    const size = wordsToSize(args.number(1), args.number(2));
    return size === undefined ? refuse("file-too-big") : operations.truncate(args.path(0), size);
  }),
  ftruncate: plain((operations, args) => {
    const size = wordsToSize(args.number(2), args.number(3));
    return size === undefined ? refuse("file-too-big") : operations.ftruncate(args.number(1), size);
  }),
  create: opening((operations, args) => operations.create(args.path(0), args.number(1))),
  open: opening((operations, args) => {
    const flag = appendFlag[process.platform] ?? 0;
    return operations.open(args.path(0), { appends: (args.number(1) & flag) !== 0 });
  }),
  opendir: opening((operations, args) => operations.opendir(args.path(0))),
  mknod: plain((operations, args) => {
    const type = modeToType(args.number(1));
    if (type === undefined) return refuse("invalid");
    const node = { type, mode: args.number(1), device: args.number(2), target: "" };
    return operations.make(args.path(0), node);
  }),
  mkdir: plain((operations, args) => {
    const node = { type: "directory", mode: args.number(1), device: 0, target: "" } as const;
    return operations.make(args.path(0), node);
  }),
  symlink: plain((operations, args) => {
    const node = { type: "symlink", mode: 0o777, device: 0, target: args.text(0) } as const;
    return operations.make(args.path(1), node);
  }),
  link: plain((operations, args) => operations.link(args.path(0), args.path(1))),
  unlink: plain((operations, args) => operations.unlink(args.path(0))),
  rmdir: plain((operations, args) => operations.rmdir(args.path(0))),
  rename: plain((operations, args) => operations.rename(args.path(0), args.path(1))),
  readlink: {
    answer: (operations, args) =>
      mapAnswer(operations.readlink(args.path(0)), (target) => ({ result: 0, values: [target] })),
    onError: () => [""],
  },
  read: transfer((operations, args, offset) =>
    operations.read({ handle: args.number(1), offset }, args.bytes(2)),
  ),
  write: transfer((operations, args, offset) =>
    operations.write({ handle: args.number(1), offset }, args.bytes(2)),
  ),
  release: plain((operations, args) => operations.release(args.number(1))),
  releasedir: plain((operations, args) => operations.releasedir(args.number(1))),
  fsync: plain((operations) => operations.fsync()),
  fsyncdir: plain((operations) => operations.fsync()),
  readdir: {
    answer: (operations, args) =>
      mapAnswer(operations.readdir(args.path(0)), (listed) => {
        const names = listed.map(({ name }) => name);
        return { result: 0, values: [names, listedWords(listed)] };
      }),
    onError: () => [[], []],
  },
  setxattr: withBuffer(2, (operations, args) => {
    const [name, value] = [args.text(1), args.bytes(2)];
    const [position, flags] = [args.number(3), args.number(4)];
    if (position !== 0) return refuse("invalid"); // resource forks of macOS
    const answer = operations.setxattr(args.path(0), { name, value, mode: xattrMode(flags) });
    return mapAnswer(answer, () => 0);
  }),
  getxattr: withBuffer(2, (operations, args) =>
    fill(operations.getxattr(args.path(0), args.text(1)), args.bytes(2)),
  ),
  listxattr: withBuffer(1, (operations, args) =>
    fill(operations.listxattr(args.path(0)), args.bytes(1)),
  ),
  removexattr: plain((operations, args) => operations.removexattr(args.path(0), args.text(1))),
} satisfies Record<string, Translation>;

type Run<T> = (operations: Operations, args: NativeArguments) => Answer<T>;

function plain(run: Run<undefined>): Translation {
  return {
    answer: (operations, args) =>
      mapAnswer(run(operations, args), () => ({ result: 0, values: [] })),
    onError: () => [],
  };
}

function withStat(run: Run<readonly [Uint32Array]>): Translation {
  return {
    answer: (operations, args) =>
      mapAnswer(run(operations, args), (values) => ({ result: 0, values })),
    onError: () => [emptyStatWords()],
  };
}

function opening(run: Run<number>): Translation {
  return {
    answer: (operations, args) =>
      mapAnswer(run(operations, args), (handle) => ({ result: 0, values: [handle] })),
    onError: () => [0],
  };
}

/** The binding takes the memory of its buffer back with each signal. */
function withBuffer(index: number, run: Run<number>): Translation {
  const values = (args: NativeArguments): readonly unknown[] => [args.bytes(index).buffer];
  return {
    answer: (operations, args) =>
      mapAnswer(run(operations, args), (result) => ({ result, values: values(args) })),
    onError: values,
  };
}

type Transfer = (operations: Operations, args: NativeArguments, offset: number) => Answer<number>;

function transfer(run: Transfer): Translation {
  const values = (args: NativeArguments): readonly unknown[] => [0, args.bytes(2).buffer];
  return {
    answer: (operations, args) => {
      const offset = wordsToSize(args.number(4), args.number(5));
      const moved = offset === undefined ? refuse("invalid") : run(operations, args, offset);
      return mapAnswer(moved, (result) => ({ result, values: values(args) }));
    },
    onError: values,
  };
}

function setTimes(operations: Operations, args: NativeArguments): Answer<undefined> {
  const passed = { low: args.number(1), high: args.number(2) };
  const accessed = wordsToTime(passed.low, passed.high);
  const modified = readModifiedTime(args.request, passed);
  if (modified === undefined) return refuse("not-supported"); // rather than a wrong time
  return operations.utimens(args.path(0), { accessed, modified });
}

/** An extended attribute into the caller's buffer; an empty buffer asks for the size. */
function fill(answer: Answer<Uint8Array>, buffer: Uint8Array): Answer<number> {
  if (answer.kind !== "done") return answer;
  const { value } = answer;
  if (buffer.length === 0) return done(value.length);
  if (value.length > buffer.length) return refuse("range");
  buffer.set(value);
  return done(value.length);
}

function owner(number: number): number | undefined {
  return number === sameOwner ? undefined : number;
}

function xattrMode(flags: number): "any" | "create" | "replace" {
  if ((flags & (createXattr[process.platform] ?? 0)) !== 0) return "create";
  return (flags & (replaceXattr[process.platform] ?? 0)) !== 0 ? "replace" : "any";
}

export const initTranslation: Translation = {
  answer: () => mapAnswer(finished, () => ({ result: 0, values: [] })),
  onError: () => [],
};
