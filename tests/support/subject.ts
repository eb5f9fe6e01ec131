// A file system under test, in verbs of the domain. One implementation makes system calls in a
// directory, the other asks a Volume in this process; the conformance cases are written once over
// both. Every verb that is refused throws a Refused with the name of the errno.
import { strict as assert } from "node:assert";
import type { Facts, NodeType, Statistics, TimeChange } from "./child/attributes.ts";

export interface Subject {
  /** A new file without bytes; EEXIST if the name is there. */
  create(path: string, mode?: number): void;
  /** An existing file, for reading and writing. */
  open(path: string): Held;
  /** open(2) with O_TMPFILE. */
  openNameless(directory: string): Held;
  makeDirectory(path: string, mode?: number): void;
  makeNode(path: string, node: NewNode): void;
  symlink(target: string, path: string): void;
  readLink(path: string): string;
  link(existing: string, path: string): void;
  unlink(path: string): void;
  removeDirectory(path: string): void;
  rename(from: string, to: string, how?: RenameHow): void;
  /** A symbolic link is looked at itself. */
  facts(path: string): Facts;
  change(path: string, attributes: AttributeChange): void;
  /** Names in the order of the listing, without . and .. */
  list(path: string): string[];
  /** A listing that goes on where it stopped, a few entries at a time. */
  startListing(path: string): Listing;
  setXattr(path: string, name: string, value: Uint8Array, how?: "any" | "create" | "replace"): void;
  getXattr(path: string, name: string): Buffer;
  listXattrs(path: string): string[];
  removeXattr(path: string, name: string): void;
  statistics(): Statistics;
  /** fsync(2) of a directory. */
  syncDirectory(path: string): void;
}

export type RenameHow = "replace" | "no-replace" | "exchange";

export interface NewNode {
  readonly type: NodeType;
  readonly mode?: number;
  readonly device?: { readonly major: number; readonly minor: number };
}

export interface AttributeChange {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly size?: number;
  readonly accessed?: TimeChange;
  readonly modified?: TimeChange;
}

export interface Range {
  readonly offset: number;
  readonly length: number;
}

export type AllocateOperation = "allocate" | "punch-hole" | "zero-range";

/** An open file; it stays whole when its name goes. */
export interface Held {
  /** At most `length` bytes, fewer only at the end of the file. */
  read(offset: number, length: number): Buffer;
  write(offset: number, data: string | Uint8Array): number;
  truncate(size: number): void;
  allocate(operation: AllocateOperation, range: Range, keepSize?: boolean): void;
  seek(offset: number, target: "data" | "hole"): number;
  /** copy_file_range(2), repeated until all is copied or the source ends. */
  copyTo(
    target: Held,
    range: { readonly from: number; readonly to: number; readonly length: number },
  ): number;
  facts(): Facts;
  sync(): void;
  /** Gives the file a name (linkat with AT_EMPTY_PATH). */
  linkAs(path: string): void;
  close(): void;
}

export interface Listing {
  /** About so many further names; none at the end. */
  next(count: number): string[];
  close(): void;
}

/** A verb was answered with this errno. */
export class Refused extends Error {
  readonly code: string;
  constructor(verb: string, code: string) {
    super(`${verb}: ${code}`);
    this.code = code;
  }
}

/** Asserts that `act` is refused with one of these errnos. */
export function refuses(codes: string | readonly string[], act: () => unknown): void {
  const expected = typeof codes === "string" ? [codes] : codes;
  let got = "no error";
  try {
    act();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || !/^(E[A-Z0-9]+|errno \d+)$/.test(code)) throw error;
    got = code;
  }
  assert.ok(expected.includes(got), `expected ${expected.join(" or ")}, got ${got}`);
}
