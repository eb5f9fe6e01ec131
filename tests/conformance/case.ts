// A conformance case: one claim about a file system, with what it needs to be tried.

import type { Subject } from "../support/subject.ts";
import type { DirectorySubject } from "../support/subject-directory.ts";

/** What not every subject or machine has. A subject names what it lacks and why. */
export type Need =
  | "acl"
  | "allocate" // fallocate(2)
  | "caller" // the file system is told who asks
  | "copy-range"
  | "devices" // device nodes reach their devices
  | "direct"
  | "large-xattr" // values of 64 KiB
  | "nameless" // O_TMPFILE
  | "nanoseconds"
  | "one-time" // setting one of the two times
  | "others" // other users than the one who mounted are let in
  | "removed-directory" // an open directory may be removed
  | "rename-flags"
  | "root"
  | "seek-data"
  | "sparse-count" // st_blocks tells holes from data
  | "trusted-xattr"
  | "xattr-bytes"; // names of attributes that are not UTF-8

export type ConformanceCase =
  | {
      readonly on: "any";
      readonly name: string;
      readonly needs: readonly Need[];
      readonly run: (s: Subject) => void;
    }
  | {
      readonly on: "directory";
      readonly name: string;
      readonly needs: readonly Need[];
      readonly run: (s: DirectorySubject) => void;
    };

/** A case for every subject. */
export function anywhere(
  name: string,
  run: (s: Subject) => void,
  needs: readonly Need[] = [],
): ConformanceCase {
  return { on: "any", name, needs, run };
}

/** A case about what only system calls can say. */
export function bySystemCall(
  name: string,
  run: (s: DirectorySubject) => void,
  needs: readonly Need[] = [],
): ConformanceCase {
  return { on: "directory", name, needs, run };
}

/** Bytes that differ from place to place, so that a shifted or mixed read is noticed. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}
