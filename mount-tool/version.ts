// Which version of the program this is.
import { readFileSync } from "node:fs";

export function programVersion(): string {
  // Compiled files lie one directory deeper than the sources.
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (typeof manifest === "object" && manifest !== null && "version" in manifest) {
        return String(manifest.version);
      }
    } catch {
      // Not there: the other place.
    }
  }
  return "unknown";
}
