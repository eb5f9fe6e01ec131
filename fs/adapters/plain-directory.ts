// ExportTarget over a real directory. What node:fs cannot say (device nodes, extended attributes,
// exact times) goes to libc through koffi.
import fs from "node:fs";
import koffi from "koffi";
import { Trouble } from "../../dhash/core/index.ts";
import type { FileType } from "../core/change.ts";
import { nameToText } from "../core/name.ts";
import type { ExportAttributes, ExportFile, ExportTarget } from "../ports.ts";

const typeBits: Readonly<Record<FileType, number>> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  fifo: 0o010000,
  socket: 0o140000,
  character: 0o020000,
  block: 0o060000,
};

const atFdcwd = -100;
const atSymlinkNofollow = 0x100;

export class PlainDirectory implements ExportTarget {
  readonly #base: Buffer;
  readonly #libc = loadLibc();

  /** `directory` exists and is empty. */
  constructor(directory: string) {
    this.#base = Buffer.from(directory, "utf8");
  }

  makeDirectory(path: string): Trouble | undefined {
    return attempt(path, () => fs.mkdirSync(this.#at(path), 0o700));
  }

  makeFile(path: string, size: number): ExportFile | Trouble {
    let descriptor: number | undefined;
    const trouble = attempt(path, () => {
      descriptor = fs.openSync(this.#at(path), "wx", 0o600);
      fs.ftruncateSync(descriptor, size);
    });
    if (trouble !== undefined || descriptor === undefined) {
      return trouble ?? new Trouble("failed", `${nameToText(path)}: could not be opened.`);
    }
    const open = descriptor;
    return {
      write: (offset, bytes) => attempt(path, () => writeAll(open, offset, bytes)),
      close: () => fs.closeSync(open),
    };
  }

  makeSymlink(path: string, target: string): Trouble | undefined {
    return attempt(path, () => fs.symlinkSync(Buffer.from(target, "latin1"), this.#at(path)));
  }

  makeNode(path: string, type: FileType, device: number): Trouble | undefined {
    return this.#call(
      path,
      "mknod",
      this.#libc.mknod(this.#zeroed(path), typeBits[type] | 0o600, device),
    );
  }

  link(existing: string, path: string): Trouble | undefined {
    return attempt(path, () => fs.linkSync(this.#at(existing), this.#at(path)));
  }

  setXattr(path: string, name: string, value: Uint8Array): Trouble | undefined {
    const key = Buffer.from(`${name}\0`, "latin1");
    const result = this.#libc.lsetxattr(
      this.#zeroed(path),
      key,
      Buffer.from(value),
      value.length,
      0,
    );
    return this.#call(path, `setting ${nameToText(name)}`, result);
  }

  setAttributes(path: string, attributes: ExportAttributes): Trouble | undefined {
    const at = this.#at(path);
    const owner = attempt(path, () => fs.lchownSync(at, attributes.uid, attributes.gid));
    if (attributes.type !== "symlink") {
      const trouble = attempt(path, () => fs.chmodSync(at, attributes.mode));
      if (trouble !== undefined) return trouble;
    }
    const times = [attributes.accessed, attributes.modified].map((time) => ({
      seconds: time.seconds,
      nanoseconds: time.nanoseconds,
    }));
    const path0 = this.#zeroed(path);
    const result = this.#libc.utimensat(atFdcwd, path0, times, atSymlinkNofollow);
    return this.#call(path, "setting its times", result) ?? owner;
  }

  #at(path: string): Buffer {
    if (path === "") return this.#base;
    return Buffer.concat([this.#base, Buffer.from("/"), Buffer.from(path, "latin1")]);
  }

  #zeroed(path: string): Buffer {
    return Buffer.concat([this.#at(path), Buffer.alloc(1)]);
  }

  #call(path: string, what: string, result: number): Trouble | undefined {
    if (result === 0) return undefined;
    return new Trouble("failed", `${nameToText(path)}: ${what} failed, errno ${koffi.errno()}.`);
  }
}

function writeAll(descriptor: number, offset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += fs.writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
  }
}

function attempt(path: string, action: () => void): Trouble | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = code === "ENOSPC" || code === "EDQUOT" ? "full" : "failed";
    return new Trouble(reason, `${nameToText(path)}: ${String(error)}.`, error);
  }
}

function loadLibc() {
  const libc = koffi.load(process.platform === "darwin" ? "libSystem.B.dylib" : "libc.so.6");
  const timespec = koffi.struct({ seconds: "int64", nanoseconds: "int64" });
  return {
    mknod: libc.func("mknod", "int", ["uint8_t *", "uint32", "uint64"]),
    lsetxattr: libc.func("lsetxattr", "int", [
      "uint8_t *",
      "uint8_t *",
      "uint8_t *",
      "size_t",
      "int",
    ]),
    utimensat: libc.func("utimensat", "int", ["int", "uint8_t *", koffi.pointer(timespec), "int"]),
  };
}
