// A long history on a tree of bounded size: a seeded mix of chmod, write, rename, create and
// unlink, spoken to the Volume as a driver would speak it.
import type { InodeNumber } from "../../../fs/core/index.ts";
import { rootInodeNumber } from "../../../fs/core/index.ts";
import type { Outcome, Request } from "../../../fs/core/request.ts";
import type { RequestHandler } from "../../../fs/ports.ts";

const filesPerDirectory = 100;
const caller = { uid: 0, gid: 0 };
const writeBytes = 128;
/** Writes hit one of so many places of a file, so that it stays small. */
const writePlaces = 8;

interface File {
  parent: InodeNumber;
  name: string;
  readonly inode: InodeNumber;
}

export class Churn {
  readonly #volume: RequestHandler;
  readonly #filesWanted: number;
  readonly #directories: InodeNumber[] = [];
  readonly #files: File[] = [];
  readonly #data = Buffer.alloc(writeBytes);
  #random = 1;
  #names = 0;

  constructor(volume: RequestHandler, filesWanted: number) {
    this.#volume = volume;
    this.#filesWanted = filesWanted;
  }

  /** Makes exactly one record. */
  step(): void {
    if (this.#directories.length * filesPerDirectory < this.#filesWanted) {
      this.#directories.push(this.#make(rootInodeNumber, "directory").inode);
    } else if (this.#files.length < this.#filesWanted * 0.95) {
      this.#create();
    } else {
      this.#change();
    }
  }

  #change(): void {
    const dice = this.#below(100);
    if (dice < 30) this.#chmod();
    else if (dice < 60) this.#write();
    else if (dice < 76) this.#rename();
    else if (this.#files.length < this.#filesWanted) this.#create();
    else this.#unlink();
  }

  #create(): void {
    this.#files.push(this.#make(pick(this.#directories, this.#below.bind(this)), "file"));
  }

  #make(parent: InodeNumber, type: "file" | "directory"): File {
    const name = `${type}-${this.#names++}`;
    const shape = { mode: 0o644, umask: 0o022, device: 0, target: "" };
    const outcome = this.#ask({ kind: "make", parent, name, type, caller, ...shape });
    if (outcome.kind !== "entry") throw new Error(`make: ${JSON.stringify(outcome)}`);
    const { inode } = outcome.attributes;
    this.#ask({ kind: "forget", inode, references: 1 });
    return { parent, name, inode };
  }

  #chmod(): void {
    const { inode } = this.#file();
    this.#ask({
      ...{ kind: "set-attributes", inode, mode: 0o600 + this.#below(64) },
      ...{ uid: undefined, gid: undefined, size: undefined },
      ...{ accessed: undefined, modified: undefined, changed: undefined, dropSetId: false },
    });
  }

  #write(): void {
    const { inode } = this.#file();
    const offset = this.#below(writePlaces) * writeBytes;
    this.#data.writeUInt32LE(this.#random >>> 0);
    const data = this.#data;
    this.#ask({ kind: "write", inode, offset, data, dropSetId: false, timesKept: false });
  }

  #rename(): void {
    const file = this.#file();
    const newParent = pick(this.#directories, this.#below.bind(this));
    const newName = `renamed-${this.#names++}`;
    const { parent, name } = file;
    this.#ask({ kind: "rename", parent, name, newParent, newName, mode: "replace" });
    file.parent = newParent;
    file.name = newName;
  }

  #unlink(): void {
    const index = this.#below(this.#files.length);
    const last = this.#files.pop();
    const file = this.#files[index] ?? last;
    if (file === undefined || last === undefined) throw new Error("nothing to unlink");
    if (file !== last) this.#files[index] = last;
    this.#ask({ kind: "unlink", parent: file.parent, name: file.name });
  }

  #file(): File {
    return pick(this.#files, this.#below.bind(this));
  }

  #ask(request: Request): Outcome {
    const outcome = this.#volume.perform(request);
    if (outcome.kind === "refused") throw new Error(`${request.kind}: ${outcome.refusal}`);
    return outcome;
  }

  /** xorshift32: the same history on every machine. */
  #below(limit: number): number {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    return (x >>> 0) % limit;
  }
}

function pick<T>(list: readonly T[], below: (limit: number) => number): T {
  const item = list[below(list.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}
