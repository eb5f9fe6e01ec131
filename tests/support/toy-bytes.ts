// The contents of a toy file: chunks that are absent where there is a hole.

const chunkBytes = 256 * 1024;
const zeros = new Uint8Array(chunkBytes);

export class ToyBytes {
  size = 0;
  private readonly chunks = new Map<number, Uint8Array>();

  read(offset: number, length: number): { parts: Uint8Array[]; length: number } {
    const end = Math.min(this.size, offset + length);
    const parts: Uint8Array[] = [];
    let at = offset;
    while (at < end) {
      const start = at % chunkBytes;
      const bytes = Math.min(chunkBytes - start, end - at);
      const chunk = this.chunks.get((at - start) / chunkBytes) ?? zeros;
      const part = chunk.subarray(start, start + bytes);
      parts.push(part);
      if (part.length < bytes) parts.push(zeros.subarray(0, bytes - part.length));
      at += bytes;
    }
    return { parts, length: Math.max(0, end - offset) };
  }

  write(offset: number, data: Uint8Array): void {
    let at = 0;
    while (at < data.length) {
      const start = (offset + at) % chunkBytes;
      const bytes = Math.min(chunkBytes - start, data.length - at);
      this.chunk((offset + at - start) / chunkBytes, start + bytes).set(
        data.subarray(at, at + bytes),
        start,
      );
      at += bytes;
    }
    this.size = Math.max(this.size, offset + data.length);
  }

  truncate(size: number): void {
    if (size < this.size) this.punch(size, this.size);
    this.size = size;
  }

  /** Reads as zeros afterwards; whole chunks become holes. */
  punch(from: number, to: number): void {
    for (const [index, chunk] of this.chunks) {
      const start = index * chunkBytes;
      if (start + chunkBytes <= from || start >= to) continue;
      if (start >= from && start + chunkBytes <= to) this.chunks.delete(index);
      else chunk.fill(0, Math.max(0, from - start), Math.min(chunkBytes, to - start));
    }
  }

  /** The first offset from `offset` on where there is data or a hole; the end of the file counts as
   *  a hole. */
  seek(offset: number, whence: "data" | "hole"): number | undefined {
    if (offset >= this.size) return undefined;
    const indexes = [...this.chunks.keys()].sort((a, b) => a - b);
    let end = Math.floor(offset / chunkBytes);
    for (const index of indexes) {
      if (index < end) continue;
      if (whence === "data") return within(Math.max(offset, index * chunkBytes), this.size);
      if (index > end) break;
      end = index + 1;
    }
    if (whence === "data") return undefined;
    return Math.min(this.size, Math.max(offset, end * chunkBytes));
  }

  storedBytes(): number {
    let bytes = 0;
    for (const chunk of this.chunks.values()) bytes += chunk.length;
    return bytes;
  }

  private chunk(index: number, bytes: number): Uint8Array {
    const chunk = this.chunks.get(index);
    if (chunk !== undefined && chunk.length >= bytes) return chunk;
    const grown = new Uint8Array(
      Math.min(chunkBytes, Math.max(512, 2 ** Math.ceil(Math.log2(bytes)))),
    );
    if (chunk !== undefined) grown.set(chunk);
    this.chunks.set(index, grown);
    return grown;
  }
}

function within(offset: number, size: number): number | undefined {
  return offset < size ? offset : undefined;
}
