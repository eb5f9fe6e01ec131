// Names of participants: unique among members, and good to have in paths and on command lines.
import type { LogId } from "./hash.ts";
import type { Membership } from "./membership.ts";
import type { ChangeRefusal } from "./next-view.ts";
import { refusal } from "./next-view.ts";

/** Why nobody can come in under this name; undefined: it is good. */
export function whyBadName(
  { members }: Pick<Membership, "members">,
  names: ReadonlyMap<LogId, string>,
  name: string,
): ChangeRefusal | undefined {
  const bytes = Buffer.byteLength(name);
  if (bytes < 1 || bytes > 64 || /[\p{Cc}\s/]/u.test(name)) {
    return refusal("bad-name", "A name has 1 to 64 bytes, without spaces and slashes.");
  }
  const wanted = plainName(name);
  const isTaken = members.some(
    ({ logId, role }) => role !== "removed" && plainName(names.get(logId) ?? "") === wanted,
  );
  if (!isTaken) return undefined;
  return refusal("name-taken", `Somebody here is called ${name} already; choose another name.`);
}

/** Names that look alike are the same name. */
function plainName(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
