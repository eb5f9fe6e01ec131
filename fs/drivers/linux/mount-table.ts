// /proc/self/mountinfo (proc(5)): what is mounted where, without touching any of it.

export interface MountEntry {
  readonly mountpoint: string;
  /** For example "fuse.ivy". */
  readonly type: string;
  readonly source: string;
  /** "major:minor" of the file system, its name in /sys/class/bdi. */
  readonly device: string;
}

/** Entries in the order of the table: a later one at the same place lies on top. Lines it cannot
 *  read are left out. */
export function parseMountTable(text: string): MountEntry[] {
  const entries: MountEntry[] = [];
  for (const line of text.split("\n")) {
    const fields = line.split(" ");
    const separator = fields.indexOf("-", 6);
    const [, , device, , mountpoint] = fields;
    const type = fields[separator + 1];
    const source = fields[separator + 2];
    if (separator < 0 || device === undefined || mountpoint === undefined) continue;
    if (type === undefined || source === undefined) continue;
    entries.push({ mountpoint: unescaped(mountpoint), type, source: unescaped(source), device });
  }
  return entries;
}

export function findMount(table: readonly MountEntry[], path: string): MountEntry | undefined {
  return table.findLast((entry) => entry.mountpoint === path);
}

/** The mount that a path is in: the longest one that is a prefix of it. */
export function mountOfPath(table: readonly MountEntry[], path: string): MountEntry | undefined {
  let best: MountEntry | undefined;
  for (const entry of table) {
    const inside = entry.mountpoint === "/" || `${path}/`.startsWith(`${entry.mountpoint}/`);
    if (inside && entry.mountpoint.length >= (best?.mountpoint.length ?? 0)) best = entry;
  }
  return best;
}

/** Blanks, tabs, newlines and backslashes are written as three octal digits; the bytes are UTF-8.
 *  */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
