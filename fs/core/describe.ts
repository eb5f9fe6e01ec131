// Changes as text for people: what `ivy log` shows. Paths are those that things had last, as far as
// the records seen tell.
import type { Change } from "./change.ts";
import type { InodeNumber } from "./inode-number.ts";
import { rootInodeNumber } from "./inode-number.ts";
import type { Name } from "./name.ts";
import { nameToText } from "./name.ts";

interface LastPlace {
  readonly directory: InodeNumber;
  readonly name: Name;
}

/** The last place of everything that ever had a name. */
export class LastPlaces {
  readonly #placesByInode = new Map<InodeNumber, LastPlace>();

  note(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "link") {
        this.#placesByInode.set(change.inode, change);
      } else if (change.kind === "rename") {
        this.#placesByInode.set(change.inode, {
          directory: change.toDirectory,
          name: change.toName,
        });
        if (change.exchange && change.replaced !== undefined) {
          const { fromDirectory: directory, fromName: name } = change;
          this.#placesByInode.set(change.replaced, { directory, name });
        }
      }
    }
  }

  /** Path below the root directory; "." is the root itself. */
  pathOf(inode: InodeNumber): string {
    if (inode === rootInodeNumber) return ".";
    const place = this.#placesByInode.get(inode);
    return place === undefined ? `inode ${inode}` : this.pathIn(place.directory, place.name);
  }

  /** A cycle cannot be in the tree, but names of different times may seem to make one. */
  pathIn(directory: InodeNumber, name: Name): string {
    const names = [nameToText(name)];
    const seen = new Set<InodeNumber>();
    for (let above = directory; above !== rootInodeNumber && !seen.has(above); ) {
      seen.add(above);
      const place = this.#placesByInode.get(above);
      if (place === undefined) return [`inode ${above}`, ...names].join("/");
      names.unshift(nameToText(place.name));
      above = place.directory;
    }
    return names.join("/");
  }
}

/** What one change did, in a line. */
export function describeChange(change: Change, places: LastPlaces): string {
  switch (change.kind) {
    case "inode":
      return `make ${change.type} ${places.pathOf(change.inode)}`;
    case "write":
      return `write ${places.pathOf(change.inode)} ${describeRange(change)}`;
    case "truncate":
      return `truncate ${places.pathOf(change.inode)} to ${change.size}`;
    case "link":
      return `link ${places.pathIn(change.directory, change.name)}`;
    case "unlink":
      return `unlink ${places.pathIn(change.directory, change.name)}`;
    case "rename": {
      const from = places.pathIn(change.fromDirectory, change.fromName);
      const to = places.pathIn(change.toDirectory, change.toName);
      return `${change.exchange ? "exchange" : "rename"} ${from} -> ${to}`;
    }
    case "set-attributes":
      return `attributes ${places.pathOf(change.inode)}${describeAttributes(change)}`;
    case "set-xattr":
      return `xattr ${places.pathOf(change.inode)} ${nameToText(change.name)}`;
    case "remove-xattr":
      return `remove xattr ${places.pathOf(change.inode)} ${nameToText(change.name)}`;
    case "prepare":
    case "cancel":
      return `${change.kind} ${places.pathIn(change.directory, change.name)}`;
    case "view":
      return `view ${change.view}`;
    case "resolve":
      return `resolve ${places.pathOf(change.inode)}`;
    case "end":
      return "begin the log";
  }
}

function describeRange(change: Extract<Change, { kind: "write" }>): string {
  const [first] = change.extents;
  const last = change.extents.at(-1);
  if (first === undefined || last === undefined) return "nothing";
  const isHole = change.extents.every(({ source }) => source.kind === "hole");
  const length = last.offset + last.length - first.offset;
  return `${first.offset}+${length}${isHole ? " (hole)" : ""}`;
}

function describeAttributes(change: Extract<Change, { kind: "set-attributes" }>): string {
  const parts: string[] = [];
  if (change.mode !== undefined) parts.push(`mode ${change.mode.toString(8).padStart(4, "0")}`);
  if (change.uid !== undefined) parts.push(`uid ${change.uid}`);
  if (change.gid !== undefined) parts.push(`gid ${change.gid}`);
  if (change.accessed !== undefined || change.modified !== undefined) parts.push("times");
  return parts.length === 0 ? "" : ` ${parts.join(", ")}`;
}
