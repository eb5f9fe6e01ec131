// Builds requests as the kernel writes them (struct fuse_in_header and bodies; linux/fuse.h), for
// tests of the driver.

export interface RequestParts {
  readonly opcode: number;
  readonly node?: number;
  readonly unique?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly body?: Uint8Array;
}

const headerBytes = 40;

export function kernelRequest(parts: RequestParts): Buffer {
  const body = parts.body ?? new Uint8Array(0);
  const request = Buffer.alloc(headerBytes + body.length);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt32LE(parts.opcode, 4);
  request.writeBigUInt64LE(BigInt(parts.unique ?? 2), 8);
  request.writeBigUInt64LE(BigInt(parts.node ?? 1), 16);
  request.writeUInt32LE(parts.uid ?? 0, 24);
  request.writeUInt32LE(parts.gid ?? 0, 28);
  request.set(body, headerBytes);
  return request;
}

/** Fields of 32 bits (numbers), 64 bits (bigints), names that end with NUL (strings) and raw bytes,
 *  back to back. */
export function fields(...values: readonly (number | bigint | string | Uint8Array)[]): Buffer {
  return Buffer.concat(values.map(fieldBytes));
}

function fieldBytes(value: number | bigint | string | Uint8Array): Uint8Array {
  if (typeof value === "string") return Buffer.from(`${value}\0`, "latin1");
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    return bytes;
  }
  if (typeof value !== "bigint") return value;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}
