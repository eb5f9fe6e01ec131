// Many processes on the same few files: lines appended, ranges of one's own, a number that is
// counted up under a lock, and memory that is mapped while the file is cut and grown.
import { strict as assert } from "node:assert";
import { pattern } from "../../conformance/case.ts";
import type { Chance } from "../../support/chance.ts";
import * as files from "../../support/child/files.ts";
import { SystemError } from "../../support/child/libc.ts";
import { lockFile, lockRange, lockRangeWaiting } from "../../support/child/locks.ts";
import { mapFile } from "../../support/child/memory.ts";
import type { Subject } from "../../support/subject.ts";

const pageBytes = 4096;
/** A range of one's own: whole pages, for the kernel writes back whole ones. */
const rangeBytes = 2 * pageBytes;
const lineBytes = 64;
/** The mapped file is never shorter, or its users would get SIGBUS. */
const mappedBytesMin = 16 * pageBytes;

export const fileNames = ["lines", "ranges", "counter", "mapped"] as const;

/** The files that everybody finds. `users`: how many have a range. */
export function prepareFiles(subject: Subject, directory: string, users: number): void {
  for (const name of fileNames) subject.create(`${directory}/${name}`);
  const sizes = { ranges: users * rangeBytes, mapped: mappedBytesMin } as const;
  for (const name of ["ranges", "mapped"] as const) {
    subject.change(`${directory}/${name}`, { size: sizes[name] });
  }
}

/** What another participant does: a range of its own, and pages that others map. */
export function writeRange(
  subject: Subject,
  { directory, user, chance }: { directory: string; user: number; chance: Chance },
): void {
  const [name, at] =
    chance.below(2) === 0
      ? (["ranges", user * rangeBytes] as const)
      : (["mapped", chance.below(16) * pageBytes] as const);
  const file = subject.open(`${directory}/${name}`);
  file.write(at, pattern(pageBytes, chance.below(1000)));
  file.close();
}

export interface FileUse {
  readonly lines: number;
  readonly counted: number;
}

export class OneFile {
  readonly #worker: number;
  readonly #descriptors: number[];
  #lines = 0;
  #counted = 0;
  #range = Buffer.alloc(rangeBytes);

  /** `directory` is an absolute path. */
  constructor(directory: string, worker: number) {
    this.#worker = worker;
    const append = files.flags.append | files.flags.writeOnly;
    this.#descriptors = fileNames.map((name) =>
      files.open(`${directory}/${name}`, name === "lines" ? append : files.flags.readWrite),
    );
  }

  step(chance: Chance): void {
    switch (chance.below(6)) {
      case 0:
      case 1:
        return this.#append();
      case 2:
        return this.#writeRange(chance);
      case 3:
        return this.#count();
      case 4:
        return this.#map(chance);
      default:
        return this.#resize(chance);
    }
  }

  finish(): FileUse {
    this.#readRange();
    for (const descriptor of this.#descriptors) files.close(descriptor);
    return { lines: this.#lines, counted: this.#counted };
  }

  #descriptor(name: (typeof fileNames)[number]): number {
    const descriptor = this.#descriptors[fileNames.indexOf(name)];
    assert.ok(descriptor !== undefined);
    return descriptor;
  }

  #append(): void {
    const line = `${this.#worker} ${this.#lines++}`.padEnd(lineBytes - 1);
    assert.equal(files.write(this.#descriptor("lines"), `${line}\n`), lineBytes);
  }

  #writeRange(chance: Chance): void {
    this.#readRange();
    const from = chance.below(rangeBytes);
    const data = pattern(1 + chance.below(rangeBytes - from), chance.below(1000));
    data.copy(this.#range, from);
    const at = this.#worker * rangeBytes + from;
    assert.equal(files.writeAt(this.#descriptor("ranges"), at, data), data.length);
    if (chance.below(3) === 0) files.sync(this.#descriptor("ranges"));
  }

  #readRange(): void {
    const at = this.#worker * rangeBytes;
    const found = files.readAt(this.#descriptor("ranges"), at, rangeBytes);
    assert.ok(found.equals(this.#range), `range ${this.#worker} has other bytes`);
  }

  #count(): void {
    const descriptor = this.#descriptor("counter");
    const whole = { start: 0, length: 0 };
    lockRangeWaiting(descriptor, "exclusive", whole);
    const before = Number(files.readAt(descriptor, 0, 16).toString() || "0");
    files.writeAt(descriptor, 0, String(before + 1).padStart(16, "0"));
    lockRange(descriptor, "unlock", whole);
    this.#counted++;
  }

  #map(chance: Chance): void {
    const mapping = mapFile(this.#descriptor("mapped"), { length: mappedBytesMin });
    const at = chance.below(16) * pageBytes;
    mapping.bytes.set(pattern(100, chance.below(1000)), at);
    if (chance.below(2) === 0) mapping.sync();
    mapping.unmap();
  }

  /** The other lock, which must not wait: whoever has it keeps us from cutting. */
  #resize(chance: Chance): void {
    const descriptor = this.#descriptor("mapped");
    try {
      lockFile(descriptor, "exclusive");
    } catch (error) {
      if (error instanceof SystemError && error.code === "EAGAIN") return;
      throw error;
    }
    files.truncateOpen(descriptor, mappedBytesMin + chance.below(mappedBytesMin));
    lockFile(descriptor, "unlock");
  }
}

/** What is wrong with the files after all have finished. */
export function judgeFiles(directory: string, uses: readonly FileUse[]): string[] {
  const read = (name: string): string =>
    files.withOpen(`${directory}/${name}`, files.flags.readOnly, (descriptor) =>
      files.readAt(descriptor, 0, 10_000_000).toString("latin1"),
    );
  const expected = uses.flatMap(({ lines }, worker) =>
    Array.from({ length: lines }, (_, line) => `${worker} ${line}`),
  );
  const wrong: string[] = [];
  const found = read("lines")
    .split("\n")
    .slice(0, -1)
    .map((line) => line.trimEnd());
  if (`${found.sort()}` !== `${expected.sort()}`) {
    wrong.push(`${found.length} lines instead of ${expected.length}, or other ones`);
  }
  const counted = uses.reduce((sum, use) => sum + use.counted, 0);
  const shown = Number(read("counter") || "0");
  if (shown !== counted) wrong.push(`counted to ${shown} instead of ${counted}`);
  return wrong;
}
