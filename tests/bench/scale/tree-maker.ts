// A tree of many small files: directories of 1,000 files, each with some bytes in it.
import type { InodeNumber } from "../../../fs/core/index.ts";
import { rootInodeNumber } from "../../../fs/core/index.ts";
import type { RequestHandler } from "../../../fs/ports.ts";

const filesPerDirectory = 1000;
const caller = { uid: 0, gid: 0 };
const data = Buffer.alloc(100, "ivy ");

export class TreeMaker {
  readonly #volume: RequestHandler;
  #directory: InodeNumber = rootInodeNumber;
  #count = 0;

  constructor(volume: RequestHandler) {
    this.#volume = volume;
  }

  /** Steps that make so many files. */
  static steps(files: number): number {
    return files;
  }

  /** One more file. */
  step(): void {
    const index = this.#count++;
    if (index % filesPerDirectory === 0) {
      const name = `directory-${index / filesPerDirectory}`;
      this.#directory = this.#make(rootInodeNumber, name, "directory");
    }
    const inode = this.#make(this.#directory, `file-${index}.txt`, "file");
    this.#volume.perform({
      ...{ kind: "write", inode, offset: 0, data },
      ...{ dropSetId: false, timesKept: false },
    });
  }

  #make(parent: InodeNumber, name: string, type: "file" | "directory"): InodeNumber {
    const shape = { mode: type === "file" ? 0o644 : 0o755, umask: 0o022, device: 0, target: "" };
    const outcome = this.#volume.perform({ kind: "make", parent, name, type, caller, ...shape });
    if (outcome.kind !== "entry") throw new Error(`make: ${JSON.stringify(outcome)}`);
    const { inode } = outcome.attributes;
    this.#volume.perform({ kind: "forget", inode, references: 1 });
    return inode;
  }
}
