// Files of this folder that are started rather than imported: processes and worker threads. In a
// clone they are TypeScript, in a packed installation JavaScript; they have the ending that this
// file has.
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

export function entryFile(name: "daemon/daemon-main" | "file-system-thread"): string {
  return fileURLToPath(new URL(`${name}${extname(import.meta.filename)}`, import.meta.url));
}
